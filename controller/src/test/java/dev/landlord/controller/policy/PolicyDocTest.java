package dev.landlord.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.ClassSetting;
import dev.landlord.protocol.message.Decision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// docs/POLICY.md says what the code does: its tables are those that the code gives.
class PolicyDocTest {
    /// For the slowest class at the least overuse.
    private static final int LONG_ENOUGH = 620;
    private static final List<PolicyClass> CLASSES = PolicyClasses.builtIn().all();

    private static String doc() throws IOException {
        return Files.readString(Path.of("..", "docs", "POLICY.md"));
    }

    @Test
    void listsTheLegalTransitions() throws IOException {
        var table = Arrays.stream(EnforcementState.values()).map(state -> "| `%s` | %s |".formatted(state.wire(),
                Arrays.stream(Resource.values()).map(resource -> states(Transitions.from(resource, state))).collect(Collectors.joining(" | "))))
            .collect(Collectors.joining("\n"));
        assertThat(doc()).contains(table);
    }

    private static String states(Set<EnforcementState> states) {
        return states.isEmpty() ? "–" : states.stream().sorted().map(state -> "`" + state.wire() + "`").collect(Collectors.joining(", "));
    }

    @Test
    void listsTheClassesWithTheirMarksAndClocks() throws IOException {
        var marks = new ArrayList<String>();
        var ladders = new ArrayList<String>();
        var evictions = new ArrayList<String>();
        for (var c : CLASSES) {
            marks.add("| `%s` | %s | %d | %s | %s | %.0f / %.0f / %.0f | %s |".formatted(c.name(), when(c), c.priority(), words(c.clock().fill()),
                words(c.clock().drain()), c.marks().warn(), c.marks().act(), c.marks().calm(), words(c.lease())));
            var tiers = c.tiers().stream().map(tier -> "%.0f %% for %s".formatted(tier.factor() * 100, words(tier.minimum())))
                .collect(Collectors.joining(", "));
            var weight = c.weight() == null ? "–" : "%d from score %.0f".formatted(c.weight().cpuWeight(), c.weight().at());
            var squeeze = c.squeeze() == null ? "–" : "from score %.0f".formatted(c.squeeze().at());
            ladders.add("| `%s` | %s | %s | %s | %s |".formatted(c.name(), weight, squeeze, tiers, words(c.forgiveAfter())));
            var e = c.eviction();
            evictions.add("| `%s` | %s | %s | %s | %s |".formatted(c.name(), words(e.warned()), words(e.grace()), words(e.ttl()),
                words(e.cooldown())));
        }
        assertThat(doc()).contains(String.join("\n", marks)).contains(String.join("\n", ladders)).contains(String.join("\n", evictions));
    }

    @Test
    void listsWhatASpentBudgetLeadsTo() throws IOException {
        var rows = CLASSES.stream().map(c -> "| `%s` | %.0f %% | %s | %s |".formatted(c.name(), c.budget().warnAt(), switch (c.budget().answer()) {
            case NOTIFY -> "it is said, nothing is done";
            case THROTTLE -> c.watches() ? "nothing; it is said what would be done" : "CPU is limited to the floor";
            case EVICT -> "workloads are ended, each once; then CPU is limited to the floor";
        }, c.budget().answer() == ClassSetting.OnBudget.Answer.NOTIFY ? "–" : "%.1f cores on each node".formatted(c.budget().floorCores())))
            .collect(Collectors.joining("\n"));
        assertThat(doc()).contains(rows).contains("stood for %d s".formatted(Budgets.WARNED.toSeconds()));
    }

    private static String when(PolicyClass c) {
        return switch (c.mode()) {
            case WATCH -> "never, only says so";
            case ACT -> switch (c.enforce()) {
                case ALWAYS -> "always";
                case CONTENDED -> "when others suffer";
            };
        };
    }

    /// The times in the table are measured, not computed: on one node that samples each second.
    @Test
    void listsWhenEachClassActs() throws IOException {
        var rows = new ArrayList<String>();
        for (var c : CLASSES) {
            for (double ratio : new double[] {1.5, 2, 3, 4}) {
                rows.add(String.format(Locale.ROOT, "| `%s` | %.1f × | %d s | %s | %s | %s | %s |", c.name(), ratio,
                    secondsTo(c, ratio, "cpu.overuse", Decision.Action.WARN).orElseThrow(),
                    seconds(secondsTo(c, ratio, "cpu.weight", Decision.Action.THROTTLE)),
                    c.watches() ? "would " + seconds(secondsTo(c, ratio, "cpu.watch", Decision.Action.HELD))
                        : seconds(secondsTo(c, ratio, "cpu.overuse", Decision.Action.THROTTLE)),
                    seconds(secondsToRelease(c, ratio, 0)), seconds(secondsToRelease(c, ratio, 0.9))));
            }
        }
        assertThat(doc()).contains(String.join("\n", rows));
    }

    /// Likewise, on a node of cgroup v2.
    @Test
    void listsWhenEachClassAnswersMemory() throws IOException {
        var rows = new ArrayList<String>();
        for (var c : CLASSES) {
            for (double ratio : new double[] {1.5, 2, 3, 4}) {
                var house = leaking(c, ratio);
                var start = house.now.minusSeconds(LONG_ENOUGH);
                var would = house.decisions.stream().filter(decision -> decision.rule().equals("memory.watch"))
                    .map(decision -> "would %d s".formatted(Duration.between(start, decision.at()).toSeconds())).toList();
                rows.add(String.format(Locale.ROOT, "| `%s` | %.1f × | %s | %s | %s |", c.name(), ratio,
                    seconds(house.firstAfter(start, Decision.Action.WARN)),
                    c.watches() ? would.getFirst() : seconds(house.firstAfter(start, Decision.Action.THROTTLE)),
                    c.watches() ? would.getLast() : seconds(house.firstAfter(start, Decision.Action.EVICT))));
            }
        }
        assertThat(doc()).contains(String.join("\n", rows));
    }

    private static SimulatedHouse leaking(PolicyClass policyClass, double ratio) {
        var house = SimulatedHouse.with(policyClass.name(), SimulatedHouse.memory(1 << 30), "n1");
        house.node("n1").v2();
        house.node("n1").othersCores = 6;
        house.node("n1").memoryPressure = 60;
        house.pass(5);
        house.run("n1", "leak").memoryBytes = (long) (ratio * (1 << 30));
        house.pass(LONG_ENOUGH);
        return house;
    }

    /// Somebody else suffers all the while, so that classes act that act on contention only.
    private static SimulatedHouse hogging(PolicyClass policyClass, double ratio) {
        var house = SimulatedHouse.with(policyClass.name(), SimulatedHouse.cpu(1), "n1");
        house.node("n1").othersCores = 6;
        house.node("n1").cpuPressure = 60;
        house.run("n1", "hog").cpuDemand = ratio;
        house.pass(LONG_ENOUGH);
        return house;
    }

    private static Optional<Long> secondsTo(PolicyClass policyClass, double ratio, String rule, Decision.Action action) {
        var house = hogging(policyClass, ratio);
        var start = house.now.minusSeconds(LONG_ENOUGH);
        return house.decisions.stream().filter(decision -> decision.action() == action && decision.rule().equals(rule)).findFirst()
            .map(decision -> Duration.between(start, decision.at()).toSeconds());
    }

    private static Optional<Long> secondsToRelease(PolicyClass policyClass, double ratio, double calmRatio) {
        var house = hogging(policyClass, ratio);
        var calm = house.now;
        house.node("n1").workloads.get("hog").cpuDemand = calmRatio;
        house.pass(LONG_ENOUGH);
        return house.firstAfter(calm, Decision.Action.RELEASE);
    }

    private static String seconds(Optional<Long> seconds) {
        return seconds.map(found -> found + " s").orElse("–");
    }

    private static String words(Duration duration) {
        if (duration.isZero()) {
            return "0 s";
        }
        return duration.toSeconds() % 60 == 0 && duration.toMinutes() > 2 ? duration.toMinutes() + " min" : duration.toSeconds() + " s";
    }
}
