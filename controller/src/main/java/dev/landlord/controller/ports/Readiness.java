package dev.landlord.controller.ports;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/// Whether this controller does its work yet. May be asked from any thread.
public interface Readiness {
    /// What it still waits for, in the order in which it comes: `kafka`, `topics`, `tenants`, `ownership`; empty when ready.
    List<String> waitingFor();

    /// A sentence for people on why it waits (e.g. the last error), or an empty text.
    String detail();

    /// How much of what there was when its reading began the history has still to read; empty when it has read all, which is no part of being
    /// ready.
    default Optional<HistoryBehind> history() {
        return Optional.empty();
    }

    /// How far reading has come.
    ///
    /// @param percent     of all that there was to read, 0 to 99
    /// @param records     that are left, samples, days and decisions
    /// @param secondsLeft at the pace of the last half minute, or null while that is not known
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record HistoryBehind(int percent, long records, Long secondsLeft) {
    }
}
