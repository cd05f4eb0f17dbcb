package dev.landlord.launcher.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Not part of a build: `-Dlandlord.soak=FIRST` or `-Dlandlord.soak=FIRST,COUNT` runs seeds until it is stopped, or so many of them, with
/// `-Dlandlord.soak.focus=SWITCHES` under a [Focus]. One seed that breaks a rule fails with its trace. See docs/SIMULATION.md.
class SoakTest {
    @Test
    @EnabledIfSystemProperty(named = "landlord.soak", matches = "\\d+(,\\d+)?")
    void everySeedHolds() throws IOException {
        Quiet.engine();
        var parts = System.getProperty("landlord.soak").split(",");
        long first = Long.parseLong(parts[0]);
        long count = parts.length == 1 ? Long.MAX_VALUE : Long.parseLong(parts[1]);
        var focus = Focus.valueOf(System.getProperty("landlord.soak.focus", Focus.NONE.name()));
        if (count == 1) {
            new Simulation(first, Mutant.NONE, focus).run();
            return;
        }
        var file = Path.of(System.getProperty("landlord.soak.failures", "target/simulation-failures.txt"));
        assertThat(new Soak(System.out, file, focus).run(first, count)).as("seeds that broke a rule; see %s", file.toAbsolutePath()).isZero();
    }
}
