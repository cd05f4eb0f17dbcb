package dev.landlord.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.NodeReport;
import dev.landlord.protocol.message.Quota;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is forecast is what happens.
class OutlookTest {
    private static final Rules RULES = Rules.of(PolicyClasses.builtIn());
    private static final Rules PROTECTED = new Rules(PolicyClasses.builtIn(), Set.of(), Set.of(SimulatedHouse.TENANT));
    private static final Pattern IN = Pattern.compile("about (\\d+) (s|min)");

    private static String outlook(SimulatedHouse house) {
        return outlook(house, RULES);
    }

    private static String outlook(SimulatedHouse house, Rules rules) {
        return Outlook.of(house.state, rules, house.allowance, house.now).orElse("");
    }

    private static long seconds(String outlook) {
        var found = IN.matcher(outlook);
        assertThat(found.find()).as(outlook).isTrue();
        return Long.parseLong(found.group(1)) * (found.group(2).equals("min") ? 60 : 1);
    }

    private static SimulatedHouse using(double cores) {
        var house = SimulatedHouse.with("standard", SimulatedHouse.cpu(1), "n1");
        house.run("n1", "w").cpuDemand = cores;
        house.pass(5);
        return house;
    }

    private static void happensWhenItSays(SimulatedHouse house, Decision.Action action, String words) {
        var outlook = outlook(house);
        assertThat(outlook).contains(words);
        var from = house.now;
        house.pass(400);
        long tolerance = Duration.ofSeconds(outlook.contains("min") ? 31 : 3).toSeconds();
        assertThat(house.firstAfter(from, action)).as(outlook)
            .hasValueSatisfying(after -> assertThat(after).isBetween(seconds(outlook) - tolerance, seconds(outlook) + tolerance));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.3, 2, 3.5, 9})
    void theWarningTheThrottleAndTheReleaseComeWhenItSays(double cores) {
        happensWhenItSays(using(cores), Decision.Action.WARN, "it is warned in");
        var warned = using(cores);
        while (warned.decided(Decision.Action.WARN).isEmpty()) {
            warned.pass(1);
        }
        happensWhenItSays(warned, Decision.Action.THROTTLE, "it is limited to its quota in");
        warned.node("n1").workloads.get("w").cpuDemand = 0.5;
        warned.pass(3);
        happensWhenItSays(warned, Decision.Action.RELEASE, "its CPU limit is lifted in");
    }

    @Test
    void aHogIsToldThatItPressesAgainstItsLimit() {
        var house = using(2);
        house.pass(200);
        assertThat(outlook(house)).isEqualTo("It presses against its limit, so that the limit stays; it is lifted about 90 s after it uses less, "
            + "at the latest.");
    }

    @Test
    void whoIsOnlyWatchedIsNotThreatened() {
        var house = warned(SimulatedHouse.with("watch", SimulatedHouse.cpu(1), "n1"));

        assertThat(outlook(house)).matches("If it goes on using CPU like this, it would be limited to its quota in about \\d+ s, "
            + "but nothing will be done: class watch only watches\\.");
    }

    private static SimulatedHouse warned(SimulatedHouse house) {
        house.run("n1", "w").cpuDemand = 2;
        while (house.decided(Decision.Action.WARN).isEmpty()) {
            house.pass(1);
        }
        return house;
    }

    private static Rules off(Means means) {
        return new Rules(PolicyClasses.builtIn(), Set.of(means), Set.of());
    }

    /// The forecast names the reason that is given when the time has come.
    private static void comesToNothing(SimulatedHouse house, Rules rules, String what, String why) {
        house.under(rules);
        assertThat(outlook(house, rules)).contains(what).endsWith(", but nothing will be done: " + why + ".");
        var commands = house.commands.size();
        house.pass(400);
        assertThat(house.commands).as("nothing was done").hasSize(commands);
        assertThat(house.decided(Decision.Action.HELD)).isNotEmpty().last().extracting(Decision::text).asString()
            .endsWith("but nothing is done: " + why + ".");
    }

    @Test
    void nothingIsForecastThatASwitchOrAProtectionKeepsFromBeingDone() {
        var limited = "it would be limited to its quota in about";
        comesToNothing(warned(SimulatedHouse.with("standard", SimulatedHouse.cpu(1), "n1")), off(Means.THROTTLE), limited,
            "'throttle' is switched off for the whole house");
        comesToNothing(warned(SimulatedHouse.with("standard", SimulatedHouse.cpu(1), "n1")), PROTECTED, limited, "the tenant is protected");
        assertThat(outlook(using(2), PROTECTED)).as("it is warned all the same").contains("it is warned in");

        var ended = "the workload that uses most would be ended in about";
        comesToNothing(leaking("standard"), off(Means.EVICT), ended, "'evict' is switched off for the whole house");
        comesToNothing(leaking("standard"), PROTECTED, ended, "the tenant is protected");
        assertThat(outlook(leaking("standard"), off(Means.THROTTLE))).as("another means").contains("the workload that uses most is ended in about");
    }

    private static SimulatedHouse leaking(String policyClass) {
        var house = SimulatedHouse.with(policyClass, SimulatedHouse.memory(100 << 20), "n1");
        house.run("n1", "w").memoryBytes = 200 << 20;
        while (house.decided(Decision.Action.WARN).isEmpty()) {
            house.pass(1);
        }
        return house;
    }

    /// Other tenants may be let go before it is due, so that this is no promise either.
    @Test
    void aGuardrailThatWouldHoldItBackNowIsNamed() {
        var house = warned(SimulatedHouse.with("standard", SimulatedHouse.cpu(1), "n1"));
        assertThat(outlook(house)).doesNotContain("guardrail");
        house.allowance = new Allowance(0, 5);
        assertThat(outlook(house)).matches("If it goes on using CPU like this, it is limited to its quota in about \\d+ s, "
            + "unless a guardrail still holds it back then: as many tenants as are allowed are held back already\\.");
        house.pass(200);
        assertThat(house.decided(Decision.Action.HELD)).last().extracting(Decision::text).asString()
            .endsWith("nothing is done: as many tenants as are allowed are held back already.");
        house.allowance = new Allowance(1, 5);
        house.pass(2);
        assertThat(house.stateOf(Resource.CPU)).isEqualTo(EnforcementState.THROTTLED);
        house.allowance = new Allowance(0, 5);
        assertThat(outlook(house)).as("it is held back itself").doesNotContain("guardrail");

        var leaking = leaking("standard");
        leaking.allowance = new Allowance(5, 0);
        assertThat(outlook(leaking)).endsWith("is ended in about 60 s, unless a guardrail still holds it back then: "
            + "as many workloads as are allowed have been ended in the last minute.");
    }

    @Test
    void whatIsInForceIsForecastToEndWhereItIsTakenBack() {
        var house = warned(SimulatedHouse.with("standard", SimulatedHouse.cpu(1), "n1"));
        house.pass(100);
        assertThat(house.stateOf(Resource.CPU)).isEqualTo(EnforcementState.THROTTLED);

        house.under(off(Means.THROTTLE));
        assertThat(outlook(house, off(Means.THROTTLE)))
            .isEqualTo("Its CPU limit is lifted at the next tick: 'throttle' is switched off for the whole house.");
        house.pass(1);
        assertThat(house.stateOf(Resource.CPU)).isEqualTo(EnforcementState.FREE);
    }

    @Test
    void whatTheClassOrTheNodesCannotDoIsNotForecast() {
        comesToNothing(warned(SimulatedHouse.with("lenient", SimulatedHouse.cpu(1), "n1")), off(Means.WEIGHT),
            "it would be limited to its quota in about", "nobody else on its nodes suffers from it");
        var endsNone = ClassOf.like(PolicyClasses.STANDARD).noEviction().rules();
        comesToNothing(leaking("standard"), endsNone, "the workload that uses most would be ended", "class standard ends no workloads");

        var house = warned(SimulatedHouse.with("standard", SimulatedHouse.cpu(1), "n1"));
        house.node("n1").capabilities.put("limit.cpu", NodeReport.Capability.no("no controller"));
        house.pass(5);
        comesToNothing(house, RULES, "it would be limited", "node n1 lacks 'limit.cpu' (no controller)");
    }

    @Test
    void aRepeatedOffenceIsForecastWithWhatItsTierLeaves() {
        var house = warned(SimulatedHouse.with("standard", SimulatedHouse.cpu(1), "n1"));
        house.pass(100);
        house.node("n1").workloads.get("w").cpuDemand = 0;
        house.pass(200);
        var released = house.now;
        house.node("n1").workloads.get("w").cpuDemand = 2;
        while (house.firstAfter(released, Decision.Action.WARN).isEmpty()) {
            house.pass(1);
        }

        assertThat(outlook(house)).contains("it is limited to 75 % of its quota in about");
        assertThat(house.decided(Decision.Action.WARN)).last().extracting(Decision::text).asString()
            .endsWith("; if this goes on, it will be limited to 75 % of its quota.");
        while (house.firstAfter(released, Decision.Action.THROTTLE).isEmpty()) {
            house.pass(1);
        }
        house.pass(6);
        var pressing = outlook(house);
        assertThat(pressing).as("the tier lasts two minutes")
            .matches("It presses .* it is lifted about 11\\d s after it uses less, at the latest\\.");
        house.node("n1").workloads.get("w").cpuDemand = 0.1;
        var calm = house.now;
        house.pass(200);
        assertThat(house.firstAfter(calm, Decision.Action.RELEASE))
            .hasValueSatisfying(after -> assertThat(after).isBetween(seconds(pressing) - 3, seconds(pressing) + 1));
    }

    @Test
    void anEvictionIsNotForecastBeforeItsWarningHasStood() {
        var house = leaking("standard");
        house.node("n1").workloads.get("w").memoryBytes = 500 << 20;
        house.pass(2);

        happensWhenItSays(house, Decision.Action.EVICT, "the workload that uses most is ended in");
    }

    private static SimulatedHouse pressing(Rules rules, boolean io) {
        var house = new SimulatedHouse();
        house.under(rules);
        house.declare("cold", io ? new Quota(null, null, null, 1L << 20) : SimulatedHouse.cpu(1));
        var hog = house.run("n1", "w");
        hog.cpuDemand = 2;
        hog.ioPerSecond = 4 << 20;
        for (int i = 0; i < 60 && house.decided(Decision.Action.THROTTLE).isEmpty(); i++) {
            house.pass(1);
        }
        house.pass(6);
        return house;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFreezeIsForecastWhereTheClassHasOneAndNothingHoldsItBack(boolean io) {
        var cold = ClassOf.like(PolicyClasses.STRICT).named("cold").freeze(Duration.ofSeconds(40), Duration.ofSeconds(10));
        var house = pressing(cold.rules(), io);
        var outlook = outlook(house, cold.rules());
        assertThat(outlook).startsWith("If it presses against its limit like this, all of its processes stand still for 10 s in about");
        var from = house.now;
        house.pass(100);
        assertThat(house.decisions.stream().filter(decision -> decision.rule().endsWith(".freeze")).findFirst()).hasValueSatisfying(frozen ->
            assertThat(Duration.between(from, frozen.at()).toSeconds()).isBetween(seconds(outlook) - 2, seconds(outlook) + 2));

        var kept = pressing(cold.rules(), io);
        var off = new Rules(cold.rules().classes(), Set.of(Means.FREEZE), Set.of());
        kept.under(off);
        assertThat(outlook(kept, off)).matches("If it presses against its limit like this, all of its processes would stand still in about \\d+ s, "
            + "but nothing will be done: 'freeze' is switched off for the whole house\\.");
        kept.pass(100);
        assertThat(kept.decided(Decision.Action.HELD)).last().extracting(Decision::text).asString()
            .endsWith("it would be frozen, but nothing is done: 'freeze' is switched off for the whole house.");
        assertThat(outlook(kept, off)).as("told apart").startsWith("It presses against its limit");
    }

    @Test
    void aSqueezeIsForecastBeforeTheEvictionAndWhatKeepsItFromComing() {
        var house = SimulatedHouse.with("standard", SimulatedHouse.memory(100 << 20), "n1");
        house.node("n1").v2();
        house.pass(5);
        house.run("n1", "w").memoryBytes = 200 << 20;
        while (house.decided(Decision.Action.WARN).isEmpty()) {
            house.pass(1);
        }
        assertThat(outlook(house)).matches("Its memory is squeezed in about (29|30|31) s\\. If it goes on using memory like this, "
            + "the workload that uses most is ended in about (59|60|61) s\\.");
        happensWhenItSays(house, Decision.Action.THROTTLE, "Its memory is squeezed in about");

        assertThat(outlook(leaking("standard"))).startsWith("Its memory is not squeezed first: node n1 lacks 'limit.memoryHigh'. If it goes on");
    }

    @Test
    void whoseMemoryIsSqueezedIsToldWhatComesNext() {
        var house = SimulatedHouse.with("standard", SimulatedHouse.memory(100 << 20), "n1");
        house.node("n1").v2();
        house.pass(5);
        house.run("n1", "w").memoryBytes = 200 << 20;
        while (house.stateOf(Resource.MEMORY) != EnforcementState.THROTTLED) {
            house.pass(1);
        }
        assertThat(outlook(house)).matches("If it goes on using memory like this, the workload that uses most is ended in about \\d+ s\\.");
        house.node("n1").workloads.get("w").memoryBytes = 50 << 20;
        house.pass(6);
        happensWhenItSays(house, Decision.Action.RELEASE, "If it stays like this, the squeeze on its memory ends in");
    }

    @Test
    void nothingIsForecastWhereNothingIsAboutToHappen() {
        assertThat(outlook(using(0.5))).isEmpty();
        var house = new SimulatedHouse();
        assertThat(Outlook.of(house.state, RULES, house.allowance, house.now)).isEmpty();
    }
}
