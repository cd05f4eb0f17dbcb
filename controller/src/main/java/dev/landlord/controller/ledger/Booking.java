package dev.landlord.controller.ledger;

import dev.landlord.protocol.message.LedgerEntry;
import dev.landlord.protocol.message.LedgerEntry.Status;
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample;
import dev.landlord.protocol.message.WorkloadSample.Origin;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// One sample on its way into a node's book.
final class Booking {
    /// The meter of a workload that is not seen any more is kept for so long: should it come back, it is not booked twice.
    static final long KEPT = TimeUnit.MINUTES.toMillis(2);
    /// Meters of ended workloads that are kept; the longest gone are let go first.
    static final int MOST_ENDED = 500;
    private static final long MINUTE = TimeUnit.MINUTES.toMillis(1);
    /// A node's clock may be ahead of the broker's by so much; else the broker's counts.
    private static final long AHEAD = TimeUnit.MINUTES.toMillis(5);
    /// A node's clock may be behind by so much; else the broker's counts.
    private static final long BEHIND = TimeUnit.DAYS.toMillis(7);
    /// An agent that forgot how often it has run is heard again after so much of the node's time.
    private static final long RUNS_LOST = TimeUnit.MINUTES.toMillis(5);

    private final NodeBook before;
    private final UsageSample sample;
    private final long now;
    private final long heardAt;
    private final boolean rebooted;
    private final Posting posting;
    private final Reading reading;

    /// @param before  the book so far, or null
    /// @param heardAt the broker's time of the sample
    Booking(NodeBook before, UsageSample sample, long heardAt) {
        this.before = before;
        this.sample = sample;
        this.heardAt = heardAt;
        this.now = time();
        this.rebooted = before != null && !before.bootId().equals(sample.bootId());
        this.posting = new Posting(now);
        long since = before == null ? 0 : before.agentRun() == sample.agentRun() && sample.seq() == before.seq() + 1 ? sample.elapsedMs()
            : heardAt - before.heardAt();
        this.reading = new Reading(posting, now, sample.agentRun(), since, before == null ? 0 : before.memoryRest());
    }

    /// The node's time, as far as it can be true; it never goes back.
    private long time() {
        long told = sample.sampledAt().toEpochMilli();
        long sent = heardAt - (sample.delayedMs() == null ? 0 : sample.delayedMs());
        long time = told > sent + AHEAD || told < sent - BEHIND ? sent : told;
        return before == null ? time : Math.max(before.bookedTo(), time);
    }

    /// Whether it says anything that is not booked yet.
    boolean isNews() {
        if (before == null || sample.agentRun() > before.agentRun()) {
            return true;
        }
        return sample.agentRun() == before.agentRun() && !rebooted ? sample.seq() > before.seq() : now > before.bookedTo() + RUNS_LOST;
    }

    /// The book with the sample in it.
    ///
    /// @param cut receives days of which a record was cut
    NodeBook book(List<DayBook> cut) {
        var known = known();
        var own = own();
        var groups = new ArrayList<GroupMeter>(sample.workloads().size());
        for (var workload : sample.workloads()) {
            var meter = known.get(workload.cgroupId());
            if (meter != null && Objects.equals(meter.cgroup(), pathOf(workload))) {
                known.remove(workload.cgroupId());
            } else {
                meter = null;
            }
            groups.add(workload.origin() == Origin.ADOPTED ? adopted(meter, workload) : inOwn(meter, workload, own));
        }
        known.values().stream().map(this::gone).filter(meter -> now - meter.seenAt() <= KEPT)
            .sorted(Comparator.comparingLong(GroupMeter::seenAt).reversed()).limit(MOST_ENDED).forEach(groups::add);
        peaks();
        var after = new NodeBook(sample.bootId(), sample.agentRun(), sample.seq(), now, heardAt,
            sample.own() == null && sample.workloads().isEmpty(), reading.memoryRest(), own, groups, Collections.emptySortedMap());
        return after.withDays(days(after.absent(), cut));
    }

    /// Meters of the workloads by group id. Of another boot none is left; what it had used at its end is not known.
    private Map<Long, GroupMeter> known() {
        var known = new LinkedHashMap<Long, GroupMeter>();
        if (before != null) {
            before.groups().forEach(meter -> known.putIfAbsent(meter.id(), meter));
            if (rebooted) {
                known.values().forEach(this::gone);
                known.clear();
            }
        }
        return known;
    }

    private static String pathOf(WorkloadSample workload) {
        return workload.origin() == Origin.ADOPTED ? workload.cgroup() : null;
    }

    private GroupMeter gone(GroupMeter meter) {
        if (meter.ended()) {
            return meter.movedTo(now);
        }
        return meter.adopted() ? reading.ended(meter) : meter.gone();
    }

    /// The own group is Landlord's: all that ever ran in it is the tenant's. Of one whose id is not told, that is known for certain only if it
    /// came with another boot.
    private GroupMeter own() {
        var last = before == null ? null : before.own();
        if (sample.own() == null) {
            return last == null || rebooted ? lost(last) : last.ended() ? last.movedTo(now) : reading.ended(last);
        }
        var id = sample.ownCgroupId();
        boolean same = last != null && !rebooted && (id == null || last.id() == null || last.id().equals(id));
        if (!same) {
            lost(last);
            boolean fromZero = id != null || rebooted;
            last = GroupMeter.begin(id, null, fromZero, sample.agentRun(), 0, before == null ? now : before.bookedTo());
        } else if (last.id() == null && id != null) {
            last = last.named(id);
        }
        return reading.outer(last, sample.own(), 0);
    }

    private GroupMeter lost(GroupMeter own) {
        if (own != null && !own.ended()) {
            reading.ended(own);
        }
        return null;
    }

    private GroupMeter adopted(GroupMeter found, WorkloadSample workload) {
        long firstSeen = firstSeen(workload);
        boolean fromStart = Boolean.TRUE.equals(workload.fromStart());
        var meter = found;
        boolean isNew = meter == null && isNew(firstSeen);
        if (isNew) {
            posting.use(Count.WORKLOADS, 1, now);
        }
        if (meter == null || isSeenAnew(meter, firstSeen) && !fromStart) {
            boolean fromZero = fromStart && isNew;
            long since = fromZero && before != null ? Math.clamp(firstSeen, before.bookedTo(), now) : now;
            meter = GroupMeter.begin(workload.cgroupId(), workload.cgroup(), fromZero, sample.agentRun(), firstSeen, since);
        }
        return reading.outer(meter, workload.meters(), firstSeen);
    }

    /// Where an agent does not tell it, nothing is taken to be new.
    private static long firstSeen(WorkloadSample workload) {
        return workload.firstSeen() == null ? 0 : workload.firstSeen().toEpochMilli();
    }

    private GroupMeter inOwn(GroupMeter found, WorkloadSample workload, GroupMeter own) {
        long firstSeen = firstSeen(workload);
        var meter = found;
        if (meter == null) {
            boolean isNew = isNew(firstSeen);
            if (isNew) {
                posting.use(Count.WORKLOADS, 1, now);
            }
            boolean fromZero = isNew && (before != null || own != null && own.fromZero());
            meter = GroupMeter.begin(workload.cgroupId(), null, fromZero, sample.agentRun(), firstSeen, now);
        }
        return reading.inOwn(meter, workload.meters(), firstSeen, sample.own() == null || sample.own().oomKills() == null);
    }

    /// Whether nothing of a group whose meter is not known can have been booked before.
    private boolean isNew(long firstSeen) {
        return before == null || rebooted || firstSeen > before.bookedTo() - KEPT;
    }

    /// Whether the agent had lost sight of a group, so that it may have been somebody else's meanwhile.
    private boolean isSeenAnew(GroupMeter meter, long firstSeen) {
        return meter.run() == sample.agentRun() && meter.firstSeen() != firstSeen;
    }

    private void peaks() {
        var outer = new ArrayList<Meters>();
        if (sample.own() != null) {
            outer.add(sample.own());
        }
        sample.workloads().stream().filter(workload -> workload.origin() == Origin.ADOPTED).map(WorkloadSample::meters).forEach(outer::add);
        posting.peaks(together(outer, Meters::memoryBytes), together(outer, Meters::pids));
    }

    /// Known only where it is known of each group; of none it is not.
    private static Long together(List<Meters> groups, Function<Meters, Long> gauge) {
        long sum = 0;
        for (var group : groups) {
            var value = gauge.apply(group);
            if (value == null) {
                return null;
            }
            sum += value;
        }
        return groups.isEmpty() ? null : Long.valueOf(sum);
    }

    private SortedMap<LocalDate, DayBook> days(boolean absent, List<DayBook> cut) {
        var days = before == null ? new TreeMap<LocalDate, DayBook>() : new TreeMap<>(before.days());
        posting.byHour().forEach((hour, used) -> {
            var date = LocalDate.ofEpochDay(Math.floorDiv(hour, 24L));
            days.put(date, days.getOrDefault(date, DayBook.of(date)).plus((int) Math.floorMod(hour, 24L), used));
        });
        boolean minute = before == null || Math.floorDiv(now, MINUTE) > Math.floorDiv(before.bookedTo(), MINUTE);
        boolean hour = before == null || Math.floorDiv(now, Posting.HOUR) > Math.floorDiv(before.bookedTo(), Posting.HOUR);
        days.replaceAll((_, day) -> {
            boolean over = now > day.end();
            boolean due = over ? day.changed() || day.status() != Status.FINAL
                : day.changed() && (minute || absent) || day.status() != Status.OPEN || hour;
            if (!due) {
                return day;
            }
            var next = day.cut(over ? LedgerEntry.Status.FINAL : LedgerEntry.Status.OPEN, null, now);
            cut.add(next);
            return next;
        });
        return days;
    }
}
