package dev.landlord.controller.policy;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.UsageSample;
import java.time.Duration;
import java.util.List;

/// What a sample does: it moves the node's meter, and with it the score of each resource that has a quota.
///
/// The use that counts is that of all nodes together that report promptly, or of the one that uses most, where the quota holds on each node. Each
/// node's sample stands for its own share of that use over its own
/// elapsed time, so that the score does not depend on how many nodes there are, how often they sample, or when their samples arrive.
/// A gap counts for no longer than a sample stays fresh, and starts the rounds anew.
final class Scoring {
    /// Nodes that are metered for one tenant; further ones are left out until a silent one is forgotten.
    static final int MAX_NODES = 4096;
    private static final double MS_PER_SECOND = 1000;
    private static final Resource[] RESOURCES = Resource.values();

    private Scoring() {
    }

    static void sampled(Turn turn, UsageSample sample) {
        var state = turn.state();
        var node = sample.node();
        var before = state.meters().get(node);
        if (before == null && state.meters().size() >= MAX_NODES) {
            var why = "the tenant is on more than %s nodes".formatted(MAX_NODES);
            turn.hold("nodes", why, DecisionDraft.of(Decision.Action.HELD, "nodes.too-many",
                "Node %s is not metered for the policy: %s.".formatted(node, why), turn.policyCause()).on(node));
            return;
        }
        var facts = state.nodes().get(node);
        Metering.next(before, sample, turn.at(), facts == null ? 0 : facts.sampleMillis()).ifPresent(read -> {
            var meter = Exemptions.apply(read, before, sample, turn.policyClass().exempt()).withDemand(demand(turn, node, before, read));
            turn.record(new PolicyRecord.Metered(node, meter));
            if (meter.elapsedMs() > 0) {
                boolean gap = Duration.between(before.at(), meter.at()).toMillis() > NodeMeter.freshMillis(meter.intervalMs());
                score(turn, node, meter, gap);
            }
        });
    }

    /// Another run of the agent, or another boot, needs what the one before needed.
    private static Demand demand(Turn turn, NodeId node, NodeMeter before, NodeMeter meter) {
        var desired = turn.state().limits().get(node);
        boolean binds = desired != null && Pressure.presses(Resource.CPU, meter, desired);
        return (before == null ? Demand.NONE : before.demand()).after(meter.use(), meter.elapsedMs(), binds ? desired.limits().cpuCores() : null,
            desired == null ? null : desired.limits().ioBytesPerSecond());
    }

    private static void score(Turn turn, NodeId node, NodeMeter meter, boolean gap) {
        var spec = turn.state().declared();
        if (spec.isEmpty()) {
            return;
        }
        boolean perNode = turn.state().perNode();
        var all = perNode ? null : turn.state().evidence(turn.at());
        var each = perNode ? turn.state().evidenceByNode(turn.at()).values() : List.<Use>of();
        double seconds = Math.min(meter.elapsedMs(), NodeMeter.freshMillis(meter.intervalMs())) / MS_PER_SECOND;
        var counted = meter.counted();
        for (var resource : RESOURCES) {
            var quota = spec.get().quota().of(resource);
            if (quota.isPresent() && counted.knows(resource)) {
                double here = counted.amount(resource);
                double compared = perNode ? 0 : all.use(resource);
                int knowing = perNode ? 0 : all.knowing(resource);
                for (var use : each) {
                    var there = use.of(resource);
                    compared = Math.max(compared, there.orElse(0));
                    knowing += there.isPresent() ? 1 : 0;
                }
                double weight = compared > 0 && !perNode ? here / compared : 1.0 / Math.max(1, knowing);
                move(turn, resource, node, meter, new Evidence(compared / quota.getAsDouble(), weight * seconds, gap));
            }
        }
    }

    /// @param ratio   use over quota
    /// @param seconds that this sample stands for
    /// @param gap     whether samples before it are missing for too long
    private record Evidence(double ratio, double seconds, boolean gap) {
    }

    private static void move(Turn turn, Resource resource, NodeId node, NodeMeter meter, Evidence evidence) {
        var before = turn.state().resource(resource);
        boolean bound = evidence.ratio() < 1 && bound(turn, resource, before.state());
        double score = Score.after(before.score(), evidence.ratio(), evidence.seconds(), bound, turn.policyClass());
        var overSince = evidence.ratio() <= 1 ? null
            : before.overSince() == null ? turn.at().minusMillis(meter.elapsedMs()) : before.overSince();
        var roundNode = before.roundNode();
        int rounds = evidence.gap() ? 0 : before.rounds();
        if (score == 0) {
            rounds = 0;
            roundNode = null;
        } else if (node.equals(roundNode)) {
            rounds = Math.min(rounds + 1, turn.policyClass().data().samples());
        } else if (roundNode == null || !fresh(turn, roundNode)) {
            rounds = 1;
            roundNode = node;
        }
        var after = before.scored(score, overSince, rounds, roundNode);
        if (after != before) {
            turn.record(new PolicyRecord.ResourceMoved(resource, after));
        }
    }

    /// Whether use shows what is allowed rather than what is wanted.
    private static boolean bound(Turn turn, Resource resource, EnforcementState state) {
        return switch (state) {
            case FREE, WARNED, WEIGHTED, EVICTING -> false;
            case THROTTLED -> Pressure.bound(turn.state(), resource, turn.at());
            case FROZEN -> true;
        };
    }

    private static boolean fresh(Turn turn, NodeId node) {
        var meter = turn.state().meters().get(node);
        return meter != null && meter.freshAt(turn.at());
    }
}
