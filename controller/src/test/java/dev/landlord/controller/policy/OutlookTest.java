package dev.landlord.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.message.Decision;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is forecast is what happens.
class OutlookTest {
    private static final PolicyClasses CLASSES = PolicyClasses.builtIn();
    private static final Pattern IN = Pattern.compile("about (\\d+) (s|min)");

    private static String outlook(SimulatedHouse house) {
        return Outlook.of(house.state, CLASSES.orStandard(house.state.spec().policyClass()), house.now).orElse("");
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
        happensWhenItSays(warned, Decision.Action.RELEASE, "its limits are lifted in");
    }

    @Test
    void aHogIsToldThatItPressesAgainstItsLimit() {
        var house = using(2);
        house.pass(200);
        assertThat(outlook(house)).isEqualTo("It presses against its limit, so that the limit stays; it is lifted about 90 s after it uses less.");
    }

    @Test
    void whoIsOnlyWatchedIsNotThreatened() {
        var house = SimulatedHouse.with("watch", SimulatedHouse.cpu(1), "n1");
        house.run("n1", "w").cpuDemand = 2;
        while (house.decided(Decision.Action.WARN).isEmpty()) {
            house.pass(1);
        }

        assertThat(outlook(house)).contains("it would be limited to its quota, if its class did not only watch, in about");
    }

    @Test
    void nothingIsForecastWhereNothingIsAboutToHappen() {
        assertThat(outlook(using(0.5))).isEmpty();
        var house = new SimulatedHouse();
        assertThat(Outlook.of(house.state, PolicyClasses.STANDARD, house.now)).isEmpty();
    }
}
