package dev.landlord.launcher.simulation;

import dev.landlord.agent.enforce.Bound;
import dev.landlord.agent.enforce.Dialect;
import dev.landlord.agent.enforce.Knob;
import dev.landlord.agent.enforce.ProcessIdentity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// One boot of a node's kernel: groups, what runs in them and what it gets. Between two looks everything is constant, so what was used is
/// exact.
final class Kernel {
    private static final double PERIODS_PER_SECOND = 10;
    /// A throttled group gets a little less than its limit.
    private static final double REACHED = 0.98;
    private static final double MICRO = 1e6;
    private static final long PIDS = 60;
    private static final long FIRST_PID = 300;
    private static final String OWN = "/landlord/";

    final String bootId;
    final Dialect dialect;
    private final SortedMap<String, Group> groups = new TreeMap<>();
    private final List<Group> everMade = new ArrayList<>();
    private final long bootedAt;
    private long inodes;
    private long started;
    private long now;

    Kernel(String bootId, Dialect dialect, long firstInode, long now) {
        this.bootId = bootId;
        this.dialect = dialect;
        this.inodes = firstInode;
        this.bootedAt = now;
        this.now = now;
    }

    static String own(String tenant) {
        return OWN + tenant;
    }

    Group make(String path) {
        return groups.computeIfAbsent(path, _ -> remember(new Group(path, inodes++, dialect)));
    }

    /// A service that starts at boot gets the numbers that it had: the same was started before it.
    Group makeAgain(Group before) {
        inodes = Math.max(inodes, before.inode + 1);
        return groups.computeIfAbsent(before.path, path -> remember(new Group(path, before.inode, dialect)));
    }

    private Group remember(Group made) {
        everMade.add(made);
        return made;
    }

    /// Those that are gone included, with what they had.
    List<Group> everMade() {
        return everMade;
    }

    void remove(String path) {
        groups.remove(path);
    }

    Optional<Group> find(String path) {
        return Optional.ofNullable(groups.get(path));
    }

    List<Group> groups() {
        return List.copyOf(groups.values());
    }

    List<Group> below(String path) {
        return groups.values().stream().filter(group -> group.isBelow(path)).toList();
    }

    /// Numbers come round again quickly here, start times do not.
    Group.Process start(Group group, long patience, long stuckUntil) {
        long pid;
        do {
            pid = FIRST_PID + started++ % PIDS;
        } while (isUsed(pid));
        var process = new Group.Process(pid, (now - bootedAt) / 10 + 1, patience, stuckUntil);
        group.processes.add(process);
        return process;
    }

    private boolean isUsed(long pid) {
        return groups.values().stream().anyMatch(group -> group.processes.stream().anyMatch(process -> process.pid == pid));
    }

    /// Those in a group and below it.
    List<ProcessIdentity> processes(Group group) {
        return inside(group).stream().flatMap(each -> each.processes.stream())
            .sorted(Comparator.comparingLong(process -> process.pid))
            .map(process -> new ProcessIdentity(process.pid, process.startTicks)).toList();
    }

    List<Group> inside(Group group) {
        var inside = new ArrayList<>(below(group.path));
        inside.addFirst(group);
        return inside;
    }

    /// The group that holds a process now.
    Optional<Group> holder(ProcessIdentity identity) {
        return groups.values().stream().filter(group -> group.processes.stream()
            .anyMatch(process -> process.pid == identity.pid() && process.startTicks == identity.startTicks())).findFirst();
    }

    void signal(ProcessIdentity identity, boolean force) {
        holder(identity).ifPresent(group -> group.processes.stream().filter(process -> process.pid == identity.pid()).forEach(process -> {
            if (force) {
                process.killAt = process.killAt < 0 ? now : process.killAt;
            } else {
                process.termAt = process.termAt < 0 ? now : process.termAt;
            }
        }));
    }

    /// Lets time pass up to a moment. To be called before anything is read or changed.
    void advance(long to) {
        if (to == now) {
            return;
        }
        double seconds = (to - now) / 1000.0;
        groups.values().forEach(group -> use(group, seconds));
        now = to;
        groups.values().forEach(this::end);
        groups.values().forEach(this::fork);
    }

    private void use(Group group, double seconds) {
        double rate = cpuRate(group);
        group.cpuUsec += rate * seconds * MICRO;
        group.ioBytes += rate * seconds * (1 << 20);
        var limit = group.bound(Knob.CPU);
        if (!limit.isUnlimited()) {
            group.periods += PERIODS_PER_SECOND * seconds;
            group.throttled += demand(group) > limit.amount() / MICRO ? PERIODS_PER_SECOND * seconds : 0;
        }
    }

    /// Cores that it gets now.
    double cpuRate(Group group) {
        double wanted = capped(group, demand(group));
        var parent = parent(group);
        if (parent.isEmpty() || wanted == 0) {
            return wanted;
        }
        double siblings = demand(parent.get());
        return siblings == 0 || parent.get().isFrozen() ? 0 : wanted * Math.min(1, capped(parent.get(), siblings) / siblings);
    }

    private Optional<Group> parent(Group group) {
        var above = group.path.substring(0, group.path.lastIndexOf('/'));
        return above.isEmpty() ? Optional.empty() : find(above);
    }

    private static double capped(Group group, double wanted) {
        var limit = group.bound(Knob.CPU);
        double most = limit.isUnlimited() ? Double.MAX_VALUE : limit.amount() / MICRO;
        return group.isFrozen() ? 0 : wanted > most ? most * REACHED : wanted;
    }

    /// Cores that those in it and below it want and could have but for its own limit.
    double demand(Group group) {
        double below = 0;
        for (var child : groups.tailMap(group.path + "/").values()) {
            if (!child.isBelow(group.path)) {
                break;
            }
            below += capped(child, child.processes.isEmpty() ? 0 : child.cpuDemand);
        }
        return below + (group.processes.isEmpty() ? 0 : group.cpuDemand);
    }

    private void end(Group group) {
        boolean frozen = group.isFrozen() || parent(group).filter(Group::isFrozen).isPresent();
        group.processes.removeIf(process -> process.killAt >= 0 && now >= process.stuckUntil
            || process.termAt >= 0 && process.patience >= 0 && now >= process.termAt + process.patience && !frozen);
        if (group.processes.isEmpty()) {
            group.pids = 0;
        }
    }

    /// The limit stops new ones only.
    private void fork(Group group) {
        long wanted = group.processes.isEmpty() ? 0 : Math.max(group.pidsWanted, group.processes.size());
        if (wanted <= group.pids) {
            group.pids = wanted;
            return;
        }
        long room = Math.min(room(group), parent(group).map(this::room).orElse(Long.MAX_VALUE));
        group.pids += Math.clamp(room, 0, wanted - group.pids);
    }

    private long room(Group group) {
        var limit = group.bound(Knob.PIDS);
        return limit.isUnlimited() ? Long.MAX_VALUE : limit.amount() - pids(group);
    }

    long pids(Group group) {
        return inside(group).stream().mapToLong(each -> each.pids).sum();
    }

    /// Bytes that those in it and below it use: what they want, as far as its mark (`memory.high`) and that of the group above let it grow.
    long memory(Group group) {
        long held = held(group);
        var above = parent(group);
        long siblings = above.map(this::wanted).orElse(0L);
        return siblings == 0 ? held : (long) (held * Math.min(1, (double) held(above.get()) / siblings));
    }

    private long held(Group group) {
        var mark = group.bound(Knob.MEMORY_HIGH);
        return mark.isUnlimited() ? wanted(group) : Math.min(mark.amount(), wanted(group));
    }

    private long wanted(Group group) {
        return below(group.path).stream().mapToLong(this::held).sum() + memoryDemand(group);
    }

    /// Bytes that the processes in a group want.
    static long memoryDemand(Group group) {
        return group.processes.isEmpty() ? 0 : group.memoryBytes;
    }

    /// The narrowest CPU limit around a group that counts for it: in v1 a child may not be wider.
    Bound cpuAbove(Group group) {
        return dialect == Dialect.V1 ? parent(group).map(above -> above.bound(Knob.CPU)).orElse(Bound.UNLIMITED) : Bound.UNLIMITED;
    }
}
