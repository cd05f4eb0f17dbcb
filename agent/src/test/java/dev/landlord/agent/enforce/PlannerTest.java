package dev.landlord.agent.enforce;

import static dev.landlord.agent.enforce.Knobs.group;
import static dev.landlord.agent.enforce.Knobs.using;
import static dev.landlord.agent.enforce.Knobs.v1Cpu;
import static dev.landlord.agent.enforce.Knobs.v1CpuOver;
import static dev.landlord.agent.enforce.Knobs.v2;
import static dev.landlord.agent.enforce.Knobs.v2Cpu;
import static dev.landlord.agent.enforce.Knobs.v2Freezer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.agent.enforce.GroupState.Role;
import dev.landlord.agent.enforce.GroupState.Use;
import dev.landlord.agent.enforce.KnobState.Held;
import dev.landlord.agent.enforce.Plan.Clamp;
import dev.landlord.protocol.message.Limits;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private static final long MIB = 1 << 20;
    private static final Dial READ = Dial.io("8:0", Dial.Direction.READ);
    private static final Dial WRITE = Dial.io("8:0", Dial.Direction.WRITE);
    private static final String OWN = "/landlord/a";

    private static Plan plan(Limits limits, GroupState... groups) {
        return plan(limits, Limits.NONE, groups);
    }

    private static Plan plan(Limits limits, Limits ceiling, GroupState... groups) {
        return Planner.plan(new Target(limits, ceiling, false), List.of(groups), Floors.DEFAULT);
    }

    private static Limits memory(long bytes) {
        return Limits.NONE.withMemoryBytes(bytes);
    }

    private static Limits frozen() {
        return Limits.NONE.withFrozen(true);
    }

    private static Action.Set set(String cgroup, Knob knob, String text, String original) {
        return new Action.Set(cgroup, Dial.of(knob), text, original, false);
    }

    @Test
    void aLimitIsSetAndItsOriginalKept() {
        assertThat(plan(Limits.ofCpu(0.5), group(OWN, v1Cpu("-1"))).actions()).containsExactly(set(OWN, Knob.CPU, "50000", "-1"));
        assertThat(plan(Limits.ofCpu(0.5), group(OWN, v2Cpu("max 100000"))).actions())
            .containsExactly(set(OWN, Knob.CPU, "50000 100000", "max 100000"));
    }

    @Test
    void whatIsSoAlreadyIsNotWritten() {
        var plan = plan(Limits.ofCpu(1.0 / 3), group(OWN, v1Cpu("33333", "-1", "33333")));

        assertThat(plan.actions()).isEmpty();
        assertThat(plan.clamps()).isEmpty();
    }

    @Test
    void releasePutsTheOriginalBack() {
        assertThat(plan(Limits.NONE, group(OWN, v2Cpu("50000 100000", "max 100000", "50000 100000"))).actions())
            .containsExactly(new Action.Restore(OWN, Dial.of(Knob.CPU), "max 100000"));
    }

    @Test
    void releaseOfWhatWasNeverWrittenDoesNothing() {
        assertThat(plan(Limits.NONE, group(OWN, v2Cpu("70000 100000"))).actions()).isEmpty();
    }

    @Test
    void aCrashBetweenJournalAndWriteIsForgottenOnRelease() {
        assertThat(plan(Limits.NONE, group(OWN, v1Cpu("-1", "-1", "50000"))).actions())
            .containsExactly(new Action.Forget(OWN, Dial.of(Knob.CPU), false));
    }

    @Test
    void whatSomebodyElseHasSetSinceIsLeftAloneOnRelease() {
        assertThat(plan(Limits.NONE, group(OWN, v1Cpu("70000", "-1", "50000"))).actions())
            .containsExactly(new Action.Forget(OWN, Dial.of(Knob.CPU), true));
    }

    @Test
    void whatSomebodyElseHasSetSinceIsTheNewOriginalWhileALimitIsWanted() {
        assertThat(plan(Limits.ofCpu(0.5), group(OWN, v1Cpu("70000", "-1", "50000"))).actions())
            .containsExactly(new Action.Set(OWN, Dial.of(Knob.CPU), "50000", "70000", true));
    }

    @Test
    void aNarrowerOriginalStands() {
        assertThat(plan(Limits.ofCpu(2), group("/slurm/job_1", v1Cpu("50000"))).actions()).isEmpty();
        assertThat(plan(Limits.ofCpu(2), group("/slurm/job_1", v1Cpu("30000", "50000", "30000"))).actions())
            .containsExactly(new Action.Restore("/slurm/job_1", Dial.of(Knob.CPU), "50000"));
    }

    @Test
    void theCeilingCutsTheCommandAndStandsAfterTheRelease() {
        var cut = plan(Limits.ofCpu(4), Limits.ofCpu(2), group(OWN, v1Cpu("-1")));
        var released = plan(Limits.NONE, Limits.ofCpu(2), group(OWN, v1Cpu("50000", "-1", "50000")));

        assertThat(cut.actions()).containsExactly(set(OWN, Knob.CPU, "200000", "-1"));
        assertThat(cut.clamps()).containsExactly(Clamp.CEILING);
        assertThat(released.actions()).containsExactly(set(OWN, Knob.CPU, "200000", "-1"));
        assertThat(released.clamps()).isEmpty();
    }

    @Test
    void cpuIsNeverBelowOnePercentOfACore() {
        var plan = plan(Limits.ofCpu(0), group(OWN, v1Cpu("-1")));

        assertThat(plan.actions()).containsExactly(set(OWN, Knob.CPU, "1000", "-1"));
        assertThat(plan.clamps()).containsExactly(Clamp.FLOOR);
    }

    @Test
    void aShortPeriodRaisesTheFloorToTheLeastQuota() {
        var plan = plan(Limits.ofCpu(0.01), group(OWN, v2Cpu("max 10000")));

        assertThat(plan.actions()).containsExactly(set(OWN, Knob.CPU, "1000 10000", "max 10000"));
        assertThat(plan.clamps()).containsExactly(Clamp.FLOOR);
    }

    @Test
    void aLimitAboveThatIsNarrowerStillStandsAlone() {
        var capped = new GroupState("/pod/x", Role.CLAIMED, group("/pod/x", v1Cpu("-1")).knobs(), Use.UNKNOWN, new Bound(300_000), Map.of());

        assertThat(plan(Limits.ofCpu(0.5), capped).actions()).isEmpty();
        assertThat(plan(Limits.ofCpu(0.2), capped).actions()).containsExactly(set("/pod/x", Knob.CPU, "20000", "-1"));
    }

    @Test
    void memoryIsNotCutBelowItsUse() {
        var plan = plan(memory(64 * MIB), using(0, 160 * MIB, 3, OWN, v2(Knob.MEMORY, "max")));

        assertThat(plan.actions()).containsExactly(set(OWN, Knob.MEMORY, Long.toString(170 * MIB), "max"));
        assertThat(plan.clamps()).containsExactly(Clamp.IN_USE);
    }

    @Test
    void theMemoryLimitFollowsTheUseDownAndNeverUp() {
        var held = v2(Knob.MEMORY, Long.toString(170 * MIB), "max", Long.toString(170 * MIB));

        assertThat(plan(memory(64 * MIB), using(0, 120 * MIB, 3, OWN, held)).actions())
            .containsExactly(set(OWN, Knob.MEMORY, Long.toString(120 * MIB + 120 * MIB / 16), "max"));
        assertThat(plan(memory(64 * MIB), using(0, 155 * MIB, 3, OWN, held)).actions()).isEmpty();
        assertThat(plan(memory(64 * MIB), using(0, 169 * MIB, 3, OWN, held)).actions()).isEmpty();
        assertThat(plan(memory(64 * MIB), using(0, 169 * MIB, 3, OWN, held)).clamps()).containsExactly(Clamp.IN_USE);
    }

    @Test
    void aMemoryLimitThatHasArrivedStaysThoughTheGroupFillsIt() {
        var held = v2(Knob.MEMORY, Long.toString(64 * MIB), "max", Long.toString(64 * MIB));
        var plan = plan(memory(64 * MIB), using(0, 63 * MIB, 3, OWN, held));

        assertThat(plan.actions()).isEmpty();
        assertThat(plan.clamps()).isEmpty();
    }

    @Test
    void memoryIsNotLimitedWhereItsUseIsNotKnown() {
        var plan = plan(memory(64 * MIB), group(OWN, v2(Knob.MEMORY, "max")));

        assertThat(plan.actions()).isEmpty();
        assertThat(plan.unknown()).singleElement().asString().contains(OWN);
    }

    @Test
    void aGroupWithoutTheKnobIsToldNotPassedOver() {
        assertThat(plan(Limits.ofCpu(1), group("/odd", v2(Knob.PIDS, "max"))).unknown()).containsExactly("/odd has no limit.cpu");
    }

    @Test
    void freezingIsAskedForAgainUntilItIsDone() {
        assertThat(plan(frozen(), group(OWN, v2Freezer("0", "frozen 0"))).actions()).containsExactly(set(OWN, Knob.FREEZER, "1", "0"));
        assertThat(plan(frozen(), group(OWN, v2Freezer("1", "frozen 0", "0", "1"))).actions()).containsExactly(set(OWN, Knob.FREEZER, "1", "0"));
        assertThat(plan(frozen(), group(OWN, v2Freezer("1", "frozen 1", "0", "1"))).actions()).isEmpty();
    }

    @Test
    void anEvictionThawsAndKeepsTheLimits() {
        var found = group(OWN, v2Freezer("1", "frozen 1", "0", "1"), v2Cpu("50000 100000", "max 100000", "50000 100000"));
        var target = new Target(Limits.ofCpu(0.5).withFrozen(true), Limits.NONE, true);

        assertThat(Planner.plan(target, List.of(found), Floors.DEFAULT).actions())
            .containsExactly(new Action.Restore(OWN, Dial.of(Knob.FREEZER), "0"));
    }

    @Test
    void whatIsNoLongerTheTenantsIsLifted() {
        var left = group("/slurm/job_9", Role.LEFT, Use.UNKNOWN, v1Cpu("50000", "-1", "50000"));

        assertThat(plan(Limits.ofCpu(0.5), left).actions()).containsExactly(new Action.Restore("/slurm/job_9", Dial.of(Knob.CPU), "-1"));
    }

    @Test
    void narrowsFromTheBottomUp() {
        var plan = plan(Limits.ofCpu(0.5),
            group("/d", v1Cpu("-1")),
            group("/d/c", Role.NESTED, Use.UNKNOWN, v1Cpu("100000")),
            group("/d/c/e", Role.NESTED, Use.UNKNOWN, v1Cpu("80000")),
            group("/d/small", Role.NESTED, Use.UNKNOWN, v1Cpu("20000")));

        assertThat(plan.actions()).containsExactly(
            set("/d/c/e", Knob.CPU, "50000", "80000"), set("/d/c", Knob.CPU, "50000", "100000"), set("/d", Knob.CPU, "50000", "-1"));
    }

    @Test
    void widensFromTheTopDown() {
        var plan = plan(Limits.NONE,
            group("/d/c/e", Role.NESTED, Use.UNKNOWN, v1Cpu("50000", "80000", "50000")),
            group("/d/c", Role.NESTED, Use.UNKNOWN, v1Cpu("50000", "100000", "50000")),
            group("/d", v1Cpu("50000", "-1", "50000")));

        assertThat(plan.actions()).containsExactly(new Action.Restore("/d", Dial.of(Knob.CPU), "-1"),
            new Action.Restore("/d/c", Dial.of(Knob.CPU), "100000"), new Action.Restore("/d/c/e", Dial.of(Knob.CPU), "80000"));
    }

    @Test
    void aPeriodTooShortForTheLimitLeavesItToTheGroupAbove() {
        var narrowed = plan(Limits.ofCpu(0.05),
            group("/d", v1Cpu("-1")),
            group("/d/short", Role.NESTED, Use.UNKNOWN, v1CpuOver("10000", "5000")),
            group("/d/short/long", Role.NESTED, Use.UNKNOWN, v1Cpu("40000")));
        assertThat(narrowed.actions()).as("quotas below a millisecond are refused").containsExactly(
            set("/d/short/long", Knob.CPU, "5000", "40000"), set("/d/short", Knob.CPU, "-1", "5000"), set("/d", Knob.CPU, "5000", "-1"));
        assertThat(narrowed.clamps()).isEmpty();

        var held = v1CpuOver("10000", "-1", "5000", "-1");
        assertThat(plan(Limits.ofCpu(0.05), group("/d", v1Cpu("5000", "-1", "5000")), group("/d/short", Role.NESTED, Use.UNKNOWN, held)).actions())
            .as("done already").isEmpty();
        assertThat(plan(Limits.ofCpu(0.2), group("/d", v1Cpu("5000", "-1", "5000")), group("/d/short", Role.NESTED, Use.UNKNOWN, held)).actions())
            .as("from the top down again").containsExactly(set("/d", Knob.CPU, "20000", "-1"), set("/d/short", Knob.CPU, "2000", "5000"));
        assertThat(plan(Limits.NONE, group("/d", v1Cpu("5000", "-1", "5000")), group("/d/short", Role.NESTED, Use.UNKNOWN, held)).actions())
            .containsExactly(new Action.Restore("/d", Dial.of(Knob.CPU), "-1"), new Action.Restore("/d/short", Dial.of(Knob.CPU), "5000"));
    }

    @Test
    void whatSlowsComesBeforeWhatStops() {
        var plan = plan(Limits.ofCpu(0.5).withMemoryBytes(64 * MIB).withPids(20L).withFrozen(true), using(0, MIB, 3, OWN,
            v2Freezer("0", "frozen 0"), v2(Knob.PIDS, "max"), v2(Knob.MEMORY, "max"), v2Cpu("max 100000")));

        assertThat(plan.actions()).extracting(Action::knob).containsExactly(Knob.CPU, Knob.MEMORY, Knob.PIDS, Knob.FREEZER);
    }

    @Test
    void aTenantsLimitIsDividedByNeedAndNarrowingComesFirst() {
        var plan = plan(Limits.ofCpu(1),
            using(900_000, 0, 1, "/slurm/busy", v1Cpu("30000", "-1", "30000")),
            using(0, 0, 1, "/slurm/calm", v1Cpu("70000", "-1", "70000")));

        assertThat(plan.actions()).containsExactly(
            set("/slurm/calm", Knob.CPU, "12500", "-1"), set("/slurm/busy", Knob.CPU, "87500", "-1"));
    }

    @Test
    void sharesThatAreHeldMoveOnlyWithTheNeed() {
        var other = v1Cpu("50000", "-1", "50000");
        assertThat(plan(Limits.ofCpu(1), using(520_000, 0, 1, "/slurm/one", v1Cpu("50000", "-1", "50000")),
            using(480_000, 0, 1, "/slurm/other", other)).actions()).as("a tenth of a share is not worth a write").isEmpty();
        assertThat(plan(Limits.ofCpu(1), using(700_000, 0, 1, "/slurm/one", v1Cpu("50000", "-1", "50000")),
            using(300_000, 0, 1, "/slurm/other", other)).actions()).containsExactly(
            set("/slurm/other", Knob.CPU, "35000", "-1"), set("/slurm/one", Knob.CPU, "65000", "-1"));
    }

    private static KnobState rate(Dialect dialect, Dial dial, String text, String... held) {
        return new KnobState(dialect, dial, new KnobText(text, ""),
            held.length == 0 ? Optional.empty() : Optional.of(new Held(held[0], List.of(held).subList(1, held.length))));
    }

    private static GroupState moving(String cgroup, Role role, Map<Dial, Long> flow, KnobState... knobs) {
        return new GroupState(cgroup, role, group(cgroup, knobs).knobs(), Use.UNKNOWN, Bound.UNLIMITED, flow);
    }

    @Test
    void blockIoIsOneFigureOverAllDirectionsOfAllDevices() {
        var limits = Limits.NONE.withIoBytesPerSecond(10 * MIB);
        var first = plan(limits, group(OWN, rate(Dialect.V2, READ, "max"), rate(Dialect.V2, WRITE, "max")));
        assertThat(first.actions()).containsExactly(new Action.Set(OWN, READ, "" + 5 * MIB, "max", false),
            new Action.Set(OWN, WRITE, "" + 5 * MIB, "max", false));

        var writes = moving(OWN, Role.CLAIMED, Map.of(WRITE, 5 * MIB), rate(Dialect.V2, READ, "" + 5 * MIB, "max", "" + 5 * MIB),
            rate(Dialect.V2, WRITE, "" + 5 * MIB, "max", "" + 5 * MIB));
        assertThat(plan(limits, writes).actions()).as("what gives goes before what takes").containsExactly(
            new Action.Set(OWN, READ, "" + MIB / 4, "max", false), new Action.Set(OWN, WRITE, "" + (10 * MIB - MIB / 4), "max", false));
    }

    @Test
    void aRateOfSomebodyElseStandsWhereItIsNarrowerAndComesBackWhereItIsWider() {
        var limits = Limits.NONE.withIoBytesPerSecond(10 * MIB);
        assertThat(plan(limits, group(OWN, rate(Dialect.V2, READ, "1000"), rate(Dialect.V2, WRITE, "" + 6 * MIB))).actions())
            .containsExactly(new Action.Set(OWN, WRITE, "" + 5 * MIB, "" + 6 * MIB, false));
        assertThat(plan(Limits.NONE, group(OWN, rate(Dialect.V2, WRITE, "" + 5 * MIB, "" + 6 * MIB, "" + 5 * MIB))).actions())
            .containsExactly(new Action.Restore(OWN, WRITE, "" + 6 * MIB));
    }

    @Test
    void inV1GroupsBelowHaveAPartOfTheirOwn() {
        var plan = plan(Limits.NONE.withIoBytesPerSecond(8 * MIB),
            group(OWN, rate(Dialect.V1, READ, "max"), rate(Dialect.V1, WRITE, "max")),
            moving(OWN + "/w", Role.NESTED, Map.of(), rate(Dialect.V1, READ, "max"), rate(Dialect.V1, WRITE, "max")));
        assertThat(plan.actions()).hasSize(4).allSatisfy(action -> assertThat(((Action.Set) action).text()).isEqualTo("" + 2 * MIB));
    }

    @Test
    void aRateBelowTheFloorIsRaised() {
        var plan = plan(Limits.NONE.withIoBytesPerSecond(1L), group(OWN, rate(Dialect.V2, READ, "max"), rate(Dialect.V2, WRITE, "max")));
        assertThat(plan.clamps()).containsExactly(Plan.Clamp.FLOOR);
        assertThat(plan.actions()).extracting(action -> ((Action.Set) action).text()).containsExactly("32768", "32768");
    }

    @Test
    void aWeightIsNotDividedAndNeverRaised() {
        var limits = Limits.NONE.withCpuWeight(25L);
        var groups = new GroupState[] {group(OWN, v2(Knob.CPU_WEIGHT, "100")), group("/x", v2(Knob.CPU_WEIGHT, "50")),
            group("/y", v2(Knob.CPU_WEIGHT, "10"))};
        assertThat(plan(limits, groups).actions())
            .containsExactlyInAnyOrder(set(OWN, Knob.CPU_WEIGHT, "25", "100"), set("/x", Knob.CPU_WEIGHT, "25", "50"));
        assertThat(plan(Limits.NONE.withCpuWeight(200L), group(OWN, v2(Knob.CPU_WEIGHT, "100"))).actions()).isEmpty();
        assertThat(plan(Limits.NONE, group(OWN, v2(Knob.CPU_WEIGHT, "25", "100", "25"))).actions())
            .containsExactly(new Action.Restore(OWN, Dial.of(Knob.CPU_WEIGHT), "100"));
    }
}
