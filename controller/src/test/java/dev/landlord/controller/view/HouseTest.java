package dev.landlord.controller.view;

import static dev.landlord.controller.view.Messages.A;
import static dev.landlord.controller.view.Messages.B;
import static dev.landlord.controller.view.Messages.BOOT;
import static dev.landlord.controller.view.Messages.N1;
import static dev.landlord.controller.view.Messages.N2;
import static dev.landlord.controller.view.Messages.START;
import static dev.landlord.controller.view.Messages.at;
import static dev.landlord.controller.view.Messages.decision;
import static dev.landlord.controller.view.Messages.meters;
import static dev.landlord.controller.view.Messages.own;
import static dev.landlord.controller.view.Messages.report;
import static dev.landlord.controller.view.Messages.sample;
import static dev.landlord.controller.view.Messages.spec;
import static dev.landlord.controller.view.Messages.workload;
import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.controller.policy.Allowance;
import dev.landlord.controller.policy.BudgetUse;
import dev.landlord.controller.policy.EnforcementState;
import dev.landlord.controller.policy.NodeFacts;
import dev.landlord.controller.policy.PolicyRecord;
import dev.landlord.controller.policy.ResourceState;
import dev.landlord.controller.policy.TenantState;
import dev.landlord.controller.rules.ClassSettings;
import dev.landlord.controller.rules.ClassesFile;
import dev.landlord.controller.rules.HouseRules;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.ClassSetting;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.NodeReport;
import dev.landlord.protocol.message.Scope;
import dev.landlord.protocol.message.Setting;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HouseTest {
    private static final HouseRules RULES = HouseRules.shipped(Set.of());

    private final House house = new House(HouseBounds.DEFAULTS);

    @Test
    void useIsTheRateOfTheOwnGroupAndShareIsByQuota() {
        house.declared(spec(B, 3), START);
        house.sampled(own(B, N1, 1, 1_000_000), at(1));
        house.sampled(own(B, N1, 2, 1_490_000), at(2));
        var tenant = house.tenant(B, at(2)).orElseThrow();
        assertThat(tenant.usage()).isEqualTo(new UsageView(0.49, 1L << 20, 3L, 0L, null, List.of()));
        assertThat(tenant.share()).isEqualTo(new ShareView(0.98, 0.0039, null, null));
        assertThat(tenant.workloads()).singleElement().satisfies(workload -> {
            assertThat(workload.usage().cpuCores()).isEqualTo(0.49);
            assertThat(workload.processes()).singleElement().satisfies(process -> assertThat(process.pid()).isEqualTo(42));
        });
        assertThat(tenant.updatedAt()).isEqualTo(at(2));
    }

    @Test
    void whereTheQuotaHoldsOnEachNodeTheShareIsThatOfTheBusiestNode() {
        var fleet = spec(B, 3);
        house.declared(new TenantSpec(B, 3, "strict", fleet.quota(), Scope.NODE, fleet.ceiling(), List.of(), Map.of()), START);
        for (int second = 1; second <= 2; second++) {
            house.sampled(own(B, N1, second, second * 100_000L), at(second));
            house.sampled(own(B, N2, second, second * 400_000L), at(second));
        }
        var tenant = house.tenant(B, at(2)).orElseThrow();
        assertThat(tenant.scope()).isEqualTo(Scope.NODE);
        assertThat(tenant.usage().cpuCores()).as("of all nodes").isEqualTo(0.5);
        assertThat(tenant.share().cpu()).isEqualTo(0.8);
    }

    @Test
    void oneSampleGivesGaugesButNoRates() {
        house.declared(spec(B, 1), START);
        house.sampled(own(B, N1, 1, 1_000_000), at(1));
        var usage = house.tenant(B, at(1)).orElseThrow().usage();
        assertThat(usage.cpuCores()).isNull();
        assertThat(usage.memoryBytes()).isEqualTo(1L << 20);
    }

    @Test
    void nodesAndAdoptedGroupsAddUpAndWhatIsMissingIsSaid() {
        house.declared(spec(B, 1), START);
        house.sampled(own(B, N1, 1, 0), at(1));
        house.sampled(sample(B, N1, 1, 2, meters(300_000L, 100L, 1L, 5L),
            workload("slurm", 7, Origin.ADOPTED, meters(50L, 11L, 2L, null))), at(2));
        assertThat(house.tenant(B, at(2)).orElseThrow().usage())
            .isEqualTo(new UsageView(0.3, 111L, 3L, 5L, null, List.of(Resource.CPU, Resource.IO)));
        house.sampled(sample(B, N1, 1, 3, meters(600_000L, 100L, 1L, 5L),
            workload("slurm", 7, Origin.ADOPTED, meters(200_050L, 11L, 2L, null))), at(3));
        house.sampled(sample(B, N2, 1, 1, null), at(3));
        assertThat(house.tenant(B, at(3)).orElseThrow().usage()).isEqualTo(new UsageView(0.5, 111L, 3L, 0L, null, List.of(Resource.IO)));
    }

    @Test
    void aRateIsNeverNegativeNorFromAReset() {
        house.declared(spec(B, 1), START);
        house.sampled(own(B, N1, 1, 9_000_000), at(1));
        house.sampled(own(B, N1, 2, 10), at(2));
        assertThat(house.tenant(B, at(2)).orElseThrow().usage().cpuCores()).isNull();
        assertThat(house.tenant(B, at(2)).orElseThrow().workloads().getFirst().usage().cpuCores()).isNull();
        house.sampled(own(B, N1, 3, 100_010), at(3));
        assertThat(house.tenant(B, at(3)).orElseThrow().usage().cpuCores()).isEqualTo(0.1);
    }

    @Test
    void aNewRunOfTheAgentBeginsAnew() {
        house.declared(spec(B, 1), START);
        house.sampled(own(B, N1, 1, 1_000_000), at(1));
        house.sampled(own(B, N1, 2, 1_100_000), at(2));
        house.sampled(sample(B, N1, 2, 1, meters(9_000_000L, 5L, 1L, 0L)), at(3));
        assertThat(house.tenant(B, at(3)).orElseThrow().usage().cpuCores()).isNull();
    }

    @Test
    void whatWaitedOnTheNodeIsNotShownAsUseNow() {
        house.declared(spec(B, 1), START);
        house.sampled(own(B, N1, 1, 1_000_000), at(1));
        house.sampled(own(B, N1, 2, 1_100_000), at(2));
        house.sampled(own(B, N1, 3, 2_100_000).delayed(600_000), at(603));
        assertThat(house.tenant(B, at(603)).orElseThrow().usage().cpuCores()).as("nothing is known of now").isNull();
        assertThat(house.tenant(B, at(603)).orElseThrow().recent()).hasSize(2);
        house.sampled(own(B, N1, 603, 2_160_000).delayed(4_000), at(607));
        house.sampled(own(B, N1, 604, 2_260_000), at(608));
        assertThat(house.tenant(B, at(608)).orElseThrow().usage().cpuCores()).isEqualTo(0.1);
    }

    @Test
    void repeatedAndLateSamplesAreLeftOut() {
        house.declared(spec(B, 1), START);
        house.sampled(own(B, N1, 1, 1_000_000), at(1));
        house.sampled(own(B, N1, 2, 1_100_000), at(2));
        house.sampled(own(B, N1, 2, 1_100_000), at(2.1));
        house.sampled(own(B, N1, 1, 1_000_000), at(2.2));
        assertThat(house.tenant(B, at(2.2)).orElseThrow().usage().cpuCores()).isEqualTo(0.1);
        assertThat(house.counters().samplesIgnored()).isEqualTo(2);
    }

    @Test
    void oldSamplesTellNothing() {
        house.declared(spec(B, 1), START);
        house.sampled(own(B, N1, 1, 0), at(1));
        house.sampled(own(B, N1, 2, 500_000), at(2));
        var tenant = house.tenant(B, at(30)).orElseThrow();
        assertThat(tenant.usage()).isEqualTo(UsageView.UNKNOWN);
        assertThat(tenant.share()).isEqualTo(ShareView.UNKNOWN);
        assertThat(tenant.workloads()).isEmpty();
        assertThat(tenant.recent()).hasSize(2);
    }

    @Test
    void aNodeThatSaidGoodByeUsesNothingKnown() {
        house.declared(spec(B, 1), START);
        house.reported(report(N1, NodeReport.State.UP), START);
        house.sampled(own(B, N1, 1, 0), at(1));
        house.reported(report(N1, NodeReport.State.STOPPED), at(2));
        assertThat(house.tenant(B, at(2)).orElseThrow().usage()).isEqualTo(UsageView.UNKNOWN);
        assertThat(house.node(N1, at(2)).orElseThrow().state()).isEqualTo(NodeView.State.STOPPED);
    }

    @Test
    void nodesShowTheirTenantsAndFallSilent() {
        house.declared(spec(B, 1), START);
        house.declared(spec(A, 1), START);
        house.reported(report(N1, NodeReport.State.UP), START);
        house.sampled(own(B, N1, 1, 0), at(1));
        house.sampled(sample(A, N1, 1, 1, null), at(1));
        var node = house.nodes(at(2)).getFirst();
        assertThat(node.state()).isEqualTo(NodeView.State.UP);
        assertThat(node.tenants()).containsExactly(B);
        house.changes(at(2));
        assertThat(house.changes(at(14.9)).nodes()).isEmpty();
        assertThat(house.changes(at(16)).nodes()).singleElement().satisfies(silent -> {
            assertThat(silent.state()).isEqualTo(NodeView.State.SILENT);
            assertThat(silent.tenants()).isEmpty();
        });
        assertThat(house.changes(at(18)).nodes()).isEmpty();
    }

    @Test
    void pointsAreOneASecondAndBounded() {
        house.declared(spec(B, 1), START);
        for (int seq = 1; seq <= 400; seq++) {
            house.sampled(new UsageSample(B, N1, BOOT, 1, seq, at(seq / 2.0), seq == 1 ? 0 : 500, meters(seq * 100_000L, 1L, 1L, 0L), null, List.of(),
                Map.of()), at(seq / 2.0));
        }
        var recent = house.tenant(B, at(200)).orElseThrow().recent();
        assertThat(recent).hasSize(120);
        assertThat(recent.getFirst()).isEqualTo(new PointView(at(81), 0.2, 1L, 1L, 0L));
        assertThat(recent.getLast().at()).isEqualTo(at(200));
    }

    @Test
    void changesCarryEachTenantOnceASecondWithNewPointsOnly() {
        house.declared(spec(B, 1), START);
        house.sampled(own(B, N1, 1, 0), at(1));
        assertThat(house.changes(at(1)).tenants()).singleElement().satisfies(tenant -> assertThat(tenant.recent()).hasSize(1));
        house.sampled(own(B, N1, 2, 1), at(1.5));
        assertThat(house.changes(at(1.6)).tenants()).isEmpty();
        house.sampled(own(B, N1, 3, 2), at(2.0));
        assertThat(house.changes(at(2.0)).tenants()).singleElement()
            .satisfies(tenant -> assertThat(tenant.recent()).extracting(PointView::at).containsExactly(at(2)));
        assertThat(house.changes(at(3)).tenants()).isEmpty();
        assertThat(house.tenant(B, at(3)).orElseThrow().recent()).hasSize(2);
    }

    @Test
    void whatWasPassedOverIsNotToldLater() {
        house.declared(spec(B, 1), START);
        house.sampled(own(B, N1, 1, 0), at(1));
        house.decided(decision("1", B, at(1)));
        house.reported(report(N1, NodeReport.State.UP), at(1));
        house.passOver(at(1));
        assertThat(house.changes(at(2))).isEqualTo(new Changes(List.of(), List.of(), List.of(), List.of(), Optional.empty()));
        house.sampled(own(B, N1, 2, 1), at(2));
        assertThat(house.changes(at(3)).tenants()).singleElement()
            .satisfies(tenant -> assertThat(tenant.recent()).extracting(PointView::at).containsExactly(at(2)));
    }

    @Test
    void withManyTenantsTheListShowsFewerPointsOfEach() {
        var crowded = new House(new HouseBounds(10, 10, 120, 4, 10, 10, 10));
        crowded.declared(spec(A, 1), START);
        crowded.declared(spec(B, 1), START);
        for (int seq = 1; seq <= 5; seq++) {
            crowded.sampled(own(B, N1, seq, seq), at(seq));
        }
        assertThat(crowded.tenants(at(5)).getLast().recent()).extracting(PointView::at).containsExactly(at(4), at(5));
        assertThat(crowded.tenant(B, at(5)).orElseThrow().recent()).hasSize(5);
    }

    @Test
    void samplesThatGrowOldAreAChangeToo() {
        house.declared(spec(B, 1), START);
        house.sampled(own(B, N1, 1, 0), at(1));
        house.changes(at(1));
        assertThat(house.changes(at(5)).tenants()).isEmpty();
        assertThat(house.changes(at(8)).tenants()).singleElement().satisfies(tenant -> assertThat(tenant.usage()).isEqualTo(UsageView.UNKNOWN));
    }

    @Test
    void onlyDeclaredTenantsAreShownAndTheDeletedAreToldOnce() {
        house.sampled(own(B, N1, 1, 0), at(1));
        assertThat(house.tenants(at(1))).isEmpty();
        assertThat(house.changes(at(1)).tenants()).isEmpty();
        house.declared(spec(B, 1), at(2));
        assertThat(house.tenants(at(2))).extracting(TenantView::id).containsExactly(B);
        house.deleted(B, at(3));
        assertThat(house.tenant(B, at(3))).isEmpty();
        assertThat(house.changes(at(3)).removed()).containsExactly(B);
        assertThat(house.changes(at(4)).removed()).isEmpty();
    }

    @Test
    void processesOfNobodyAreShownWithUseOnly() throws Exception {
        house.sampled(sample(TenantId.UNATTRIBUTED, N1, 1, 1, meters(0L, 7L, 9L, null)), at(1));
        var shown = house.tenant(TenantId.UNATTRIBUTED, at(1)).orElseThrow();
        assertThat(MessageCodec.mapper().writeValueAsString(shown)).isEqualTo(
            "{\"id\":\"_unattributed\",\"usage\":{\"memoryBytes\":7,\"pids\":9},\"share\":{},\"workloads\":[],"
                + "\"recent\":[{\"at\":\"2026-11-22T10:00:01Z\",\"memoryBytes\":7,\"pids\":9}],\"updatedAt\":\"2026-11-22T10:00:01Z\"}");
    }

    @Test
    void enforcementAndIsolationAreUnknownUntilTheOwnerWroteThem() {
        house.declared(spec(B, 3), START);
        assertThat(house.tenant(B, START).orElseThrow().enforcement()).isNull();
        house.kept(throttled(), period -> new BudgetUse(period, 0, 0), at(5));
        var tenant = house.tenant(B, at(5)).orElseThrow();
        assertThat(tenant.enforcement().state()).isEqualTo("throttled");
        assertThat(tenant.enforcement().score()).isEqualTo(99.9);
        assertThat(tenant.enforcement().byResource().get("cpu"))
            .isEqualTo(new EnforcementView.OfResource("throttled", 99.9, at(4), "CPU 1.0 of 0.5 cores for 11 s"));
        assertThat(tenant.isolation().status()).isEqualTo("not-started");
        assertThat(tenant.isolation().allocated()).isEqualTo(spec(B, 3).quota());
        house.dropped(B, at(6));
        assertThat(house.tenant(B, at(6)).orElseThrow().enforcement()).isNull();
    }

    @Test
    void explainsWithTheNewestSamples() {
        house.declared(spec(B, 3), START);
        house.kept(throttled(), period -> new BudgetUse(period, 0, 0), at(1));
        house.sampled(own(B, N1, 1, 0), at(1));
        house.sampled(own(B, N1, 2, 490_000), at(2));
        var explanation = house.explain(B, at(2)).orElseThrow();
        assertThat(explanation.sentences()).anySatisfy(sentence -> assertThat(sentence).contains("throttled"));
        assertThat(explanation.figures()).anySatisfy(figure ->
            assertThat(figure).isEqualTo(new ExplanationView.Figure(Resource.CPU, 0.49, 0.5, 99.9, "throttled")));
        assertThat(house.explain(A, at(2))).isEmpty();
    }

    @Test
    void explainsByTheClassesOfTheMoment() {
        house.declared(spec(B, 3), START);
        house.sampled(own(B, N1, 1, 0), at(1));
        house.sampled(own(B, N1, 2, 1_000_000), at(2));
        assertThat(house.explain(B, at(2)).orElseThrow().sentences()).last()
            .isEqualTo("If it goes on using CPU like this, it is warned in about 4 s.");

        house.ruled(RULES.with(strict("{fill: 80s}", "act")));
        assertThat(house.explain(B, at(2)).orElseThrow().sentences()).last()
            .isEqualTo("If it goes on using CPU like this, it is warned in about 40 s.");
    }

    @Test
    void explainsWithWhatGuardrailsLeaveOver() {
        house.declared(spec(A, 1), START);
        house.declared(spec(B, 3), START);
        house.kept(throttled(), period -> new BudgetUse(period, 0, 0), at(1));
        var asked = new ArrayList<TenantId>();
        house.guarded((tenant, all, _) -> {
            asked.add(tenant);
            return new Allowance(1 - (int) all.filter(TenantState::heldBack).count(), 1);
        });
        house.kept(warned(A), period -> new BudgetUse(period, 0, 0), at(1));
        house.sampled(own(A, N1, 1, 0), at(1));
        house.sampled(own(A, N1, 2, 1_000_000), at(2));
        assertThat(house.explain(A, at(2)).orElseThrow().sentences()).last().asString()
            .endsWith("unless a guardrail still holds it back then: as many tenants as are allowed are held back already.");
        assertThat(asked).containsExactly(A);
    }

    @Test
    void aChangeOfTheRulesIsToldToWhomItConcerns() {
        house.declared(spec(A, 1), START);
        house.declared(new TenantSpec(B, 3, "standard", null, null, List.of(), Map.of()), START);
        house.changes(at(1));

        house.ruled(RULES.with(strict("{fill: 80s}", "watch")).with(new Setting.Switch("evict", false, "alice", "incident 7", START)));
        var changes = house.changes(at(3));
        assertThat(changes.tenants()).singleElement().satisfies(tenant -> {
            assertThat(tenant.id()).isEqualTo(A);
            assertThat(tenant.mode()).isEqualTo(ClassSetting.Mode.WATCH);
        });
        assertThat(changes.switches()).contains(List.of(new SwitchView("evict", false, "alice", "incident 7", START)));
        assertThat(house.snapshot(at(3)).switches()).hasSize(1);

        house.ruled(RULES.with(strict("{fill: 90s}", "watch")).with(new Setting.Switch("evict", false, "alice", "incident 7", START)));
        assertThat(house.changes(at(5)).isEmpty()).as("what people see is as before").isTrue();
        house.ruled(RULES);
        assertThat(house.changes(at(7)).switches()).contains(List.of());
    }

    private static Setting strict(String clock, String mode) {
        var classes = ClassesFile.parse("classes: [ {name: strict, from: strict, clock: %s, mode: %s} ]".formatted(clock, mode), RULES.classes())
            .orElseThrow(problems -> new AssertionError(problems.toString()));
        return ClassSettings.of(classes.getFirst(), "alice", START);
    }

    @Test
    void runningWorkloadsAreThoseWithAProcess() {
        house.declared(spec(B, 1), START);
        house.sampled(sample(B, N1, 1, 1, null, workload("done", 1, Origin.ADOPTED, meters(1L, 1L, 0L, 0L)),
            workload("busy", 2, Origin.ADOPTED, meters(1L, 1L, 2L, 0L))), at(1));
        assertThat(house.running(B, at(1))).containsExactly("busy on n1");
        assertThat(house.running(B, at(60))).isEmpty();
    }

    @Test
    void decisionsAreInTheOrderInWhichTheyWereMadeHoweverTheyAreRead() {
        house.decided(decision("2", B, at(2)));
        house.decided(decision("4", B, at(4)));
        house.decided(decision("1", A, at(1)));
        house.decided(decision("3", A, at(3)));
        assertThat(house.snapshot(at(5)).decisions()).extracting(Decision::id).containsExactly("4", "3", "2", "1");
    }

    @Test
    void decisionsAreNewestFirstKnownOnceAndOutliveTheTenant() {
        house.declared(spec(B, 1), START);
        house.decided(decision("1", B, at(1)));
        house.decided(decision("2", B, at(2)));
        house.decided(decision("1", B, at(3)));
        assertThat(house.decisions(B, 100).orElseThrow()).extracting(Decision::id).containsExactly("2", "1");
        assertThat(house.decisions(B, 1).orElseThrow()).extracting(Decision::id).containsExactly("2");
        assertThat(house.changes(at(3)).decisions()).extracting(Decision::id).containsExactly("1", "2");
        assertThat(house.changes(at(4)).decisions()).isEmpty();
        house.deleted(B, at(5));
        assertThat(house.decisions(B, 100).orElseThrow()).hasSize(2);
        assertThat(house.decisions(A, 100)).isEmpty();
        assertThat(house.snapshot(at(5)).decisions()).extracting(Decision::id).containsExactly("2", "1");
    }

    @Test
    void everythingIsBoundedAndCounted() {
        var small = new House(new HouseBounds(2, 1, 3, 4, 2, 2, 2));
        small.sampled(own(A, N1, 1, 0), at(1));
        small.declared(spec(B, 1), at(1));
        small.declared(spec(new TenantId("c"), 1), at(1));
        assertThat(small.tenant(new TenantId("c"), at(1))).isEmpty();
        small.changes(at(60));
        small.declared(spec(new TenantId("c"), 1), at(60));
        assertThat(small.tenant(new TenantId("c"), at(60))).as("what was only heard of makes room").isPresent();
        small.reported(report(N1, NodeReport.State.UP), at(1));
        small.reported(report(N2, NodeReport.State.UP), at(1));
        for (int i = 0; i < 5; i++) {
            small.decided(decision("d" + i, new TenantId("t" + i), at(i)));
        }
        assertThat(small.snapshot(at(60)).decisions()).extracting(Decision::id).containsExactly("d4", "d3");
        assertThat(small.decisions(new TenantId("t0"), 10)).isEmpty();
        assertThat(small.counters()).isEqualTo(new HouseCounters(2, 1, 0, 2, 3));
    }

    @Test
    void aForgottenNodeIsGone() {
        house.reported(report(N1, NodeReport.State.STOPPED), START);
        house.forgotten(N1);
        assertThat(house.nodes(START)).isEmpty();
        assertThat(house.node(new NodeId("n1"), START)).isEmpty();
    }

    private static TenantState throttled() {
        return TenantState.initial(B).apply(new PolicyRecord.SpecTaken(spec(B, 3))).apply(new PolicyRecord.ResourceMoved(Resource.CPU,
            new ResourceState(EnforcementState.THROTTLED, 99.94, at(4), "CPU 1.0 of 0.5 cores for 11 s", at(1), 5, N1, 1, null, null, at(2), false)));
    }

    /// Of a tenant that may be limited where it is.
    private static TenantState warned(TenantId id) {
        return TenantState.initial(id).apply(new PolicyRecord.SpecTaken(spec(id, 1))).apply(new PolicyRecord.ResourceMoved(Resource.CPU,
                new ResourceState(EnforcementState.WARNED, 60, at(1), "CPU 1.0 of 0.5 cores for 5 s", at(1), 5, N1, 0, null, null, at(1), false)))
            .apply(new PolicyRecord.NodeLearned(N1, new NodeFacts(BOOT, 1, true, true, 1000, List.of("limit.cpu"), Map.of(), null)));
    }
}
