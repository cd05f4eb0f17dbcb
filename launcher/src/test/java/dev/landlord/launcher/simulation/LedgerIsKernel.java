package dev.landlord.launcher.simulation;

import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.message.LedgerEntry;
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.Tally;
import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample;
import dev.landlord.protocol.message.WorkloadSample.Origin;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What is booked of a tenant on a node is what the kernel has counted, and of memory what the runs of the agent have, and nothing twice, whoever
/// booked it.
///
/// * No record tells more than the kernels of all boots have counted for the tenant's groups.
/// * Of a tenant that has its own groups alone, each record tells exactly what their counters had grown by, and how long nothing was known of
///   them, after one of the samples in their order. With adopted ones it tells no more than all readings of theirs lie apart.
/// * Of what the rightful owner publishes, a revision has one content, and a higher one tells no less.
/// * In the end everything that was to be told is told.
final class LedgerIsKernel extends Invariant {
    private static final long MINUTE = 60_000;
    /// Byte-milliseconds in a KiB second.
    private static final long KIB_SECOND = 1024 * 1000;
    /// A node's clock may be ahead by so much, and an agent that forgot its runs waits for so long (docs/LEDGER.md).
    private static final long FIVE_MINUTES = 5 * MINUTE;
    /// Samples that are younger may not be booked and published yet.
    private static final long ON_THE_WAY = 20_000;
    /// A run lies within one day.
    private static final LocalDate DAY = LocalDate.ofInstant(Loop.START, ZoneOffset.UTC);

    private final Map<String, Account> accounts = new TreeMap<>();
    private final Map<String, LedgerEntry> rightful = new HashMap<>();

    LedgerIsKernel(Simulation sim) {
        super(sim, "the ledger is what the kernel has counted");
    }

    /// @param unknownMillis of CPU time
    private record Figures(long cpuUsec, long ioBytes, long unknownMillis) {
        static Figures of(Tally told) {
            return new Figures(orZero(told.cpuUsageUsec()), orZero(told.ioReadBytes()), orZero(told.cpuUnknownMs()));
        }
    }

    /// The integral of memory up to a sample, and how long it is not known.
    private record Memory(long byteMillis, long unknownMillis) {
        static final Memory NONE = new Memory(0, 0);

        long kibSecondsSince(Memory start) {
            return (byteMillis - start.byteMillis) / KIB_SECOND;
        }

        /// Whether so much is told of what was used since a sample.
        boolean isTold(Tally told, Memory start) {
            return orZero(told.memoryKibSeconds()) == kibSecondsSince(start)
                && orZero(told.memoryUnknownMs()) == unknownMillis - start.unknownMillis;
        }
    }

    /// What is to be told at the least of the samples up to one that began a minute.
    private record Due(long at, long cpuUsec, long ioBytes, long memoryKibSeconds) {
    }

    /// A tenant's samples of a node, added up in the order in which the broker has them.
    private static final class Account {
        private UsageSample last;
        private long nodeTime;
        private int minutes;
        private boolean isTold;
        private boolean adopts;
        private long cpuUsec;
        private long ioBytes;
        private long unknownMillis;
        private Memory memory = Memory.NONE;
        /// Where counting may have begun: an owner books no tenant before it has heard of its declaration. Counters begin at zero all the same.
        private final Set<Memory> starts = new HashSet<>();
        private Memory latestStart = Memory.NONE;
        private final Map<String, Meters> own = new HashMap<>();
        private final Map<String, long[]> adoptedCpu = new HashMap<>();
        /// By group and run of the agent.
        private final Map<String, long[]> adoptedByteMillis = new HashMap<>();
        private long adoptedSinceTold;
        private long adoptedIoSinceTold;
        private final Map<Figures, Set<Memory>> all = new HashMap<>();
        private final List<Due> due = new ArrayList<>();

        /// @param at the broker's time
        void hear(UsageSample sample, long at) {
            sample.workloads().stream().filter(LedgerIsKernel::isAdopted).forEach(each -> range(sample, each));
            long time = time(sample, at);
            long now = last == null ? time : Math.max(nodeTime, time);
            if (last != null && !isNews(sample, now)) {
                return;
            }
            countOwn(sample, now);
            if (last != null && isTold && last.bootId().equals(sample.bootId())) {
                countAdopted(sample);
            }
            boolean begins = last == null || Math.floorDiv(now, MINUTE) > Math.floorDiv(nodeTime, MINUTE);
            last = sample;
            nodeTime = now;
            all.computeIfAbsent(new Figures(cpuUsec, ioBytes, unknownMillis), _ -> new HashSet<>()).add(memory);
            if (!isTold) {
                starts.add(memory);
                latestStart = memory;
            }
            if (begins) {
                minutes++;
                if (isTold) {
                    due.add(new Due(at, cpuUsec + adoptedSinceTold, ioBytes + adoptedIoSinceTold, memory.kibSecondsSince(latestStart)));
                }
            }
        }

        private static long time(UsageSample sample, long at) {
            long sent = Loop.START.toEpochMilli() + at;
            long told = sample.sampledAt().toEpochMilli();
            return told > sent + FIVE_MINUTES ? sent : told;
        }

        private boolean isNews(UsageSample sample, long now) {
            return sample.agentRun() > last.agentRun() || (sample.agentRun() == last.agentRun() && sample.bootId().equals(last.bootId())
                ? sample.seq() > last.seq() : now > nodeTime + FIVE_MINUTES);
        }

        /// The counters of an own group begin at zero; of one that is gone, what it used since its last reading is not known. The integral of memory
        /// begins with each run of the agent, and what was used before its first reading is not known.
        private void countOwn(UsageSample sample, long now) {
            if (last != null && last.own() != null && !(sample.own() != null && meter(sample).equals(meter(last)))) {
                unknownMillis += now - nodeTime;
            }
            if (last != null && last.own() != null && sample.own() != null && meter(sample).equals(meter(last))
                && sample.agentRun() == last.agentRun()) {
                long grown = sample.own().memoryByteMillis() - last.own().memoryByteMillis();
                memory = new Memory(memory.byteMillis + grown, memory.unknownMillis);
            } else if (last != null && (last.own() != null || sample.own() != null)) {
                memory = new Memory(memory.byteMillis, memory.unknownMillis + now - nodeTime);
            }
            if (sample.own() != null) {
                var before = own.put(meter(sample), sample.own());
                cpuUsec += Math.max(0, sample.own().cpuUsageUsec() - (before == null ? 0 : before.cpuUsageUsec()));
                ioBytes += Math.max(0, sample.own().ioReadBytes() - (before == null ? 0 : before.ioReadBytes()));
            }
        }

        private static String meter(UsageSample sample) {
            return "%s %d".formatted(sample.bootId(), sample.ownCgroupId());
        }

        /// The lowest and the highest reading.
        private void range(UsageSample sample, WorkloadSample workload) {
            adopts = true;
            var group = "%s %d".formatted(sample.bootId(), workload.cgroupId());
            extend(adoptedCpu, group, workload.meters().cpuUsageUsec());
            extend(adoptedByteMillis, "%s %d".formatted(group, sample.agentRun()), workload.meters().memoryByteMillis());
        }

        private static void extend(Map<String, long[]> ranges, String of, long reading) {
            ranges.merge(of, new long[] {reading, reading}, (a, b) -> new long[] {Math.min(a[0], b[0]), Math.max(a[1], b[1])});
        }

        private static long lengths(Map<String, long[]> ranges) {
            return ranges.values().stream().mapToLong(range -> range[1] - range[0]).sum();
        }

        private void countAdopted(UsageSample sample) {
            var before = new HashMap<Long, Meters>();
            last.workloads().stream().filter(LedgerIsKernel::isAdopted).forEach(each -> before.put(each.cgroupId(), each.meters()));
            sample.workloads().stream().filter(LedgerIsKernel::isAdopted).filter(each -> before.containsKey(each.cgroupId())).forEach(each -> {
                adoptedSinceTold += each.meters().cpuUsageUsec() - before.get(each.cgroupId()).cpuUsageUsec();
                adoptedIoSinceTold += each.meters().ioReadBytes() - before.get(each.cgroupId()).ioReadBytes();
            });
        }

        /// What is wrong with a record's figures, or null.
        String flaw(Tally told) {
            var figures = Figures.of(told);
            long most = cpuUsec + lengths(adoptedCpu);
            long mostMemory = (memory.byteMillis + lengths(adoptedByteMillis)) / KIB_SECOND;
            boolean isSo = all.getOrDefault(figures, Set.of()).stream().anyMatch(then -> starts.stream().anyMatch(start -> then.isTold(told, start)));
            if (!adopts && !isSo) {
                return "after no sample was it so; by now it is %d µs, %d bytes, and %d ms unknown; %d KiB s, and %d ms unknown".formatted(cpuUsec,
                    ioBytes, unknownMillis, memory.byteMillis / KIB_SECOND, memory.unknownMillis);
            }
            if (figures.cpuUsec > most || orZero(told.memoryKibSeconds()) > mostMemory) {
                return "its counters have grown by %d µs and %d KiB s at most".formatted(most, mostMemory);
            }
            return null;
        }
    }

    private static long orZero(Long value) {
        return value == null ? 0 : value;
    }

    private static boolean isAdopted(WorkloadSample workload) {
        return workload.origin() == Origin.ADOPTED;
    }

    private static String account(TenantId tenant, Object node) {
        return "%s/%s".formatted(tenant, node);
    }

    @Override
    public void appended(Log log, Log.Entry entry) {
        if (log.topic == Topic.USAGE && log.message(entry).orElse(null) instanceof UsageSample sample) {
            accounts.computeIfAbsent(account(sample.tenant(), sample.node()), _ -> new Account()).hear(sample, entry.at);
        }
        if (log.topic == Topic.LEDGER && log.message(entry).orElse(null) instanceof LedgerEntry record) {
            exercise();
            var account = accounts.get(account(record.tenant(), record.node()));
            var flaw = !record.day().equals(DAY) ? "the run has not come to that day"
                : account == null ? "there was no sample" : account.flaw(record.total());
            if (flaw != null) {
                violated("%s, revision %d: %s; %s", record.key(), record.revision(), record.total(), flaw);
            }
            isCounted(record);
        }
    }

    /// The kernels as they were last looked at: no sample was made later.
    private void isCounted(LedgerEntry record) {
        var groups = sim.node(record.node().value()).kernels().stream().flatMap(kernel -> kernel.everMade().stream())
            .filter(group -> World.owner(group.path).filter(record.tenant().value()::equals).isPresent()
                && !group.isBelow(Kernel.own(record.tenant().value()))).toList();
        long cpuUsec = groups.stream().mapToLong(group -> Math.round(group.cpuUsec)).sum();
        long ioBytes = groups.stream().mapToLong(group -> Math.round(group.ioBytes)).sum();
        var told = Figures.of(record.total());
        if (told.cpuUsec > cpuUsec || told.ioBytes > ioBytes) {
            violated("%s, revision %d: %s; all kernels have counted %d µs and %d bytes", record.key(), record.revision(), told, cpuUsec, ioBytes);
        }
    }

    @Override
    public void published(SimTerm term, LedgerEntry record) {
        if (term.epoch != sim.claims()[term.partition]) {
            return;
        }
        accounts.get(account(record.tenant(), record.node())).isTold = true;
        var before = rightful.put(record.key(), record);
        if (before == null) {
            return;
        }
        exercise();
        if (record.revision() < before.revision() || record.revision() == before.revision() && !record.equals(before)) {
            violated("%s publishes %s after %s", term, record, before);
        }
        Stream.<Count>of(Tally::cpuUsageUsec, Tally::ioReadBytes, Tally::cpuUnknownMs, Tally::memoryKibSeconds, Tally::memoryUnknownMs)
            .filter(count -> orZero(count.of(record.total())) < orZero(count.of(before.total())))
            .forEach(_ -> violated("%s publishes less than was told: %s after %s", term, record, before));
    }

    /// One figure of a tally.
    private interface Count {
        Long of(Tally tally);
    }

    @Override
    public void end() {
        accounts.forEach((key, account) -> {
            var record = rightful.get("%s/%s".formatted(key, DAY));
            if (record == null) {
                if (account.minutes > 2) {
                    violated("nothing is told of %s, which had samples in %d minutes", key, account.minutes);
                }
                return;
            }
            account.due.stream().filter(due -> due.at < now() - ON_THE_WAY).reduce((_, later) -> later).ifPresent(due -> {
                exercise();
                var told = record.total();
                if (orZero(told.cpuUsageUsec()) < due.cpuUsec || orZero(told.ioReadBytes()) < due.ioBytes
                    || orZero(told.memoryKibSeconds()) < due.memoryKibSeconds) {
                    violated("%s is told to the end as %s; at least %s was to be", record.key(), told, due);
                }
            });
        });
    }
}
