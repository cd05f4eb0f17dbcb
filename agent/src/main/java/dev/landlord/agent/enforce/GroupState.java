package dev.landlord.agent.enforce;

import java.util.Map;
import java.util.OptionalLong;

/// One group, as found.
///
/// @param cgroup   path within its hierarchies
/// @param role     what it is to the tenant
/// @param knobs    those that could be read; a knob that is missing here is left alone
/// @param use      what the group uses now
/// @param cpuAbove the narrowest CPU limit of the groups above it, which the kernel applies to it in any case
public record GroupState(String cgroup, Role role, Map<Knob, KnobState> knobs, Use use, Bound cpuAbove) {
    public GroupState {
        knobs = Map.copyOf(knobs);
    }

    int depth() {
        return (int) cgroup.chars().filter(c -> c == '/').count();
    }

    boolean isBelow(GroupState other) {
        return cgroup.startsWith(other.cgroup + "/");
    }

    /// What a group is to the tenant.
    public enum Role {
        /// One of the groups over which the tenant's limits are divided: its own group, or an adopted one.
        CLAIMED,
        /// Below a claimed one, with a CPU limit that the kernel does not let exceed the limit above (v1).
        NESTED,
        /// No longer the tenant's; what Landlord wrote there has to go.
        LEFT
    }

    /// What a group uses now; empty where it is not known.
    ///
    /// @param cpuMicroCores   millionths of a core
    /// @param workingSetBytes memory without the page cache that the kernel drops first
    /// @param pids            processes and threads
    public record Use(OptionalLong cpuMicroCores, OptionalLong workingSetBytes, OptionalLong pids) {
        public static final Use UNKNOWN = new Use(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

        /// What the group needs of what the knob limits; zero where it is not known.
        long need(Knob knob) {
            return switch (knob) {
                case CPU -> cpuMicroCores.orElse(0);
                case MEMORY_HIGH, MEMORY -> workingSetBytes.orElse(0);
                case PIDS -> pids.orElse(0);
                case FREEZER -> 0;
            };
        }

        /// Where the count is not known, somebody may be in.
        boolean isPopulated() {
            return pids.isEmpty() || pids.getAsLong() > 0;
        }
    }
}
