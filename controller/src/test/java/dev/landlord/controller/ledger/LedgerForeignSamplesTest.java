package dev.landlord.controller.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.LedgerEntry;
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.Tally;
import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample;
import dev.landlord.protocol.message.WorkloadSample.Origin;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Samples of agents that do not tell when they first saw a workload.
class LedgerForeignSamplesTest {
    private static final Instant TEN = Instant.parse("2026-11-22T10:00:10Z");

    private TenantLedger ledger = TenantLedger.of(new TenantId("tenant-a"));
    private Tally told = Tally.NONE;
    private long seq;

    @Test
    void anAdoptedWorkloadCountsFromWhereItWasFirstRead() {
        hear(TEN, workload(Origin.ADOPTED, 5_000));
        hear(TEN.plusSeconds(1), workload(Origin.ADOPTED, 6_000));

        assertThat(booked().cpuUsageUsec()).isEqualTo(1_000);
        assertThat(booked().workloads()).isEqualTo(1);
    }

    @Test
    void aWorkloadInTheOwnGroupIsNoObstacle() {
        hear(TEN, workload(Origin.OWN, 5_000));
        hear(TEN.plusSeconds(1), workload(Origin.OWN, 6_000));

        assertThat(booked().workloads()).isEqualTo(1);
    }

    private void hear(Instant at, WorkloadSample workload) {
        took(Ledger.book(ledger, new UsageSample(ledger.tenant(), new NodeId("n1"), "boot", 1, ++seq, at, 1000, null, null, List.of(workload),
            Map.of()), at));
    }

    private void took(Booked booked) {
        ledger = booked.ledger();
        told = booked.entries().stream().map(LedgerEntry::total).reduce(told, (_, last) -> last);
    }

    private Tally booked() {
        took(Ledger.leave(ledger));
        return told;
    }

    private static WorkloadSample workload(Origin origin, long cpuUsec) {
        return new WorkloadSample("w", "/slurm/w", 11, origin, null,
            new Meters(cpuUsec, null, null, null, null, null, null, null, null, null, null, null, null), List.of());
    }
}
