package dev.landlord.controller.ports;

import java.util.List;

/// Whether this controller does its work yet. May be asked from any thread.
public interface Readiness {
    /// What it still waits for, in the order in which it comes: `kafka`, `topics`, `tenants`, `ownership`; empty when ready.
    List<String> waitingFor();

    /// A sentence for people on why it waits (e.g. the last error), or an empty text.
    String detail();
}
