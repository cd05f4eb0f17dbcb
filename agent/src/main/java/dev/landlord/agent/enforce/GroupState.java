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
/// @param flow     bytes a second of late through each direction of each block device; what is absent is not known
public record GroupState(String cgroup, Role role, Map<Dial, KnobState> knobs, Use use, Bound cpuAbove, Map<Dial, Long> flow) {
    public GroupState {
        knobs = Map.copyOf(knobs);
        flow = Map.copyOf(flow);
    }

    /// A group of which no more is known than its knobs.
    public static GroupState of(String cgroup, Role role, Map<Dial, KnobState> knobs) {
        return new GroupState(cgroup, role, knobs, Use.UNKNOWN, Bound.UNLIMITED, Map.of());
    }

    boolean has(Knob knob) {
        return knobs.keySet().stream().anyMatch(dial -> dial.knob() == knob);
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
        /// Below a claimed one. In v1 the kernel does not let its CPU limit exceed the limit above, and does not apply the block IO limits from
        /// above to it, so that it needs its own part of them.
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
                case CPU_WEIGHT, IO, FREEZER -> 0;
            };
        }

        /// Where the count is not known, somebody may be in.
        boolean isPopulated() {
            return pids.isEmpty() || pids.getAsLong() > 0;
        }
    }
}
