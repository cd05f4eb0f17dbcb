package dev.landlord.launcher.simulation;

import dev.landlord.agent.enforce.Bound;
import dev.landlord.agent.enforce.Knob;
import dev.landlord.controller.policy.PolicyClass;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.MatchRule;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.Scope;
import dev.landlord.protocol.message.TenantSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/// The tenants, as they are declared and as they really behave. What is told here is the truth, which nobody in the system sees.
final class World {
    /// A tenant that never wants more than its quota.
    static final TenantId MODEST = new TenantId("modest");
    private static final String ADOPTED = "/slurm/";
    private static final String BYSTANDER = "/system/daemon";
    private static final double MICRO = 1e6;
    private static final long GIB = 1L << 30;

    private final Simulation sim;
    private final Dice dice;
    private final Producer people;
    private final Map<TenantId, TenantSpec> declared = new TreeMap<>();
    private final Map<TenantId, Long> changedAt = new TreeMap<>();
    private final Map<TenantId, Tenant> tenants = new TreeMap<>();
    private final Map<TenantId, List<Long>> deletions = new TreeMap<>();
    private final Map<TenantId, List<Long>> declarations = new TreeMap<>();
    /// Those who have ever had a ceiling.
    private final Set<TenantId> capped = new TreeSet<>();
    private final Map<TenantId, List<MatchRule>> matches = new TreeMap<>();
    private long version;

    World(Simulation sim) {
        this.sim = sim;
        this.dice = sim.dice("world");
        this.people = new Producer(sim.loop(), sim.broker(), new SimProcess("people"), dice, Producer.Faults.IDEMPOTENT);
    }

    void populate() {
        add(MODEST, "strict");
        add(new TenantId("hog"), "strict");
        add(new TenantId("steady"), dice.chance(0.5) ? "standard" : "strict");
        add(new TenantId("guest"), "strict");
    }

    private void add(TenantId id, String policyClass) {
        var tenant = new Tenant(sim, this, id, dice);
        tenants.put(id, tenant);
        declare(id, policyClass);
        tenant.begin();
    }

    /// Declares a tenant, anew or differently.
    void declare(TenantId id, String policyClass) {
        boolean modest = id.equals(MODEST);
        var before = declared.get(id);
        var quota = modest && before != null ? before.quota() : new Quota(
            Math.round(dice.between(0.5, 3) * 10) / 10.0, dice.chance(0.8) || modest ? dice.between(1L, 4L) * GIB : null,
            dice.chance(0.7) ? dice.between(20L, 200L) : null, dice.chance(0.3) ? dice.between(8L, 40L) << 20 : null);
        var ceiling = dice.chance(0.3) && !modest ? new Quota(quota.cpuCores() * dice.between(1.5, 3), null, null, null) : Quota.NONE;
        var match = matches.computeIfAbsent(id, _ -> dice.chance(0.4) ? List.of(new MatchRule(ADOPTED + id + "/*")) : List.of());
        var scope = sim.variety().scope(before == null ? Scope.FLEET : before.scope());
        write(new TenantSpec(id, ++version, sim.variety().policyClass(id, policyClass), quota, scope, ceiling, match, Map.of()));
    }

    private void write(TenantSpec spec) {
        sim.loop().note("tenant %s is declared: %s, %s on %s", spec.id(), spec.policyClass(), spec.quota(), spec.scope());
        declared.put(spec.id(), spec);
        if (spec.ceiling().cpuCores() != null) {
            capped.add(spec.id());
        }
        changedAt.put(spec.id(), sim.loop().now());
        declarations.computeIfAbsent(spec.id(), _ -> new ArrayList<>()).add(sim.loop().now());
        tell(spec.id());
    }

    /// Whoever is told that it failed says it again, unless something else holds by then.
    private void tell(TenantId id) {
        var spec = declared.get(id);
        people.send(sim.broker().log(Topic.TENANTS, 0), id.value(), spec == null ? null : MessageCodec.encode(spec)).onFailure(_ -> {
            if (declared.get(id) == spec) {
                changedAt.put(id, sim.loop().now());
                tell(id);
            }
        });
    }

    void delete(TenantId id) {
        sim.loop().note("tenant %s is deleted", id);
        declared.remove(id);
        changedAt.put(id, sim.loop().now());
        deletions.computeIfAbsent(id, _ -> new ArrayList<>()).add(sim.loop().now());
        tell(id);
    }

    Producer people() {
        return people;
    }

    Optional<TenantSpec> spec(TenantId tenant) {
        return Optional.ofNullable(declared.get(tenant));
    }

    /// When its declaration last changed.
    long changedAt(TenantId tenant) {
        return changedAt.get(tenant);
    }

    List<TenantId> tenants() {
        return List.copyOf(tenants.keySet());
    }

    Tenant tenant(TenantId id) {
        return tenants.get(id);
    }

    /// As people have set it by now.
    PolicyClass policyClass(TenantSpec spec) {
        return sim.government().rules().classes().orStandard(spec.policyClass());
    }

    /// What a node holds before any tenant: somebody who is none of Landlord's business.
    void furnish(SimNode node) {
        var kernel = node.kernel();
        var group = kernel.make(BYSTANDER);
        group.cpuDemand = 0.3;
        group.pidsWanted = 2;
        kernel.start(group, -1, 0);
    }

    /// After a boot, what ran before it is started again, in the same order.
    void comeBack(SimNode node) {
        node.before().stream().filter(group -> owner(group.path).isPresent()).sorted(Comparator.comparingLong(group -> group.inode))
            .forEach(group -> {
                node.kernel().makeAgain(group);
                if (!group.processes.isEmpty()) {
                    tenant(new TenantId(owner(group.path).orElseThrow())).populate(node, group.path);
                }
            });
        tenants.values().forEach(Tenant::spread);
    }

    static String adopted(TenantId tenant, String workload) {
        return ADOPTED + tenant + "/" + workload;
    }

    /// Whose a group really is, or empty: nobody's.
    static Optional<String> owner(String path) {
        var parts = path.split("/");
        return parts.length > 2 && (path.startsWith("/landlord/") || path.startsWith(ADOPTED)) ? Optional.of(parts[2]) : Optional.empty();
    }

    List<SimNode> nodesUp() {
        return sim.nodes().stream().filter(SimNode::isUp).toList();
    }

    /// The topmost groups of a tenant on a node: its own, and those that rules claim.
    static List<Group> top(SimNode node, TenantId tenant) {
        if (!node.isUp()) {
            return List.of();
        }
        var kernel = node.kernel();
        var groups = new ArrayList<Group>();
        kernel.find(Kernel.own(tenant.value())).ifPresent(groups::add);
        groups.addAll(kernel.below(ADOPTED + tenant));
        return groups;
    }

    /// What it uses at this moment on a node, in the resource's base unit.
    static double use(SimNode node, TenantId tenant, Resource resource) {
        double use = 0;
        for (var group : top(node, tenant)) {
            use += switch (resource) {
                case CPU -> node.kernel().cpuRate(group);
                case MEMORY -> node.kernel().memory(group);
                case PIDS -> node.kernel().pids(group);
                case IO -> node.kernel().cpuRate(group) * (1 << 20);
            };
        }
        return use;
    }

    /// As it is compared with its quota.
    double use(TenantSpec spec, Resource resource) {
        return compared(spec, sim.nodes().stream().mapToDouble(node -> use(node, spec.id(), resource)));
    }

    /// What is on all nodes together, or on the one where it is most.
    private static double compared(TenantSpec spec, DoubleStream nodes) {
        return spec.scope() == Scope.NODE ? nodes.max().orElse(0) : nodes.sum();
    }

    /// Cores that it would use without any limit, as they are compared with its quota.
    double cpuDemand(TenantSpec spec) {
        return compared(spec, sim.nodes().stream().mapToDouble(node -> top(node, spec.id()).stream()
            .mapToDouble(group -> node.kernel().demand(group)).sum()));
    }

    /// What it would have of processes, likewise.
    double pidsDemand(TenantSpec spec) {
        return compared(spec, sim.nodes().stream().mapToDouble(node -> inside(node, spec.id())
            .filter(group -> !group.processes.isEmpty()).mapToLong(group -> group.pidsWanted).sum()));
    }

    /// Bytes that it would use without any limit, likewise.
    double memoryDemand(TenantSpec spec) {
        return compared(spec, sim.nodes().stream().mapToDouble(node -> inside(node, spec.id()).mapToLong(Kernel::memoryDemand).sum()));
    }

    private static Stream<Group> inside(SimNode node, TenantId tenant) {
        return top(node, tenant).stream().flatMap(group -> node.kernel().inside(group).stream());
    }

    double cpuUsec(SimNode node, TenantId tenant) {
        return top(node, tenant).stream().mapToDouble(group -> group.cpuUsec).sum();
    }

    /// The knobs of a tenant on a node that are narrower than its ceiling and what stood there before; in words.
    List<String> throttled(SimNode node, TenantId tenant) {
        var found = new ArrayList<String>();
        for (var group : top(node, tenant)) {
            for (var knob : Knob.values()) {
                var bound = group.bound(knob);
                if (group.has(knob) && bound.isBelow(base(tenant, group, knob))) {
                    found.add("%s of %s is %s".formatted(knob.capability(), group.path, group.read(knob).text()));
                }
            }
        }
        return found;
    }

    /// What would hold without a throttle.
    private Bound base(TenantId tenant, Group group, Knob knob) {
        boolean ceiling = knob == Knob.CPU && capped.contains(tenant);
        // A ceiling is divided over several groups as they come and go, and agents hear late of its end: any bound may stand there.
        return ceiling ? Bound.ZERO : group.originals.get(knob);
    }

    /// Cores that the kernels of these nodes let a tenant have where it is throttled.
    static Optional<Double> cpuLimits(List<SimNode> nodes, TenantId tenant) {
        double sum = 0;
        boolean any = false;
        for (var node : nodes) {
            for (var group : top(node, tenant)) {
                var bound = group.bound(Knob.CPU);
                if (!bound.isUnlimited()) {
                    any = true;
                    sum += bound.amount() / MICRO;
                }
            }
        }
        return any ? Optional.of(sum) : Optional.empty();
    }

    /// Whether a tenant was not declared at some moment between these.
    boolean undeclaredWithin(TenantId tenant, long from, long to) {
        boolean deleted = deletions.getOrDefault(tenant, List.of()).stream().anyMatch(at -> at <= to
            && declarations.get(tenant).stream().noneMatch(again -> again > at && again < from));
        return deleted || declarations.get(tenant).getFirst() > from && from > 0;
    }

    /// Cores of limits that somebody else has set on a tenant's groups on these nodes.
    static double originals(List<SimNode> nodes, TenantId tenant) {
        return nodes.stream().flatMap(node -> top(node, tenant).stream())
            .filter(group -> group.bound(Knob.CPU).equals(group.originals.get(Knob.CPU)))
            .mapToDouble(group -> group.bound(Knob.CPU).amount() / MICRO).sum();
    }

    /// How a group differs from what it was before Landlord, beside the tenant's ceiling; in words.
    Optional<String> altered(SimNode node, TenantId tenant, Group group) {
        if (spec(tenant).filter(spec -> spec.ceiling().cpuCores() != null).isPresent()) {
            return Optional.empty();
        }
        for (var knob : Knob.values()) {
            if (group.has(knob) && !group.bound(knob).equals(group.originals.get(knob))) {
                return Optional.of("%s of %s is '%s', and was %s".formatted(knob.capability(), group.path, group.read(knob).text(),
                    group.originals.get(knob)));
            }
        }
        return node.disk().held(tenant).isEmpty() ? Optional.empty() : Optional.of("the agent remembers " + node.disk().held(tenant));
    }

    static Limits ceiling(TenantSpec spec) {
        return spec.ceiling().cpuCores() == null ? Limits.NONE : Limits.ofCpu(spec.ceiling().cpuCores());
    }
}
