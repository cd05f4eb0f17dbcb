package dev.landlord.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.message.Decision;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A warning threatens with what would really come.
class ThreatTest {
    private static final Rules PROTECTED = new Rules(PolicyClasses.builtIn(), Set.of(), Set.of(SimulatedHouse.TENANT));

    private static String warning(SimulatedHouse house) {
        int before = house.decided(Decision.Action.WARN).size();
        for (int i = 0; i < 600 && house.decided(Decision.Action.WARN).size() == before; i++) {
            house.pass(1);
        }
        return house.decided(Decision.Action.WARN).getLast().text();
    }

    private static SimulatedHouse hog(String policyClass) {
        var house = SimulatedHouse.with(policyClass, SimulatedHouse.cpu(1), "n1");
        house.run("n1", "w").cpuDemand = 2;
        return house;
    }

    private static SimulatedHouse leak(String policyClass) {
        var house = SimulatedHouse.with(policyClass, SimulatedHouse.memory(100 << 20), "n1");
        house.run("n1", "w").memoryBytes = 200 << 20;
        return house;
    }

    private static SimulatedHouse under(Rules rules, SimulatedHouse house) {
        house.under(rules);
        return house;
    }

    @Test
    void itNamesWhatTheTierWouldLeave() {
        var house = hog("standard");
        assertThat(warning(house)).endsWith("; if this goes on, it will be limited to its quota.");

        house.pass(100);
        house.node("n1").workloads.get("w").cpuDemand = 0;
        house.pass(200);
        house.node("n1").workloads.get("w").cpuDemand = 2;
        assertThat(warning(house)).as("a second offence").endsWith("; if this goes on, it will be limited to 75 % of its quota.");

        house.under(new Rules(PolicyClasses.builtIn(), Set.of(Means.THROTTLE), Set.of()));
        house.pass(100);
        assertThat(house.decided(Decision.Action.HELD).getLast().text()).contains("it would be limited to 0.75 cores, but nothing is done");
    }

    @Test
    void itDoesNotThreatenWithWhatWillNotBeDone() {
        assertThat(warning(hog("watch"))).endsWith(
            "; if this goes on, it would be limited to its quota, but nothing will be done: class watch only watches.");
        assertThat(warning(under(PROTECTED, hog("standard")))).endsWith("but nothing will be done: the tenant is protected.");
        assertThat(warning(under(new Rules(PolicyClasses.builtIn(), Set.of(Means.THROTTLE), Set.of()), hog("standard"))))
            .endsWith("but nothing will be done: 'throttle' is switched off for the whole house.");
        assertThat(warning(under(new Rules(PolicyClasses.builtIn(), Set.of(Means.THROTTLE), Set.of()), leak("standard"))))
            .as("another means").endsWith("; if this goes on, the workload that uses most will be ended.");
        assertThat(warning(under(ClassOf.like(PolicyClasses.STANDARD).noEviction().rules(), leak("standard")))).endsWith(
            "; if this goes on, the workload that uses most would be ended, but nothing will be done: class standard ends no workloads.");
    }

    @Test
    void itSaysWhatElseMustBeTheCase() {
        assertThat(warning(hog("lenient"))).endsWith("; if this goes on and others suffer from it, it will be limited to its quota.");
    }
}
