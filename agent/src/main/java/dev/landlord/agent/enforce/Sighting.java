package dev.landlord.agent.enforce;

import java.util.List;

/// What is found of the group that an eviction means.
public sealed interface Sighting {
    /// A group is there, and who is in it cannot be read.
    record Unreadable(String why) implements Sighting {
    }

    /// There is no group of that path.
    record Gone() implements Sighting {
    }

    /// A group is there, with these processes in it and below it.
    ///
    /// @param cgroupId    its inode in the hierarchy that counts CPU
    /// @param untouchable names of the processes that must never be touched
    record Present(long cgroupId, List<ProcessIdentity> processes, List<String> untouchable) implements Sighting {
        public Present {
            processes = List.copyOf(processes);
            untouchable = List.copyOf(untouchable);
        }
    }
}
