package dev.landlord.controller.ledger;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample;
import dev.landlord.protocol.message.WorkloadSample.Origin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/// One tenant's groups on a node whose kernel is a few counters, and an agent that reads them: groups come, go and come again under the same path,
/// the own group is made anew, the agent and the node are started anew, the wall clock jumps by up to a minute.
final class SimulatedKernel {
    static final TenantId TENANT = new TenantId("tenant-a");
    static final NodeId NODE = new NodeId("n1");
    private static final long MODULUS = 1L << 53;
    private static final int PATHS = 6;

    private final Random random;
    private final boolean lasting;
    private final Map<String, Group> adopted = new TreeMap<>();
    private Group own;
    private int boot = 1;
    private long nextId = 100;
    private long run = 1;
    private long seq;
    private boolean looked;
    private Set<Long> seenBefore = new HashSet<>();
    private final Map<Long, Seen> seen = new HashMap<>();
    private long millis = Instant.parse("2026-11-22T20:00:00Z").toEpochMilli();
    private long jumped;

    /// A group as the kernel has it.
    static final class Group {
        final String boot;
        final String path;
        final long id;
        long cpuUsec;
        long ioBytes;
        long kills;
        long workingSet = 1 << 20;

        Group(String boot, String path, long id) {
            this.boot = boot;
            this.path = path;
            this.id = id;
        }
    }

    /// What one run of the agent knows of a group.
    private static final class Seen {
        private final Instant firstSeen;
        private final boolean fromStart;
        private long integral;
        private long lastSet;
        private long lastMillis = -1;

        Seen(Instant firstSeen, boolean fromStart) {
            this.firstSeen = firstSeen;
            this.fromStart = fromStart;
        }
    }

    /// @param lasting whether there is one boot and one own group all the time, and no other group
    SimulatedKernel(Random random, boolean lasting) {
        this.random = random;
        this.lasting = lasting;
        this.own = group("own");
    }

    /// The broker's time.
    Instant now() {
        return Instant.ofEpochMilli(millis);
    }

    private Group group(String path) {
        return new Group("boot-" + boot, path, nextId++);
    }

    /// Lets some seconds pass, with whatever happens in them.
    void live(int seconds) {
        millis += seconds * 1000L + random.nextInt(1000);
        if (random.nextInt(200) == 0) {
            jumped = random.nextInt(120_000) - 60_000;
        }
        for (var group : groups()) {
            group.cpuUsec += random.nextInt(3) == 0 ? 0 : random.nextInt(seconds * 2_000_000);
            group.ioBytes += random.nextInt(4) == 0 ? random.nextInt(1 << 24) : 0;
            group.kills += random.nextInt(500) == 0 ? 1 : 0;
            group.workingSet = random.nextInt(1 << 30);
        }
        if (random.nextInt(150) == 0) {
            restartAgent();
        }
        if (!lasting) {
            change();
        }
    }

    private void change() {
        if (random.nextInt(4) == 0) {
            var path = "/slurm/job-" + random.nextInt(PATHS);
            if (adopted.remove(path) == null || random.nextBoolean()) {
                adopted.put(path, group(path));
            }
        }
        if (random.nextInt(300) == 0) {
            own = group("own");
        }
        if (random.nextInt(400) == 0) {
            boot++;
            own = group("own");
            adopted.clear();
            restartAgent();
        }
    }

    private void restartAgent() {
        run++;
        seq = 0;
        looked = false;
        seen.clear();
        seenBefore = new HashSet<>();
    }

    List<Group> groups() {
        var all = new ArrayList<>(adopted.values());
        all.add(own);
        return all;
    }

    Group own() {
        return own;
    }

    UsageSample sample() {
        var there = new HashSet<Long>();
        groups().forEach(group -> there.add(group.id));
        seen.keySet().retainAll(there);
        var wall = Instant.ofEpochMilli(millis + jumped);
        for (var group : groups()) {
            seen.computeIfAbsent(group.id, id -> new Seen(wall, looked && !seenBefore.contains(id)));
        }
        seenBefore = there;
        looked = true;
        var workloads = adopted.values().stream().map(group -> new WorkloadSample(group.path, group.path, group.id, Origin.ADOPTED,
            seen.get(group.id).firstSeen, seen.get(group.id).fromStart ? true : null, null, meters(group), List.of())).toList();
        return new UsageSample(TENANT, NODE, "boot-" + boot, run, ++seq, wall, 1000, null, meters(own), own.id, null, workloads, Map.of());
    }

    private Meters meters(Group group) {
        var known = seen.get(group.id);
        if (known.lastMillis >= 0) {
            known.integral = (known.integral + (known.lastSet + (group.workingSet - known.lastSet) / 2) * (millis - known.lastMillis)) % MODULUS;
        }
        known.lastMillis = millis;
        known.lastSet = group.workingSet;
        return new Meters(group.cpuUsec, null, null, group.cpuUsec / 10, group.workingSet, group.workingSet, known.integral, group.kills, 1L,
            group.ioBytes, group.ioBytes / 2, group.ioBytes / 4096, group.ioBytes / 8192);
    }
}
