package dev.landlord.launcher.controller;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.NodeReport;
import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// A node's agent as the topics see it: samples of tenants that use what the test says, second by second of the node's own time, which may
/// run faster than ours; and answers to commands, fenced by (epoch, generation).
final class FakeAgent {
    private final Topics topics;
    private final NodeId node;
    private final Map<TenantId, Long> seqs = new HashMap<>();
    private final Map<TenantId, Long> cpuUsec = new HashMap<>();
    private final Map<TenantId, Command.Throttle> highest = new HashMap<>();
    private final Set<String> heard = new HashSet<>();

    FakeAgent(Topics topics, String node) {
        this.topics = topics;
        this.node = new NodeId(node);
    }

    void reportIn() {
        var can = NodeReport.Capability.YES;
        topics.send(new NodeReport(node, "boot", 1, Instant.now(), NodeReport.State.UP, "test", "Linux", NodeReport.CgroupMode.V2, Map.of(),
            NodeReport.Mode.ENFORCE, 1000, new NodeReport.Capacity(8, 1L << 34), null,
            Map.of("limit.cpu", can, "limit.memory", can, "limit.pids", can, "freeze", can, "kill", can), null, 0L, List.of()));
    }

    /// Samples of so many seconds at this use, all at once.
    void use(TenantId tenant, int seconds, double cores, long memoryBytes) {
        topics.sendAll(IntStream.range(0, seconds).mapToObj(_ -> sample(tenant, cores, memoryBytes)).toList());
    }

    UsageSample sample(TenantId tenant, double cores, long memoryBytes) {
        var seq = seqs.merge(tenant, 1L, Long::sum);
        var usec = cpuUsec.merge(tenant, (long) (cores * 1e6), Long::sum);
        var meters = new Meters(usec, 0L, 0L, 0L, memoryBytes, memoryBytes, 0L, 0L, 3L, 0L, 0L, 0L, 0L);
        return new UsageSample(tenant, node, "boot", 1, seq, Instant.now(), 1000, meters, null,
            List.of(new WorkloadSample("w1", "/landlord/" + tenant + "/w1", 4711, WorkloadSample.Origin.OWN, Instant.EPOCH, meters, List.of())),
            Map.of());
    }

    /// Answers the commands that it has not answered yet.
    void answer() {
        for (var command : topics.messages(Topic.COMMANDS, Command.class)) {
            if (command.node().equals(node)) {
                switch (command) {
                    case Command.Throttle throttle -> answer(throttle);
                    case Command.Evict evict -> answer(evict);
                }
            }
        }
    }

    private void answer(Command.Throttle throttle) {
        if (!heard.add("%s %d %d".formatted(throttle.tenant(), throttle.epoch(), throttle.generation()))) {
            return;
        }
        var before = highest.get(throttle.tenant());
        var stale = before != null && (throttle.epoch() < before.epoch()
            || throttle.epoch() == before.epoch() && throttle.generation() < before.generation());
        if (!stale) {
            highest.put(throttle.tenant(), throttle);
        }
        topics.send(new Ack(node, throttle.tenant(), throttle.epoch(), throttle.generation(), null, stale ? Ack.Outcome.STALE : Ack.Outcome.APPLIED,
            null, null, limits(throttle.tenant()), null, Instant.now()));
    }

    private void answer(Command.Evict evict) {
        if (heard.add(evict.order())) {
            topics.send(new Ack(node, evict.tenant(), evict.epoch(), null, evict.order(), Ack.Outcome.APPLIED, null, null, null, 0L, Instant.now()));
        }
    }

    /// What the kernel has now.
    Limits limits(TenantId tenant) {
        var throttle = highest.get(tenant);
        return throttle == null ? Limits.NONE : throttle.limits();
    }
}
