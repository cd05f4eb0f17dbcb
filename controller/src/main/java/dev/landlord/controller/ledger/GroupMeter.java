package dev.landlord.controller.ledger;

/// One group's meter as last read. Times are milliseconds since 1970, those that end in `At` in the time of the node's book.
///
/// @param id        the group's inode, or null of an own group whose agent does not tell
/// @param cgroup    path of an adopted workload; null of the own group and of workloads in it
/// @param fromZero  whether all that its counters show is the tenant's, so that a counter read for the first time is booked whole
/// @param run       the agent's run that read it last
/// @param firstSeen when that run first saw it; 0 of the own group, and where it does not tell
/// @param seenAt    of the last sample that had it
/// @param ended     whether the last sample did not have it
/// @param last      what was read
/// @param cpuAt     up to when its CPU time is booked, or known to be unknown
/// @param ioAt      the same of block IO
/// @param memoryAt  the same of memory
/// @param memoryGap whether the integral was missing when it was last to be read
public record GroupMeter(
    Long id, String cgroup, boolean fromZero, long run, long firstSeen, long seenAt, boolean ended, Readings last, long cpuAt, long ioAt,
    long memoryAt, boolean memoryGap
) {
    /// A meter from which nothing has been read yet.
    static GroupMeter begin(Long id, String cgroup, boolean fromZero, long run, long firstSeen, long at) {
        return new GroupMeter(id, cgroup, fromZero, run, firstSeen, at, false, Readings.NONE, at, at, at, false);
    }

    GroupMeter gone() {
        return new GroupMeter(id, cgroup, fromZero, run, firstSeen, seenAt, true, last, cpuAt, ioAt, memoryAt, memoryGap);
    }

    /// All before this moment is dealt with.
    GroupMeter movedTo(long at) {
        return new GroupMeter(id, cgroup, fromZero, run, firstSeen, seenAt, ended, last, at, at, at, memoryGap);
    }

    GroupMeter named(Long newId) {
        return new GroupMeter(newId, cgroup, fromZero, run, firstSeen, seenAt, ended, last, cpuAt, ioAt, memoryAt, memoryGap);
    }

    /// In another run of the agent the integral begins anew.
    GroupMeter anotherRun() {
        return new GroupMeter(id, cgroup, fromZero, run, firstSeen, seenAt, ended, last.withoutMemory(), cpuAt, ioAt, memoryAt, memoryGap);
    }

    boolean adopted() {
        return cgroup != null;
    }
}
