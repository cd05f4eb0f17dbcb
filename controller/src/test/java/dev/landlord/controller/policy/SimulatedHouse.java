package dev.landlord.controller.policy;

import dev.landlord.controller.ledger.Ledger;
import dev.landlord.controller.ledger.TenantLedger;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.ActionRequest;
import dev.landlord.protocol.message.Budget;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.Scope;
import dev.landlord.protocol.message.TenantSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntSupplier;

/// One tenant, its policy and its nodes in simulated time: a second at a time, the nodes run and sample, the policy ticks, and what it sends
/// arrives. Every step is checked against what must always hold, and logged so that it can be replayed.
final class SimulatedHouse {
    static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    static final TenantId TENANT = new TenantId("tenant-b");
    private static final long FIRST_EPOCH = 812;

    Policy policy = new Policy(PolicyClasses.builtIn());
    Allowance allowance = Allowance.UNBOUNDED;
    final Map<NodeId, SimulatedNode> nodes = new TreeMap<>();
    final List<Decision> decisions = new ArrayList<>();
    final List<Command> commands = new ArrayList<>();
    final List<Effect> effects = new ArrayList<>();
    final List<PolicyEvent> log = new ArrayList<>();
    /// The rules under which each of the logged events was heard.
    private final List<Policy> heardUnder = new ArrayList<>();
    TenantState state = TenantState.initial(TENANT);
    TenantLedger ledger = TenantLedger.of(TENANT);
    Instant now = START;
    /// Whether a controller ticks and its commands arrive.
    boolean controllerUp = true;
    /// How many seconds the next command, and the answer to it, take to arrive. Those of one node never overtake each other.
    IntSupplier delay = () -> 0;
    private final ArrayDeque<Command> underWay = new ArrayDeque<>();
    private final Map<NodeId, ArrayDeque<Post>> posts = new TreeMap<>();
    private long version;

    SimulatedHouse() {
        this(FIRST_EPOCH);
    }

    SimulatedHouse(long epoch) {
        step(new PolicyEvent.TookOver(now, epoch));
    }

    static SimulatedHouse with(String policyClass, Quota quota, String... nodes) {
        var house = new SimulatedHouse();
        house.declare(policyClass, quota);
        for (var node : nodes) {
            house.node(node);
        }
        house.pass(3);
        return house;
    }

    /// Other rules from now on.
    void under(Rules rules) {
        policy = new Policy(rules);
    }

    static Quota cpu(double cores) {
        return new Quota(cores, null, null, null);
    }

    static Quota memory(long bytes) {
        return new Quota(null, bytes, null, null);
    }

    void declare(String policyClass, Quota quota) {
        declare(policyClass, quota, Scope.FLEET);
    }

    void declare(String policyClass, Quota quota, Scope scope) {
        step(new PolicyEvent.Declared(now, new TenantSpec(TENANT, ++version, policyClass, quota, scope, null, List.of(), Map.of())));
    }

    /// The same tenant with another budget, or with none.
    void budget(Budget budget) {
        var spec = state.declared().orElseThrow();
        step(new PolicyEvent.Declared(now,
            new TenantSpec(TENANT, ++version, spec.policyClass(), spec.quota(), spec.scope(), spec.ceiling(), budget, spec.match(), spec.labels())));
    }

    /// What the ledger has booked in the budget's period, or null if there is no budget.
    BudgetUse used() {
        var budget = state.declared().map(TenantSpec::budget);
        return budget.map(known -> {
            var period = known.per().at(now);
            var amount = ledger.toDate().in(period);
            return new BudgetUse(period, amount.cpuUsageUsec(), amount.memoryKibSeconds());
        }).orElse(null);
    }

    SimulatedNode node(String id) {
        return nodes.computeIfAbsent(new NodeId(id), _ -> new SimulatedNode(id, TENANT));
    }

    SimulatedNode.Workload run(String node, String workload) {
        return node(node).run(workload, now);
    }

    /// Lets so many seconds pass.
    ///
    /// @return core-seconds used by the tenant meanwhile
    double pass(int seconds) {
        double used = 0;
        for (int i = 0; i < seconds; i++) {
            used += passOne();
        }
        return used;
    }

    private double passOne() {
        now = now.plusSeconds(1);
        double used = 0;
        long second = Duration.between(START, now).toSeconds();
        for (var node : nodes.values()) {
            used += node.runFor(1);
            node.watchLease(now).ifPresent(ack -> step(new PolicyEvent.Acked(now, ack)));
            long interval = Math.max(1, node.sampleMillis / 1000);
            if (node.reporting && second % interval == 0) {
                var sample = node.sample(now, node.sampleMillis);
                ledger = Ledger.book(ledger, sample, now).ledger();
                step(new PolicyEvent.Sampled(now, sample));
                if (second % 5 == 0 || !state.nodes().containsKey(node.id)) {
                    step(new PolicyEvent.NodeSeen(now, node.report(now)));
                }
            }
        }
        if (controllerUp) {
            step(new PolicyEvent.Tick(now, allowance, used()));
            ledger = Ledger.pass(ledger, now).ledger();
            deliver();
        }
        return used;
    }

    /// A command on its way to a node, or the answer on its way back.
    private record Post(Command command, Ack ack, Instant due) {
    }

    /// Lets commands arrive that are due, and the answers to them.
    void deliver() {
        while (!underWay.isEmpty()) {
            var command = underWay.removeFirst();
            post(command.node(), command, null);
        }
        for (var node : nodes.values()) {
            var queue = posts.getOrDefault(node.id, new ArrayDeque<>());
            while (!queue.isEmpty() && !queue.peekFirst().due().isAfter(now)) {
                var post = queue.removeFirst();
                if (post.ack() != null) {
                    step(new PolicyEvent.Acked(now, post.ack()));
                } else if (node.reporting) {
                    post(node.id, null, node.hear(post.command(), now));
                }
            }
        }
    }

    private void post(NodeId node, Command command, Ack ack) {
        var queue = posts.computeIfAbsent(node, _ -> new ArrayDeque<>());
        var due = now.plusSeconds(delay.getAsInt());
        queue.addLast(new Post(command, ack, queue.isEmpty() || queue.peekLast().due().isBefore(due) ? due : queue.peekLast().due()));
    }

    /// The tick at which something was first decided, counted in seconds from `from`, or empty if it never was.
    Optional<Long> firstAfter(Instant from, Decision.Action action) {
        return decisions.stream().filter(decision -> decision.action() == action && !decision.at().isBefore(from))
            .map(decision -> Duration.between(from, decision.at()).toSeconds()).findFirst();
    }

    List<Decision> decided(Decision.Action action) {
        return decisions.stream().filter(decision -> decision.action() == action).toList();
    }

    EnforcementState stateOf(Resource resource) {
        return state.resource(resource).state();
    }

    void request(ActionRequest.Action action, String node, String workload, Limits limits, Duration expiry) {
        request("r-" + log.size(), action, node, workload, limits, expiry);
    }

    void request(String id, ActionRequest.Action action, String node, String workload, Limits limits, Duration expiry) {
        step(new PolicyEvent.Requested(now, new ActionRequest(id, TENANT, action, node == null ? null : new NodeId(node), workload, limits,
            "alice", "maintenance", now, now.plus(expiry))));
        deliver();
    }

    /// Another controller takes over from a snapshot.
    void fail(Duration outage) {
        controllerUp = false;
        pass((int) outage.toSeconds());
        controllerUp = true;
        step(new PolicyEvent.TookOver(now, state.numbers().epoch() + 100));
        deliver();
    }

    void step(PolicyEvent event) {
        var before = state;
        var step = policy.step(before, event);
        log.add(event);
        heardUnder.add(policy);
        state = step.state();
        Invariants.check(before, event, step);
        effects.addAll(step.effects());
        for (var effect : step.effects()) {
            switch (effect) {
                case Effect.Send(var command) -> {
                    commands.add(command);
                    underWay.add(command);
                }
                case Effect.Publish(var decision) -> decisions.add(decision);
                case Effect.Clear(_) -> { }
            }
        }
    }

    /// The state that the logged events lead to from the beginning.
    TenantState replayed() {
        var replayed = TenantState.initial(TENANT);
        for (int i = 0; i < log.size(); i++) {
            replayed = heardUnder.get(i).step(replayed, log.get(i)).state();
        }
        return replayed;
    }
}
