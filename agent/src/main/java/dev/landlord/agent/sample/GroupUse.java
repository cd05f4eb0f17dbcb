package dev.landlord.agent.sample;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;

/// What one group used of late; empty where it is not known.
///
/// @param cpuCores        cores between the last two readings
/// @param workingSetBytes at the last reading
/// @param pids            at the last reading
public record GroupUse(OptionalDouble cpuCores, OptionalLong workingSetBytes, OptionalLong pids) {
    public static final GroupUse UNKNOWN = new GroupUse(OptionalDouble.empty(), OptionalLong.empty(), OptionalLong.empty());

    /// The use of several groups together: a part is known where it is known of each. Of no group it is zero.
    public static GroupUse sum(List<GroupUse> groups) {
        return new GroupUse(
            groups.stream().allMatch(use -> use.cpuCores.isPresent())
                ? OptionalDouble.of(groups.stream().mapToDouble(use -> use.cpuCores.getAsDouble()).sum())
                : OptionalDouble.empty(),
            sum(groups, GroupUse::workingSetBytes), sum(groups, GroupUse::pids));
    }

    private static OptionalLong sum(List<GroupUse> groups, Function<GroupUse, OptionalLong> part) {
        return groups.stream().map(part).allMatch(OptionalLong::isPresent)
            ? OptionalLong.of(groups.stream().map(part).mapToLong(OptionalLong::getAsLong).sum())
            : OptionalLong.empty();
    }
}
