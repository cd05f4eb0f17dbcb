package dev.landlord.controller.whatif;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.controller.policy.PolicyClass;
import dev.landlord.controller.policy.PolicyClasses;
import dev.landlord.controller.whatif.Episode.What;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.Scope;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WhatIfTest {
    private static final Quota ONE_CORE = new Quota(1.0, null, null, null);
    private static final int REST = 3;

    private static TenantSpec tenant(String policyClass, Quota quota) {
        return new TenantSpec(RecordedHog.TENANT, 1, policyClass, quota, null, List.of(), Map.of());
    }

    private static Findings replay(TenantSpec spec, Trial trial, List<UsageSample> samples) {
        var whatIf = new WhatIf(List.of(spec), trial);
        samples.forEach(sample -> whatIf.accept(sample, sample.sampledAt()));
        return whatIf.finish();
    }

    private static Outcome under(String policyClass, Quota quota, RecordedHog recorded) {
        return replay(tenant(policyClass, quota), Trial.none(PolicyClasses.builtIn()), recorded.samples()).tenants().getFirst().today();
    }

    private static Episode first(Outcome outcome, What what) {
        return outcome.episodes().stream().filter(episode -> episode.what() == what).findFirst().orElseThrow();
    }

    private static long secondsTo(Outcome outcome, What what) {
        return Duration.between(RecordedHog.after(REST), first(outcome, what).from()).toSeconds();
    }

    /// The figures are those of docs/POLICY.md.
    @ParameterizedTest
    @CsvSource({
        "standard, 1.5, 121, 240", "standard, 2.0, 60, 121", "standard, 4.0, 20, 40",
        "strict, 1.5, 8, 16", "strict, 2.0, 4, 8", "strict, 4.0, 3, 4",
        "lenient, 2.0, 150, 301",
    })
    void aKnownHogIsAnsweredAtTheTimesOfTheDocumentedTable(String policyClass, double ratio, long warned, long throttled) {
        var outcome = under(policyClass, ONE_CORE, new RecordedHog().uses(0, REST).uses(ratio, 400));

        assertThat(secondsTo(outcome, What.WARNED)).isEqualTo(warned);
        assertThat(secondsTo(outcome, What.THROTTLED)).isEqualTo(throttled);
    }

    @Test
    void aThrottleLastsAsLongAsTooMuchWasUsedAndUntilTheScoreIsLow() {
        var outcome = under("strict", ONE_CORE, new RecordedHog().uses(0, REST).uses(2, 60).uses(0, 60));

        var throttled = first(outcome, What.THROTTLED);
        assertThat(throttled.from()).isEqualTo(RecordedHog.after(REST + 8));
        assertThat(throttled.to()).isEqualTo(RecordedHog.after(REST + 60 + 6));
        assertThat(outcome.heldBack()).isEqualTo(Duration.ofSeconds(58));
        assertThat(outcome.count(What.WARNED)).isOne();
    }

    @Test
    void whatHasNotEndedWithTheRecordingHasNoEnd() {
        var outcome = under("strict", ONE_CORE, new RecordedHog().uses(0, REST).uses(2, 30));

        assertThat(first(outcome, What.THROTTLED).to()).isNull();
        assertThat(outcome.length(first(outcome, What.THROTTLED))).contains(Duration.ofSeconds(22));
    }

    @Test
    void aClassIsSetBesideTodays() {
        var builtIn = PolicyClasses.builtIn();
        var findings = replay(tenant("standard", ONE_CORE), new Trial(builtIn, builtIn, "strict"),
            new RecordedHog().uses(0, REST).uses(2, 30).samples());

        assertThat(findings.tenants().getFirst().today().policyClass()).isEqualTo("standard");
        assertThat(findings.tenants().getFirst().today().episodes()).isEmpty();
        assertThat(findings.tenants().getFirst().tried().policyClass()).isEqualTo("strict");
        assertThat(findings.tenants().getFirst().tried().count(What.THROTTLED)).isOne();
    }

    @Test
    void anotherEditionOfTheTenantsOwnClassIsTried() {
        var today = PolicyClasses.builtIn();
        var strictStandard = new PolicyClass("standard", PolicyClasses.STRICT.priority(), PolicyClasses.STRICT.mode(), PolicyClasses.STRICT.enforce(),
            PolicyClasses.STRICT.clock(), PolicyClasses.STRICT.marks(), PolicyClasses.STRICT.data(), null, null, PolicyClasses.STRICT.tiers(),
            PolicyClasses.STRICT.forgiveAfter(), null, PolicyClasses.STRICT.lease(), PolicyClasses.STRICT.eviction(),
            PolicyClasses.STRICT.contention(), PolicyClasses.STRICT.exempt(),
            PolicyClass.BudgetTerms.USUAL);
        var findings = replay(tenant("standard", ONE_CORE), new Trial(today, today.with(List.of(strictStandard)), null),
            new RecordedHog().uses(0, REST).uses(2, 30).samples());

        assertThat(findings.tenants().getFirst().today().episodes()).isEmpty();
        assertThat(findings.tenants().getFirst().tried().count(What.THROTTLED)).isOne();
    }

    @Test
    void whoKeepsTheSameClassIsReplayedOnce() {
        var builtIn = PolicyClasses.builtIn();
        var findings = replay(tenant("strict", ONE_CORE), new Trial(builtIn, builtIn, "strict"), new RecordedHog().uses(2, 10).samples());

        assertThat(findings.tenants().getFirst().tried()).isNull();
    }

    @Test
    void aClassThatWatchesSaysWhatItWouldHaveDone() {
        var outcome = under("watch", ONE_CORE, new RecordedHog().uses(0, REST).uses(2, 130));

        assertThat(outcome.count(What.THROTTLED)).isZero();
        assertThat(first(outcome, What.HELD).rule()).isEqualTo("cpu.watch");
        assertThat(secondsTo(outcome, What.HELD)).isEqualTo(121);
    }

    @Test
    void samplesAreBroughtIntoOrder() {
        var inOrder = new RecordedHog().uses(0, REST).uses(2, 40).uses(0, 40);
        var shuffled = new ArrayList<UsageSample>();
        var random = new Random(7);
        for (int i = 0; i < inOrder.samples().size(); i += 8) {
            var some = new ArrayList<>(inOrder.samples().subList(i, Math.min(i + 8, inOrder.samples().size())));
            Collections.shuffle(some, random);
            shuffled.addAll(some);
        }

        var findings = replay(tenant("strict", ONE_CORE), Trial.none(PolicyClasses.builtIn()), shuffled);

        assertThat(shuffled).isNotEqualTo(inOrder.samples());
        assertThat(findings.late()).isZero();
        assertThat(findings.tenants().getFirst().today()).isEqualTo(under("strict", ONE_CORE, inOrder));
    }

    @Test
    void whatComesMuchTooLateIsCountedAndChangesNothing() {
        var recorded = new RecordedHog().uses(0, REST).uses(2, 40);
        var samples = new ArrayList<>(recorded.samples());
        samples.add(samples.remove(20));

        var findings = replay(tenant("strict", ONE_CORE), Trial.none(PolicyClasses.builtIn()), samples);

        assertThat(findings.late()).isOne();
        assertThat(secondsTo(findings.tenants().getFirst().today(), What.THROTTLED)).isEqualTo(8);
    }

    @Test
    void tenantsShareNoClock() {
        var whatIf = new WhatIf(List.of(tenant("strict", ONE_CORE),
            new TenantSpec(new TenantId("tenant-c"), 1, "strict", ONE_CORE, null, List.of(), Map.of())),
            Trial.none(PolicyClasses.builtIn()));
        var hog = new RecordedHog().uses(0, REST).uses(2, 40).samples();
        for (var sample : hog) {
            whatIf.accept(sample, sample.sampledAt());
        }
        for (var sample : hog) {
            var earlier = new UsageSample(new TenantId("tenant-c"), sample.node(), sample.bootId(), sample.agentRun(), sample.seq(),
                sample.sampledAt().minusSeconds(3600), sample.elapsedMs(), sample.own(), null, sample.workloads(), Map.of());
            whatIf.accept(earlier, earlier.sampledAt());
        }

        var findings = whatIf.finish();

        assertThat(findings.late()).isZero();
        assertThat(findings.from()).isEqualTo(RecordedHog.START.plusSeconds(1).minusSeconds(3600));
        assertThat(findings.tenants()).allSatisfy(each -> assertThat(each.today().count(What.THROTTLED)).isOne());
    }

    @Test
    void anEvictedWorkloadIsGoneFromThereOn() {
        long gibi = 1L << 30;
        var recorded = new RecordedHog().uses(0, REST)
            .uses(120, new RecordedHog.Load("large", 0.9, 3 * gibi), new RecordedHog.Load("small", 0.9, gibi / 2));
        var outcome = under("strict", new Quota(1.0, gibi * 9 / 4, null, null), recorded);

        assertThat(outcome.count(What.EVICTED)).isOne();
        assertThat(first(outcome, What.EVICTED).workload()).isEqualTo("large");
        assertThat(first(outcome, What.EVICTED).node().value()).isEqualTo("n1");
        // What is left uses 0.9 of one core, so the throttle of both ends.
        assertThat(first(outcome, What.THROTTLED).to()).isNotNull();
    }

    @Test
    void aLongSilenceAndAClockFarAheadCostNoTicksWithoutEnd() {
        var recorded = new RecordedHog().uses(0, REST).uses(2, 20).silentFor(40 * 365 * 86_400).uses(0, 5);

        var outcome = under("strict", ONE_CORE, recorded);

        assertThat(first(outcome, What.THROTTLED).to()).isBefore(Instant.parse("2026-11-22T12:00:00Z"));
    }

    @Test
    void aQuotaHoldsOverAllNodesOrOnEachAsDeclared() {
        var samples = new ArrayList<>(new RecordedHog("n1").uses(0, REST).uses(0.8, 60).samples());
        samples.addAll(new RecordedHog("n2").uses(0, REST).uses(0.8, 60).samples());
        samples.sort(Comparator.comparing(UsageSample::sampledAt));
        for (var scope : Scope.values()) {
            var spec = new TenantSpec(RecordedHog.TENANT, 1, "strict", ONE_CORE, scope, null, List.of(), Map.of());

            var outcome = replay(spec, Trial.none(PolicyClasses.builtIn()), samples).tenants().getFirst().today();

            assertThat(outcome.count(What.THROTTLED)).as(scope.name()).isEqualTo(scope == Scope.FLEET ? 1 : 0);
        }
    }

    @Test
    void samplesInWhichTheKernelThrottledAnyOfItsGroupsAreCounted() {
        var samples = new ArrayList<UsageSample>();
        samples.add(held(0, 7L, group(1, 40)));
        samples.add(held(1, 7L, group(1, 40)));
        samples.add(held(2, 8L, group(1, 40)));
        samples.add(held(3, 8L, group(1, 41)));
        samples.add(held(4, 9L, group(1, 42)));
        samples.add(held(5, 9L, group(2, 90)));
        samples.add(held(6, null, group(2, 91)));

        assertThat(replay(tenant("strict", ONE_CORE), Trial.none(PolicyClasses.builtIn()), samples).throttled())
            .as("the third, fourth, fifth and seventh; a group's first reading tells nothing").isEqualTo(4);
    }

    private static WorkloadSample group(long id, long throttled) {
        return new WorkloadSample("adopted", "/batch", id, WorkloadSample.Origin.ADOPTED, RecordedHog.START, throttledIn(throttled), List.of());
    }

    private static UsageSample held(long seq, Long ownThrottled, WorkloadSample adopted) {
        return new UsageSample(RecordedHog.TENANT, new NodeId("n1"), "boot-1", 1, seq, RecordedHog.START.plusSeconds(seq), seq == 0 ? 0 : 1000,
            ownThrottled == null ? null : throttledIn(ownThrottled), null, List.of(adopted), Map.of());
    }

    private static Meters throttledIn(long periods) {
        return new Meters(0L, 100L, periods, 0L, 0L, 0L, 0L, 0L, 1L, 0L, 0L, 0L, 0L);
    }

    @Test
    void whoIsNotDeclaredIsCounted() {
        var samples = new RecordedHog().uses(0, REST).uses(2, 20).samples();
        var findings = replay(new TenantSpec(new TenantId("other"), 1, "strict", ONE_CORE, null, List.of(), Map.of()),
            Trial.none(PolicyClasses.builtIn()), samples);

        assertThat(findings.undeclared()).isEqualTo(samples.size());
        assertThat(findings.samples()).isZero();
        assertThat(findings.from()).isNull();
    }
}
