package dev.landlord.launcher.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// That the simulation is worth its time: it finds each rule that is broken on purpose.
class MutantTest {
    private static final int MOST_SEEDS = 12;

    /// Where it was found last, to begin with; others than the first seed.
    private static final Map<String, Long> LIKELY = Map.of(
        "the policy never lets go", 2L,
        "an owner does not see that it was replaced", 4L,
        "an agent ignores the order of generations", 8L,
        "an agent forgets its fence when it dies", 4L,
        "an agent ignores leases", 3L,
        "an agent has no guardrail", 5L,
        "an agent loses its journal of limits", 2L);

    @BeforeAll
    static void beQuiet() {
        Quiet.engine();
    }

    /// All, or in a build those that are found soonest.
    static Set<String> broken() {
        return Boolean.getBoolean("landlord.simulation.allMutants") ? new LinkedHashSet<>(Mutants.all().keySet()) : Set.of(
            "the policy counts samples twice", "the policy takes old samples for new", "the policy evicts without a warning",
            "the policy gives each node the whole quota", "the policy does not hear requests", "an owner restores without offsets",
            "an owner calls snapshots written that are not", "an agent forgets its fence when it dies", "an agent ignores leases",
            "an agent evicts whoever has the path", "an agent gives no grace");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void isFound(String broken) {
        var seeds = LongStream.concat(LongStream.of(LIKELY.getOrDefault(broken, 1L)), LongStream.rangeClosed(1, MOST_SEEDS)).distinct();
        var found = seeds.mapToObj(seed -> violation(broken, seed)).flatMap(Optional::stream).findFirst();
        assertThat(found).as("%s, in %d seeds", broken, MOST_SEEDS).isPresent();
    }

    private static Optional<Violation> violation(String broken, long seed) {
        try {
            new Simulation(seed, Mutants.all().get(broken).get()).run();
            return Optional.empty();
        } catch (Violation e) {
            return Optional.of(e);
        }
    }
}
