package dev.landlord.controller.whatif;

import dev.landlord.controller.ledger.Ledger;
import dev.landlord.controller.ledger.TenantLedger;
import dev.landlord.controller.policy.BudgetUse;
import dev.landlord.protocol.message.Budget;
import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample;
import java.time.Instant;
import java.util.List;

/// The ledger of a recording, booked as the controller does, but for one thing: the first sample of each node is where counting begins, also of
/// groups whose counters are the tenant's from zero on, because a recording begins at any time and what was used before it is no part of it.
final class RecordedLedger {
    private TenantLedger ledger;

    /// @param before what is booked already
    RecordedLedger(TenantLedger before) {
        ledger = before;
    }

    void sampled(UsageSample sample, Instant at) {
        var counted = ledger.nodes().containsKey(sample.node()) ? sample : beginning(sample);
        ledger = Ledger.book(ledger, counted, at).ledger();
    }

    /// What is booked of the period that a moment lies in.
    BudgetUse used(Budget.Per per, Instant at) {
        ledger = Ledger.pass(ledger, at).ledger();
        var period = per.at(at);
        var amount = ledger.toDate().in(period);
        return new BudgetUse(period, amount.cpuUsageUsec(), amount.memoryKibSeconds());
    }

    private static UsageSample beginning(UsageSample sample) {
        return new UsageSample(sample.tenant(), sample.node(), sample.bootId(), sample.agentRun(), sample.seq(), sample.sampledAt(),
            sample.elapsedMs(), sample.delayedMs(), sample.own(), null, sample.limits(), workloads(sample), sample.unavailable());
    }

    private static List<WorkloadSample> workloads(UsageSample sample) {
        return sample.workloads().stream().map(workload -> new WorkloadSample(workload.id(), workload.cgroup(), workload.cgroupId(),
            workload.origin(), workload.firstSeen(), null, workload.priority(), workload.meters(), workload.processes())).toList();
    }
}
