package dev.landlord.controller.ledger;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.LedgerEntry;
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.Tally;
import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample;
import dev.landlord.protocol.message.WorkloadSample.Origin;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One tenant's ledger as it hears the samples of one node, and what it has told.
final class OneNode {
    static final TenantId TENANT = new TenantId("tenant-a");
    static final NodeId NODE = new NodeId("n1");
    static final Instant TEN = Instant.parse("2026-11-22T10:00:10Z");
    static final LocalDate DAY = LocalDate.of(2026, 11, 22);

    TenantLedger ledger = TenantLedger.of(TENANT);
    /// Of each day the record that was told last.
    final Map<LocalDate, LedgerEntry> latest = new LinkedHashMap<>();
    final List<LedgerEntry> told = new ArrayList<>();
    String boot = "boot-1";
    /// The tenant's own group, or null where the agent does not name it.
    Long ownId = 7L;
    /// Whether the last sample changed anything.
    boolean lastWasNews;
    private long run = 1;
    private long seq;

    /// Samples are of this run of the agent from now on, the first of them with the number after `seq`.
    void agent(long run, long seq) {
        this.run = run;
        this.seq = seq;
    }

    /// A sample that arrives as soon as it is taken.
    void hear(Instant at, Meters own, WorkloadSample... workloads) {
        hear(sample(at, null, own, workloads), at);
    }

    void hear(UsageSample sample, Instant at) {
        var before = ledger;
        took(Ledger.book(ledger, sample, at));
        lastWasNews = ledger != before;
    }

    void pass(Instant now) {
        took(Ledger.pass(ledger, now));
    }

    private void took(Booked booked) {
        ledger = booked.ledger();
        told.addAll(booked.entries());
        booked.entries().forEach(entry -> latest.put(entry.day(), entry));
    }

    /// The next sample, which the ledger does not hear by this.
    UsageSample sample(Instant at, Long delayedMs, Meters own, WorkloadSample... workloads) {
        return new UsageSample(TENANT, NODE, boot, run, ++seq, at, 1000, delayedMs, own, own == null ? null : ownId, null, List.of(workloads),
            Map.of());
    }

    /// All that is booked, what is in no record yet included.
    Tally booked() {
        return days().values().stream().map(LedgerEntry::total).reduce(Tally.NONE, Tally::plus);
    }

    /// The CPU time that is booked in each hour of a day, in microseconds, what is in no record yet included.
    Map<Integer, Long> hours(LocalDate day) {
        var hours = new LinkedHashMap<Integer, Long>();
        days().get(day).hours().forEach(hour -> hours.put(hour.hour(), hour.used().cpuUsageUsec()));
        return hours;
    }

    private Map<LocalDate, LedgerEntry> days() {
        var all = new LinkedHashMap<>(latest);
        Ledger.leave(ledger).entries().forEach(entry -> all.put(entry.day(), entry));
        return all;
    }

    static Meters cpu(long usec) {
        return new Meters(usec, null, null, null, null, null, null, null, null, null, null, null, null);
    }

    static WorkloadSample adopted(long id, boolean fromStart, Instant firstSeen, Meters meters) {
        return adopted("/slurm/job-" + id, id, fromStart, firstSeen, meters);
    }

    static WorkloadSample adopted(String path, long id, boolean fromStart, Instant firstSeen, Meters meters) {
        return new WorkloadSample(path, path, id, Origin.ADOPTED, firstSeen, fromStart ? true : null, null, meters, List.of());
    }
}
