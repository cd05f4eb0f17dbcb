package dev.landlord.agent.host;

import java.time.Instant;
import java.util.Optional;

/// Where facts about single processes come from.
public interface ProcessSource {
    /// One look at a process, or empty where it is gone. Costs some hundred microseconds: for few processes only.
    Optional<ProcessSighting> look(long pid);

    /// What one look told.
    ///
    /// @param startedAt     with the pid, its identity
    /// @param user          account that runs it
    /// @param command       its command line, or its name in brackets where it has none
    /// @param cpuMillis     CPU time since its start
    /// @param residentBytes resident memory
    record ProcessSighting(long pid, Instant startedAt, String user, String command, long cpuMillis, long residentBytes) {
    }
}
