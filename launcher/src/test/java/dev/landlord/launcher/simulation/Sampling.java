package dev.landlord.launcher.simulation;

import dev.landlord.agent.enforce.Bound;
import dev.landlord.agent.enforce.Knob;
import dev.landlord.agent.sample.MemoryIntegral;
import dev.landlord.agent.sample.Reading;
import dev.landlord.agent.sample.RunIdentity;
import dev.landlord.agent.sample.TenantSeries;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample;
import dev.landlord.protocol.message.WorkloadSample.Origin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Makes samples of what the simulated kernel counts, as a run of an agent does, with the agent's own numbers.
final class Sampling {
    private final SimNode node;
    private final RunIdentity run;
    private final Map<TenantId, TenantSeries> series = new HashMap<>();
    private final Set<TenantId> present = new HashSet<>();
    private final Map<Long, Instant> firstSeen = new HashMap<>();
    private final Map<Long, MemoryIntegral> integrals = new HashMap<>();

    Sampling(SimNode node, long run) {
        this.node = node;
        this.run = new RunIdentity(node.id, node.kernel().bootId, run);
    }

    /// The tenant's groups here: its own, and those that its rules claim.
    List<Group> groups(TenantSpec spec) {
        var groups = new ArrayList<Group>();
        node.kernel().find(Kernel.own(spec.id().value())).ifPresent(groups::add);
        groups.addAll(adopted(spec));
        return groups;
    }

    private List<Group> adopted(TenantSpec spec) {
        return spec.match().stream().map(rule -> rule.cgroup().substring(0, rule.cgroup().length() - "/*".length()))
            .flatMap(above -> node.kernel().below(above).stream()).toList();
    }

    /// Empty where the tenant has no group, but once after its last one has gone.
    Optional<UsageSample> sample(TenantSpec spec) {
        var own = node.kernel().find(Kernel.own(spec.id().value()));
        var adopted = adopted(spec);
        boolean isPresent = own.isPresent() || !adopted.isEmpty();
        boolean wasPresent = isPresent ? !present.add(spec.id()) : present.remove(spec.id());
        if (!isPresent && !wasPresent) {
            return Optional.empty();
        }
        var workloads = new ArrayList<WorkloadSample>();
        own.ifPresent(group -> node.kernel().below(group.path).forEach(below -> workloads.add(workload(below, Origin.OWN))));
        adopted.forEach(group -> workloads.add(workload(group, Origin.ADOPTED)));
        return Optional.of(series.computeIfAbsent(spec.id(), tenant -> new TenantSeries(run, tenant)).next(node.wall(), node.nanos(),
            own.map(this::meters).orElse(null), own.map(group -> group.inode).orElse(null),
            own.map(Sampling::limits).orElse(null), workloads, Map.of()));
    }

    private WorkloadSample workload(Group group, Origin origin) {
        return new WorkloadSample(origin == Origin.OWN ? group.name() : group.path, group.path, group.inode, origin,
            firstSeen.computeIfAbsent(group.inode, _ -> node.wall()), meters(group), List.of());
    }

    private Meters meters(Group group) {
        long memory = node.kernel().memory(group);
        var integral = integrals.computeIfAbsent(group.inode, _ -> new MemoryIntegral());
        integral.observe(new Reading.Known(memory), node.nanos());
        return new Meters(Math.round(group.cpuUsec), Math.round(group.periods), Math.round(group.throttled), 0L, memory, memory,
            integral.byteMillis().orElseThrow(), 0L,
            node.kernel().pids(group), Math.round(group.ioBytes), 0L, 0L, 0L);
    }

    static Limits limits(Group group) {
        var bounds = new EnumMap<Knob, Bound>(Knob.class);
        for (var knob : Knob.values()) {
            bounds.put(knob, group.bound(knob));
        }
        return Knob.limits(bounds);
    }
}
