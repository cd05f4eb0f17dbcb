package dev.landlord.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.message.Budget;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.Quota;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// What is decided is the same on a machine of any language.
@Isolated("the language is the whole JVM's")
class LanguageTest {
    private static SimulatedHouse hog() {
        var house = new SimulatedHouse();
        house.declare("strict", new Quota(0.5, 100L << 20, 20L, null));
        house.budget(new Budget(100.0 / 3600, null, Budget.Per.MONTH));
        var workload = house.run("n1", "w");
        workload.cpuDemand = 2;
        workload.memoryBytes = 200 << 20;
        house.pass(60);
        return house;
    }

    private static List<String> explained(SimulatedHouse house) {
        return Explain.of(house.state, Rules.of(PolicyClasses.builtIn()), house.allowance, house.used(), house.now).sentences();
    }

    @Test
    void neitherTextsNorIdsDependOnTheMachinesLanguage() {
        var plain = hog();
        var explained = explained(plain);
        assertThat(plain.decided(Decision.Action.THROTTLE)).isNotEmpty();
        assertThat(plain.decided(Decision.Action.EVICT)).isNotEmpty();
        var before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try {
            assertThat("%d".formatted(1)).as("it has digits of its own").isNotEqualTo("1");
            var elsewhere = hog();
            assertThat(elsewhere.decisions).isEqualTo(plain.decisions);
            assertThat(elsewhere.commands).isEqualTo(plain.commands);
            assertThat(elsewhere.state).isEqualTo(plain.state);
            assertThat(explained(elsewhere)).isEqualTo(explained);
        } finally {
            Locale.setDefault(before);
        }
    }
}
