package dev.landlord.controller.policy;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// How far a tenant's life has come, derived from what is found on the nodes, never from what was asked for.
///
/// @param status         the stage
/// @param since          when it was entered, or null before anything was found
/// @param limitsEnforced whether fresh samples are compared with a quota and every node concerned can write the limits
/// @param checks         what was looked at
public record Isolation(Status status, Instant since, boolean limitsEnforced, List<Check> checks) {
    static final Isolation INITIAL = new Isolation(Status.NOT_STARTED, null, false, List.of());

    public Isolation {
        checks = List.copyOf(checks);
    }

    /// One thing that was looked at.
    ///
    /// @param name   `group`, `workload`, `limits`, `data`, `network` or `access`
    /// @param passed whether it is as it should be
    /// @param detail a sentence for people
    public record Check(String name, boolean passed, String detail) {
    }

    /// The stages of a tenant's life.
    public enum Status {
        /// It has an identity, nothing else.
        NOT_STARTED,
        /// An agent reports its group in place.
        PARTIAL,
        /// A workload runs inside.
        ACTIVE,
        /// Limits are enforced and every isolation check passes. Not reached in this version, which has no checks of data, network and access.
        FULL;

        /// The form in messages and in the API, e.g. `not-started`.
        public String wire() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
