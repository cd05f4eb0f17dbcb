package dev.landlord.controller.engine;

import dev.landlord.controller.ledger.TenantLedger;
import dev.landlord.controller.policy.Effect;
import dev.landlord.controller.policy.Policy;
import dev.landlord.controller.policy.PolicyClasses;
import dev.landlord.controller.policy.TenantState;
import dev.landlord.controller.rules.ClassesFile;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.Budget;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.NodeReport;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Partitions in memory, each with an owner that runs the real policy under guardrails, and one node whose agent does at once what it is told,
/// though nobody uses less for it. Class `first` is `strict` of priority 10, class `last` of priority 90.
final class PartitionedHouse implements Declarations {
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    private static final long QUOTA_BYTES = 100L << 20;
    private static final double QUOTA_CORES = 0.5;
    private static final int OVER = 4;
    private static final PolicyClasses CLASSES = PolicyClasses.builtIn().with(ClassesFile.parse(
        "classes: [ {name: first, from: strict, priority: 10}, {name: last, from: strict, priority: 90} ]", PolicyClasses.builtIn())
        .orElseThrow(problems -> new AssertionError(problems.toString())));

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final EngineMetrics metrics = new EngineMetrics(registry);
    private final Guardrails guardrails;
    private final List<Owned> owned;
    private final SortedMap<TenantId, TenantSpec> declared = new TreeMap<>();
    private final Map<TenantId, Load> loads = new TreeMap<>();
    private final Map<TenantId, Long> usec = new TreeMap<>();
    private final List<Command> sent = new ArrayList<>();
    private final List<Decision> decisions = new ArrayList<>();
    private Instant now = START;
    private int crashes;

    /// Of which resource a tenant uses four times its quota.
    enum Load {
        NONE, CPU, MEMORY
    }

    PartitionedHouse(int partitions, Guardrails guardrails) {
        this.guardrails = guardrails;
        this.owned = IntStream.range(0, partitions).mapToObj(partition -> new Owned(partition, partitions)).toList();
        owned.forEach(Owned::begin);
    }

    static boolean isLast(TenantState state) {
        return state.spec().policyClass().equals("last");
    }

    void declare(String id, String policyClass, Load load) {
        var tenant = new TenantId(id);
        declared.put(tenant, new TenantSpec(tenant, 1, policyClass, new Quota(QUOTA_CORES, QUOTA_BYTES, null, null), null, List.of(), Map.of()));
        loads.put(tenant, load);
        partitionOf(tenant).term.declarationChanged(tenant);
    }

    /// The tenant has a budget from now on, and no quota, so that the budget alone acts.
    void budget(String id, Budget budget) {
        declared.computeIfPresent(new TenantId(id), (_, spec) -> new TenantSpec(spec.id(), spec.version() + 1, spec.policyClass(),
            Quota.NONE, spec.scope(), spec.ceiling(), budget, spec.match(), spec.labels()));
        partitionOf(new TenantId(id)).term.declarationChanged(new TenantId(id));
    }

    void load(String id, Load load) {
        loads.put(new TenantId(id), load);
    }

    void seconds(int seconds) {
        for (int i = 0; i < seconds; i++) {
            second();
        }
    }

    void second() {
        now = now.plusSeconds(1);
        owned.forEach(one -> one.partition.now = now);
        declared.keySet().forEach(tenant -> partitionOf(tenant).partition.publish(sample(tenant)));
        owned.forEach(one -> one.term.tick());
    }

    /// What the owner had not written is lost with its memory; another one takes the partition over.
    void crash(int partition) {
        crashes++;
        owned.get(partition).term.stop();
        owned.get(partition).begin();
    }

    int crashes() {
        return crashes;
    }

    List<TenantState> states(int partition) {
        return declared.keySet().stream().filter(tenant -> partitionOf(tenant) == owned.get(partition))
            .map(tenant -> owned.get(partition).tenants.state(tenant).orElseThrow()).toList();
    }

    <T extends Command> List<T> sent(Class<T> type) {
        return sent.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /// What was published, in its order; the same decision may be told again.
    List<Decision> decisions() {
        return decisions;
    }

    Instant now() {
        return now;
    }

    TenantLedger ledger(int partition, String id) {
        return owned.get(partition).tenants.ledger(new TenantId(id)).orElseThrow();
    }

    List<Decision> held(String rule) {
        return decisions.stream().filter(decision -> decision.action() == Decision.Action.HELD && decision.rule().equals(rule)).toList();
    }

    double counter(String name, String... tags) {
        return registry.get("landlord.controller." + name).tags(tags).counter().count();
    }

    private Owned partitionOf(TenantId tenant) {
        return owned.get(Ownership.partitionOf(tenant, owned.size()));
    }

    private UsageSample sample(TenantId tenant) {
        var load = loads.get(tenant);
        long cpu = usec.merge(tenant, (long) ((load == Load.CPU ? OVER : 0.1) * QUOTA_CORES * 1e6), Long::sum);
        long bytes = load == Load.MEMORY ? OVER * QUOTA_BYTES : QUOTA_BYTES / 10;
        var meters = new Meters(cpu, 0L, 0L, 0L, bytes, bytes, 0L, 0L, 1L, 0L, 0L, 0L, 0L);
        return new UsageSample(tenant, new NodeId("n1"), "boot", 1, Duration.between(START, now).toSeconds(), now, 1000, meters, null,
            List.of(new WorkloadSample("w", "/landlord/" + tenant + "/w", 1, WorkloadSample.Origin.OWN, START, meters, List.of())), Map.of());
    }

    @Override
    public SortedMap<TenantId, TenantSpec> all() {
        return declared;
    }

    @Override
    public Optional<NodeReport> node(NodeId node) {
        var can = NodeReport.Capability.YES;
        return Optional.of(new NodeReport(node, "boot", 1, START, NodeReport.State.UP, "1", "Linux", NodeReport.CgroupMode.V2, Map.of(),
            NodeReport.Mode.ENFORCE, 1000, new NodeReport.Capacity(64, 1L << 40), null,
            Map.of("limit.cpu", can, "kill", can), null, null, List.of()));
    }

    @Override
    public Collection<NodeReport> nodes() {
        return List.of(node(new NodeId("n1")).orElseThrow());
    }

    private final class Owned {
        private final FakePartition partition = new FakePartition();
        private final int number;
        private final int partitions;
        private PartitionTenants tenants;
        private PartitionTerm term;

        Owned(int number, int partitions) {
            this.number = number;
            this.partitions = partitions;
        }

        private void begin() {
            partition.now = now;
            tenants = new PartitionTenants(new Policy(CLASSES)::step, PartitionedHouse.this::node, guardrails.of(number, partitions),
                state -> CLASSES.of(state).priority(), metrics);
            term = new PartitionTerm(number, partition.open(), (effects, entries) -> {
                effects.forEach(this::carryOut);
                return partition.carryOut(effects, entries);
            }, tenants, PartitionedHouse.this, tenant -> Ownership.partitionOf(tenant, partitions) == number, () -> now, Duration.ofSeconds(7),
                metrics);
            term.begin("owner");
        }

        private void carryOut(Effect effect) {
            switch (effect) {
                case Effect.Send(var command) -> {
                    sent.add(command);
                    partition.publish(switch (command) {
                        case Command.Throttle throttle -> new Ack(throttle.node(), throttle.tenant(), throttle.epoch(), throttle.generation(), null,
                            Ack.Outcome.APPLIED, null, null, throttle.limits(), null, now);
                        case Command.Evict evict -> new Ack(evict.node(), evict.tenant(), evict.epoch(), null, evict.order(), Ack.Outcome.APPLIED,
                            null, null, null, 0L, now);
                    });
                }
                case Effect.Publish(var decision) -> decisions.add(decision);
                case Effect.Clear _ -> { }
            }
        }
    }
}
