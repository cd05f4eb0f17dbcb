package dev.landlord.benchmarks;

import dev.landlord.controller.policy.Effect;
import dev.landlord.controller.policy.Policy;
import dev.landlord.controller.policy.PolicyClasses;
import dev.landlord.controller.policy.PolicyEvent;
import dev.landlord.controller.policy.Step;
import dev.landlord.controller.policy.TenantState;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.NodeReport;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Tenants of class `standard` with a quota for each resource, on nodes that sample each second, two workloads on each. Their policy states
/// are kept, as the owner of a partition keeps them, and every event goes to the next tenant, so that a large house does not fit into the caches.
public final class House {
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    private static final double USEC_PER_SECOND = 1e6;
    private static final long WORKING_SET = 1L << 30;
    private static final Map<String, NodeReport.Capability> CAPABILITIES = new TreeMap<>(Map.of("limit.cpu", NodeReport.Capability.YES,
        "limit.cpuWeight", NodeReport.Capability.YES, "limit.pids", NodeReport.Capability.YES, "limit.memory", NodeReport.Capability.YES,
        "limit.io", NodeReport.Capability.YES));

    /// What the tenants use.
    public enum Load {
        /// Half of the quota: scores stay at zero.
        QUIET,
        /// From second to second half of the quota for CPU and block IO, and twice as much as that quota: both scores move with each sample.
        MOVING,
        /// Four times the quota until CPU and block IO are throttled on each node; it still presses against the limits.
        THROTTLED;

        /// @return use over quota in that second
        double ratio(long second) {
            return switch (this) {
                case QUIET -> 0.5;
                case MOVING -> second % 2 == 0 ? 0.5 : 1.5;
                case THROTTLED -> 4;
            };
        }
    }

    private final Policy policy = new Policy(PolicyClasses.builtIn());
    private final Load load;
    private final NodeId[] nodes;
    private final TenantState[] states;
    private final long[] counters;
    private int tenant;
    private int node;
    private long second;

    House(int tenants, int nodesOfEach, Load load) {
        this.load = load;
        nodes = new NodeId[nodesOfEach];
        for (int i = 0; i < nodesOfEach; i++) {
            nodes[i] = new NodeId("node-%04d".formatted(i));
        }
        counters = new long[nodesOfEach];
        states = new TenantState[tenants];
        var quota = new Quota((double) nodesOfEach, 4 * WORKING_SET * nodesOfEach, 100L * nodesOfEach, 1_000_000L * nodesOfEach);
        for (int i = 0; i < tenants; i++) {
            var id = new TenantId("tenant-%06d".formatted(i));
            states[i] = TenantState.initial(id);
            hear(i, new PolicyEvent.TookOver(START, 1));
            hear(i, new PolicyEvent.Declared(START, new TenantSpec(id, 1, "standard", quota, null, List.of(), Map.of())));
        }
    }

    /// Lets the tenants' nodes report for so long, with a tick each second.
    House after(int seconds) {
        for (int i = 0; i < seconds; i++) {
            for (long samples = (long) states.length * nodes.length; samples > 0; samples--) {
                sample();
            }
            for (int each = 0; each < states.length; each++) {
                for (var reporting : nodes) {
                    if (!states[each].nodes().containsKey(reporting)) {
                        hear(each, new PolicyEvent.NodeSeen(now(), report(reporting)));
                    }
                }
                hear(each, new PolicyEvent.Tick(now()));
            }
        }
        return this;
    }

    /// The next sample of the next tenant; a second passes when each of its nodes has sent one for each tenant.
    UsageSample nextSample() {
        if (++tenant == states.length) {
            tenant = 0;
            if (++node == nodes.length) {
                node = 0;
                second++;
            }
        }
        if (tenant == 0) {
            counters[node] += Math.round(load.ratio(second) * USEC_PER_SECOND);
        }
        long cpu = counters[node];
        return new UsageSample(states[tenant].tenant(), nodes[node], "boot-1", 1, second, now(), 1000, meters(cpu), null,
            List.of(workload("train-1", 1, cpu / 2), workload("train-2", 2, cpu / 2)), Map.of());
    }

    /// Steps the next sample and keeps the state that it leads to.
    Step sample() {
        var sample = nextSample();
        return hear(tenant, new PolicyEvent.Sampled(sample.sampledAt(), sample));
    }

    /// Steps a tick for the next tenant, at the time of the last sample, and forgets what it led to: so one can be measured without samples between.
    Step tick() {
        if (++tenant == states.length) {
            tenant = 0;
        }
        return policy.step(states[tenant], new PolicyEvent.Tick(now()));
    }

    private Instant now() {
        return START.plusSeconds(second);
    }

    private Step hear(int index, PolicyEvent event) {
        var step = policy.step(states[index], event);
        states[index] = step.state();
        for (var effect : step.effects()) {
            if (effect instanceof Effect.Send(Command.Throttle throttle)) {
                states[index] = policy.step(states[index], new PolicyEvent.Acked(event.at(), new Ack(throttle.node(), throttle.tenant(),
                    throttle.epoch(), throttle.generation(), null, Ack.Outcome.APPLIED, null, null, throttle.limits(), null, event.at()))).state();
            }
        }
        return step;
    }

    private WorkloadSample workload(String id, long cgroupId, long cpu) {
        return new WorkloadSample(id, "/landlord/tenant/" + id, cgroupId, WorkloadSample.Origin.OWN, START, meters(cpu), List.of());
    }

    private static Meters meters(long cpu) {
        return new Meters(cpu, cpu / 100_000, cpu / 200_000, 0L, WORKING_SET, WORKING_SET, 0L, 0L, 3L, cpu, 0L, 0L, 0L);
    }

    private NodeReport report(NodeId of) {
        return new NodeReport(of, "boot-1", 1, now(), NodeReport.State.UP, "0.1.0", "Linux", NodeReport.CgroupMode.V2, Map.of(),
            NodeReport.Mode.ENFORCE, 1000, new NodeReport.Capacity(64, 1L << 38), null, CAPABILITIES, null, 0L, List.of());
    }
}
