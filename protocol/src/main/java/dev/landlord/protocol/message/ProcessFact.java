package dev.landlord.protocol.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/// A fact about one process, for people. Command and user come from the tenant and may be hostile text.
///
/// @param pid           process id in the host's namespace
/// @param startedAt     when it started; with the pid, its identity
/// @param user          account that runs it
/// @param command       its command line, cut at [#LONGEST_COMMAND] characters
/// @param cpuCores      cores used since the fact before, or null where there is none yet
/// @param residentBytes bytes of resident memory
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProcessFact(long pid, Instant startedAt, String user, String command, Double cpuCores, Long residentBytes) {
    public static final int LONGEST_COMMAND = 256;

    public ProcessFact {
        Checks.count("pid", pid);
        Checks.amount("cpuCores", cpuCores);
        Checks.count("residentBytes", residentBytes);
        if (command != null && command.length() > LONGEST_COMMAND) {
            command = command.substring(0, LONGEST_COMMAND);
        }
    }
}
