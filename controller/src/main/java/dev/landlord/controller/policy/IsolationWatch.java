package dev.landlord.controller.policy;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.Quota;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Derives how far a tenant's life has come from what the nodes reported within [#WINDOW]; a sample that is a little late does not make
/// a tenant vanish.
final class IsolationWatch {
    /// How long what a node said counts here.
    static final Duration WINDOW = Duration.ofSeconds(30);

    private static final List<Isolation.Check> NOT_CHECKED = Stream.of("data", "network", "access")
        .map(name -> new Isolation.Check(name, false, "this version does not check it")).toList();

    private IsolationWatch() {
    }

    static void look(Turn turn) {
        var before = turn.state().isolation();
        var spared = Restraint.spared(turn.state(), turn.rules()).map(Restraint::why);
        var now = derive(turn.state(), spared, turn.at());
        boolean moved = now.status() != before.status();
        boolean limits = now.limitsEnforced() != before.limitsEnforced();
        var after = new Isolation(now.status(), moved ? turn.at() : before.since(), now.limitsEnforced(), now.checks());
        if (!after.equals(before)) {
            turn.record(new PolicyRecord.IsolationMoved(after));
        }
        if (moved || limits) {
            var draft = DecisionDraft.of(Decision.Action.ISOLATION, moved ? "isolation.status" : "isolation.limits",
                "Tenant %s is %s; its limits are %s.".formatted(turn.state().tenant(), after.status().wire(), !after.limitsEnforced() ? "not enforced"
                    : spared.map("watched, and not enforced: "::concat).orElse("enforced")), turn.policyCause())
                .from(before.status().wire(), after.status().wire()).with("limitsEnforced", after.limitsEnforced());
            for (var check : after.checks()) {
                draft = draft.with(check.name(), check.detail());
            }
            turn.decide(draft);
        }
    }

    private static Isolation derive(TenantState state, Optional<String> spared, Instant now) {
        if (state.declared().isEmpty()) {
            return new Isolation(Isolation.Status.NOT_STARTED, null, false, List.of());
        }
        var since = now.minus(WINDOW);
        var seen = OrderedMap.of(state.meters()).choose(meter -> !meter.at().isBefore(since) || meter.freshAt(now) ? meter : null);
        long inPlace = 0;
        long running = 0;
        for (var meter : seen.values()) {
            inPlace += meter.ownGroup() || !meter.workloads().isEmpty() ? 1 : 0;
            for (var workload : meter.workloads()) {
                running += workload.runs() ? 1 : 0;
            }
        }
        var status = running > 0 ? Isolation.Status.ACTIVE : inPlace > 0 ? Isolation.Status.PARTIAL : Isolation.Status.NOT_STARTED;
        var limits = limits(state, seen, spared);
        var checks = new ArrayList<Isolation.Check>();
        checks.add(new Isolation.Check("group", inPlace > 0, inPlace > 0 ? "in place on " + count(inPlace, "node") : "no agent reports a group"));
        checks.add(new Isolation.Check("workload", running > 0, running > 0 ? count(running, "workload") + " running" : "nothing runs inside"));
        checks.add(limits);
        checks.addAll(NOT_CHECKED);
        return new Isolation(status, null, limits.passed(), checks);
    }

    /// Whether samples are compared with a quota and each node concerned can write the limits that answer overuse.
    ///
    /// @param spared why they will not be written all the same, a clause
    private static Isolation.Check limits(TenantState state, Map<NodeId, NodeMeter> seen, Optional<String> spared) {
        var quota = state.declared().orElseThrow().quota();
        if (quota.equals(Quota.NONE)) {
            return new Isolation.Check("limits", false, "there is no quota to compare with");
        }
        if (seen.isEmpty()) {
            return new Isolation.Check("limits", false, "no node reports");
        }
        var obstacles = new ArrayList<String>();
        for (var entry : seen.entrySet()) {
            var facts = state.nodes().get(entry.getKey());
            for (var resource : Resource.values()) {
                if (quota.of(resource).isPresent()) {
                    Reach.unanswerable(entry.getKey(), facts, resource).filter(text -> !obstacles.contains(text)).ifPresent(obstacles::add);
                    if (!meters(entry.getValue(), resource)) {
                        obstacles.add("node %s does not meter %s".formatted(entry.getKey(), Words.name(resource)));
                    }
                }
            }
        }
        return obstacles.isEmpty()
            ? new Isolation.Check("limits", true, "compared with the quota and enforceable on %s%s".formatted(count(seen.size(), "node"),
                spared.map(", but not enforced: "::concat).orElse("")))
            : new Isolation.Check("limits", false, String.join("; ", obstacles));
    }

    /// Whether a resource is known of the last ten to twenty seconds ([Demand]): a counter that begins anew, as when a group goes, leaves one sample
    /// without it.
    private static boolean meters(NodeMeter meter, Resource resource) {
        return meter.elapsedMs() <= 0 || meter.use().knows(resource) || meter.demand().recent(resource).isPresent();
    }

    private static String count(long number, String what) {
        return number == 1 ? "one " + what : number + " " + what + "s";
    }
}
