package dev.landlord.agent.host;

import dev.landlord.agent.host.ProcessSource.ProcessSighting;
import dev.landlord.protocol.message.ProcessFact;
import dev.landlord.protocol.message.TenantSpec;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// Facts on the busiest processes of the workloads in the [Spotlight]. For one thread.
final class ProcessFacts {
    static final int MOST_WORKLOADS = 5;
    static final int MOST_PROCESSES = 5;
    private static final double NANOS_PER_MILLI = 1e6;

    private final GroupProcesses processes;
    private final ProcessSource source;
    private final LongSupplier monotonicNanos;
    private Map<Long, Long> lastTicks = Map.of();
    private Map<Long, Seen> lastSeen = Map.of();

    ProcessFacts(GroupProcesses processes, ProcessSource source, LongSupplier monotonicNanos) {
        this.processes = processes;
        this.source = source;
        this.monotonicNanos = monotonicNanos;
    }

    /// Looks once.
    ///
    /// @return facts by cgroup id, the busiest process first
    Map<Long, List<ProcessFact>> look(Round round, List<TenantSpec> specs) {
        var ticks = new HashMap<Long, Long>();
        var seen = new HashMap<Long, Seen>();
        var facts = new HashMap<Long, List<ProcessFact>>();
        for (var group : Spotlight.choose(round, specs, MOST_WORKLOADS)) {
            facts.put(group.id(), busiest(group, ticks).stream()
                .flatMap(pid -> source.look(pid).stream())
                .map(sighting -> fact(sighting, seen))
                .toList());
        }
        lastTicks = ticks;
        lastSeen = seen;
        return Map.copyOf(facts);
    }

    /// By what they ran since the last look; those not seen before by all they ever ran.
    private List<Long> busiest(Group group, Map<Long, Long> ticks) {
        var pids = processes.pids(group);
        pids.forEach(pid -> processes.ticks(pid).ifPresent(total -> ticks.put(pid, total)));
        return pids.stream().filter(ticks::containsKey)
            .sorted(Comparator.comparingLong((Long pid) -> ran(pid, ticks.get(pid))).reversed().thenComparing(Comparator.naturalOrder()))
            .limit(MOST_PROCESSES)
            .toList();
    }

    private long ran(long pid, long total) {
        var before = lastTicks.getOrDefault(pid, 0L);
        return total >= before ? total - before : total;
    }

    private ProcessFact fact(ProcessSighting now, Map<Long, Seen> seen) {
        long nanos = monotonicNanos.getAsLong();
        seen.put(now.pid(), new Seen(now, nanos));
        var before = lastSeen.get(now.pid());
        Double cores = null;
        if (before != null && before.sighting().startedAt().equals(now.startedAt()) && nanos > before.nanos()) {
            cores = Math.max(0, now.cpuMillis() - before.sighting().cpuMillis()) * NANOS_PER_MILLI / (nanos - before.nanos());
        }
        return new ProcessFact(now.pid(), now.startedAt(), now.user(), now.command(), cores, now.residentBytes());
    }

    private record Seen(ProcessSighting sighting, long nanos) {
    }
}
