package dev.landlord.controller.whatif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.landlord.controller.ledger.Amount;
import dev.landlord.controller.policy.PolicyClasses;
import dev.landlord.controller.whatif.Episode.What;
import dev.landlord.protocol.message.Budget;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.protocol.message.UsageSample;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What becomes of a budget in a recording.
class WhatIfBudgetTest {
    private static final long GIBI = 1L << 30;

    private static Budget coreSeconds(double seconds, Budget.Per per) {
        return new Budget(seconds / 3600, null, per);
    }

    private static final Budget SMALL = coreSeconds(100, Budget.Per.MONTH);

    private static Outcome replay(String policyClass, Budget budget, UsedBefore before, List<UsageSample> samples) {
        var spec = new TenantSpec(RecordedHog.TENANT, 1, policyClass, Quota.NONE, null, null, budget, List.of(), Map.of());
        var whatIf = new WhatIf(List.of(spec), Trial.none(PolicyClasses.builtIn()), before);
        samples.forEach(sample -> whatIf.accept(sample, sample.sampledAt()));
        return whatIf.finish().tenants().getFirst().today();
    }

    private static Outcome under(String policyClass, Budget budget, RecordedHog recorded) {
        return replay(policyClass, budget, UsedBefore.NOT_KNOWN, recorded.samples());
    }

    private static Episode only(Outcome outcome, String rule) {
        var found = outcome.episodes().stream().filter(episode -> rule.equals(episode.rule())).toList();
        assertThat(found).as(rule + " in " + outcome.episodes()).hasSize(1);
        return found.getFirst();
    }

    /// A core from the first second on, of which the first sample is where counting begins: after 80 s 80 of 100 core-seconds are used. The warning
    /// stands for 30 s.
    @Test
    void isWarnedSpentAndLimitedWhenThePolicySaysSo() {
        var outcome = under("standard", SMALL, new RecordedHog().uses(1, 200));

        assertThat(outcome.episodes()).extracting(Episode::rule).containsExactly("budget.warn", "budget.spent", "budget.floor");
        assertThat(outcome.episodes()).extracting(Episode::what).containsExactly(What.WARNED, What.SPENT, What.THROTTLED);
        assertThat(outcome.episodes()).allMatch(Episode::ofBudget);
        assertThat(only(outcome, "budget.warn")).satisfies(warned -> {
            assertThat(warned.from()).isEqualTo(RecordedHog.START.plusSeconds(81));
            assertThat(warned.to()).isEqualTo(RecordedHog.START.plusSeconds(111));
            assertThat(warned.resource()).isNull();
            assertThat(warned.why()).startsWith("Of its budget from 2026-11-01 to 2026-12-01 (UTC) it has used 0.0222 of 0.0278 CPU hours (80 %)");
        });
        assertThat(only(outcome, "budget.spent")).satisfies(spent -> {
            assertThat(spent.from()).isEqualTo(RecordedHog.START.plusSeconds(111));
            assertThat(spent.to()).isNull();
            assertThat(spent.why()).contains("is spent: it has used");
        });
        assertThat(only(outcome, "budget.floor")).satisfies(floored -> {
            assertThat(floored.from()).isEqualTo(RecordedHog.START.plusSeconds(111));
            assertThat(floored.to()).isNull();
            assertThat(floored.why()).contains("is limited to 0.10 cores on each node until 2026-12-01");
        });
        assertThat(outcome.budgets()).singleElement().satisfies(period -> {
            assertThat(period.from()).isEqualTo(LocalDate.parse("2026-11-01"));
            assertThat(period.to()).isEqualTo(LocalDate.parse("2026-12-01"));
            assertThat(period.cpuUsageUsec()).isEqualTo(199_000_000);
            assertThat(period.share()).isCloseTo(1.99, within(1e-9));
            assertThat(period.state()).isEqualTo("spent");
        });
    }

    @Test
    void whatAGroupHadUsedBeforeTheRecordingIsNoPartOfIt() {
        var fresh = under("standard", SMALL, new RecordedHog().uses(1, 120));

        assertThat(under("standard", SMALL, new RecordedHog().hadUsed(1e6).uses(1, 120))).isEqualTo(fresh);
    }

    @Test
    void whatIsSaidToHaveBeenUsedBeforeCounts() {
        var before = new UsedBefore(YearMonth.of(2026, 11), LocalDate.parse("2026-11-22"), Map.of(RecordedHog.TENANT, new Amount(50_000_000, 0)));

        var outcome = replay("standard", SMALL, before, new RecordedHog().uses(1, 120).samples());

        assertThat(only(outcome, "budget.warn").from()).isEqualTo(RecordedHog.START.plusSeconds(31));
        assertThat(outcome.budgets().getFirst().cpuUsageUsec()).isEqualTo(169_000_000);
    }

    @Test
    void aMonthsUseBeforeIsNoDaysUse() {
        var before = new UsedBefore(YearMonth.of(2026, 11), LocalDate.parse("2026-11-22"), Map.of(RecordedHog.TENANT, new Amount(50_000_000, 0)));

        var outcome = replay("standard", coreSeconds(100, Budget.Per.DAY), before, new RecordedHog().uses(1, 120).samples());

        assertThat(only(outcome, "budget.warn").from()).isEqualTo(RecordedHog.START.plusSeconds(81));
    }

    @Test
    void lostRepeatedAndReorderedSamplesCountAsTheBillCountsThem() {
        var recorded = new RecordedHog().uses(1, 130).samples();
        var disturbed = new ArrayList<UsageSample>();
        var random = new Random(11);
        for (int i = 0; i < recorded.size(); i += 5) {
            var some = new ArrayList<>(recorded.subList(i, i + 5));
            some.add(some.get(2));
            // The first and the last of the recording, and those by which something is decided, stay.
            some.remove(i == 0 || i == 80 || i == 110 ? 3 : 1);
            Collections.shuffle(some, random);
            disturbed.addAll(some);
        }

        var outcome = replay("standard", SMALL, UsedBefore.NOT_KNOWN, disturbed);

        assertThat(outcome.budgets()).isEqualTo(under("standard", SMALL, new RecordedHog().uses(1, 130)).budgets());
    }

    @Test
    void theNextDayBeginsANewBudgetAlsoInALongSilence() {
        var evening = Instant.parse("2026-11-22T20:00:00Z");
        var recorded = new RecordedHog(evening).uses(1, 150).silentFor(8 * 3600).uses(0, 5);

        var outcome = under("standard", coreSeconds(100, Budget.Per.DAY), recorded);

        var midnight = Instant.parse("2026-11-23T00:00:00Z");
        assertThat(only(outcome, "budget.spent").to()).isEqualTo(midnight);
        assertThat(only(outcome, "budget.floor").to()).isEqualTo(midnight);
        assertThat(outcome.budgets()).extracting(Outcome.OfPeriod::from)
            .containsExactly(LocalDate.parse("2026-11-22"), LocalDate.parse("2026-11-23"));
        assertThat(outcome.budgets()).extracting(Outcome.OfPeriod::state).containsExactly("spent", "within");
        assertThat(outcome.budgets().getLast().cpuUsageUsec()).isZero();
    }

    /// `strict` ends workloads for a spent budget, each once, the next one after a pause; what they used later counts for nothing. Both use half a
    /// core and half a GiB.
    @Test
    void endedWorkloadsUseNothingOfTheBudgetAnyMore() {
        var budget = new Budget(null, 100.0 / 3600, Budget.Per.MONTH);
        var one = new RecordedHog.Load("one", 0.5, GIBI / 2);
        var two = new RecordedHog.Load("two", 0.5, GIBI / 2);

        var outcome = under("strict", budget, new RecordedHog().uses(400, one, two));

        assertThat(outcome.episodes()).extracting(Episode::rule)
            .containsExactly("budget.warn", "budget.spent", "budget.evict", "budget.evict", "budget.floor");
        var evicted = outcome.episodes().stream().filter(episode -> episode.what() == What.EVICTED).toList();
        assertThat(evicted).extracting(Episode::workload).containsExactlyInAnyOrder("one", "two");
        assertThat(evicted.getFirst().from()).isEqualTo(RecordedHog.START.plusSeconds(111));
        assertThat(evicted.getFirst().resource()).isNull();
        long first = evicted.getFirst().from().getEpochSecond() - RecordedHog.START.getEpochSecond();
        long second = evicted.getLast().from().getEpochSecond() - RecordedHog.START.getEpochSecond();
        // Of the second in which a workload is ended its use is still taken.
        double gibSeconds = first - 1 + 1 + (second - first) / 2.0;
        assertThat(outcome.budgets().getFirst().memoryKibSeconds() / (double) (1 << 20)).isCloseTo(gibSeconds, within(1.0));
    }

    @Test
    void aClassThatWatchesSaysWhatItWouldHaveDone() {
        var outcome = under("watch", SMALL, new RecordedHog().uses(1, 130));

        assertThat(outcome.episodes()).extracting(Episode::rule).containsExactly("budget.warn", "budget.spent", "budget.watch");
        assertThat(only(outcome, "budget.watch").what()).isEqualTo(What.HELD);
    }

    @Test
    void whoHasNoBudgetHasNone() {
        var outcome = under("standard", null, new RecordedHog().uses(1, 130));

        assertThat(outcome.budgets()).isEmpty();
        assertThat(outcome.episodes()).isEmpty();
    }
}
