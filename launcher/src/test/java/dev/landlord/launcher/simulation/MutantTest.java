package dev.landlord.launcher.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// That the simulation is worth its time: it finds each rule that is broken on purpose.
@Order(1)
class MutantTest {
    private static final int MOST_SEEDS = 12;

    /// Where it was found last, to begin with; others than the first seed.
    private static final Map<String, Long> LIKELY = Map.ofEntries(
        Map.entry("the policy forgets the fewest samples", 2L),
        Map.entry("the policy never acts", 2L),
        Map.entry("the policy gives each node the whole quota", 2L),
        Map.entry("the policy takes memory away", 15L),
        Map.entry("the policy ignores whether anybody suffers", 2L),
        Map.entry("the policy ignores switches", 3L),
        Map.entry("the policy adds up what each node may use", 17L),
        Map.entry("an agent ignores the order of generations", 2L),
        Map.entry("an agent forgets its fence when it dies", 3L),
        Map.entry("an agent renews leases by what it finds at its start", 8L),
        Map.entry("an agent begins orders that mean another group", 2L),
        Map.entry("an agent begins orders of another boot", 2L),
        Map.entry("an agent begins orders of owners that were replaced", 2L),
        Map.entry("an agent ends everybody after a restart", 2L),
        Map.entry("an agent evicts whoever has the path", 2L),
        Map.entry("an agent has no guardrail", 2L),
        Map.entry("an agent loses its journal of limits", 3L));

    /// Those that chance alone hardly ever meets.
    private static final Map<String, Focus> FOCUSED = Map.of(
        "the policy ignores whether anybody suffers", Focus.LENIENT,
        "the policy ignores switches", Focus.SWITCHES,
        "an agent ignores the order of generations", Focus.LATE_ORDERS,
        "an agent begins orders of another boot", Focus.LOST_POWER,
        "an agent begins orders of owners that were replaced", Focus.LATE_ORDERS);

    @BeforeAll
    static void beQuiet() {
        Quiet.engine();
    }

    /// All, or in a build those that are found soonest.
    static Set<String> broken() {
        return Boolean.getBoolean("landlord.simulation.allMutants") ? new LinkedHashSet<>(Mutants.all().keySet()) : Set.of(
            "the policy counts samples twice", "the policy takes old samples for new", "the policy evicts without a warning",
            "the policy gives each node the whole quota", "the policy takes memory away",
            "the policy adds up what each node may use", "the policy ignores whether anybody suffers",
            "the policy ignores switches", "the policy does not hear requests",
            "an owner restores without offsets",
            "an owner calls snapshots written that are not", "an agent forgets its fence when it dies",
            "an agent ignores the order of generations", "an agent ignores leases",
            "an owner restores what is booked without the meters", "an owner restores nothing that is booked",
            "an owner restores no fraction of a KiB second",
            "an owner restores whatever was written last", "an agent renews leases by what it finds at its start",
            "an agent begins orders that mean another group", "an agent begins orders of another boot",
            "an agent begins orders of owners that were replaced", "an agent ends everybody after a restart",
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
            new Simulation(seed, Mutants.all().get(broken).get(), FOCUSED.getOrDefault(broken, Focus.NONE)).run();
            return Optional.empty();
        } catch (Violation e) {
            return Optional.of(e);
        }
    }
}
