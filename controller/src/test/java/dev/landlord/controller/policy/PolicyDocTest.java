package dev.landlord.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.message.Decision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// docs/POLICY.md says what the code does: its tables are those that the code gives.
class PolicyDocTest {
    private static final List<PolicyClass> CLASSES = List.of(PolicyClasses.STANDARD, PolicyClasses.STRICT);

    private static String doc() throws IOException {
        return Files.readString(Path.of("..", "docs", "POLICY.md"));
    }

    @Test
    void listsTheLegalTransitions() throws IOException {
        var table = Arrays.stream(EnforcementState.values()).filter(state -> state != EnforcementState.FROZEN)
            .map(state -> "| `%s` | %s |".formatted(state.wire(),
                Transitions.from(state).stream().sorted().map(next -> "`" + next.wire() + "`").collect(Collectors.joining(", "))))
            .collect(Collectors.joining("\n"));
        assertThat(doc()).contains(table);
    }

    @Test
    void listsTheClassesWithTheirMarksAndClocks() throws IOException {
        var doc = doc();
        for (var c : CLASSES) {
            var tiers = c.tiers().stream().map(tier -> "%.0f %% for %s".formatted(tier.factor() * 100, words(tier.minimum())))
                .collect(Collectors.joining(", "));
            assertThat(doc).contains("| `%s` | %s | %s | %.0f / %.0f / %.0f | %s | %s | %s |".formatted(c.name(), words(c.fill()), words(c.drain()),
                c.warnAt(), c.actAt(), c.calmAt(), words(c.lease()), tiers, words(c.forgiveAfter())));
            var e = c.eviction();
            assertThat(doc).contains("| `%s` | %s | %s | %s | %s |".formatted(c.name(), words(e.warned()), words(e.grace()), words(e.ttl()),
                words(e.cooldown())));
        }
    }

    /// The times in the table are measured, not computed: on one node that samples each second.
    @Test
    void listsWhenEachClassActs() throws IOException {
        var rows = new ArrayList<String>();
        for (var c : CLASSES) {
            for (double ratio : new double[] {1.5, 2, 3, 4}) {
                rows.add(String.format(Locale.ROOT, "| `%s` | %.1f × | %d s | %d s | %d s | %d s |", c.name(), ratio,
                    secondsToAct(c, ratio, Decision.Action.WARN), secondsToAct(c, ratio, Decision.Action.THROTTLE),
                    secondsToRelease(c, ratio, 0), secondsToRelease(c, ratio, 0.9)));
            }
        }
        assertThat(doc()).contains(String.join("\n", rows));
    }

    private static SimulatedHouse hogging(PolicyClass policyClass, double ratio) {
        var house = SimulatedHouse.with(policyClass.name(), SimulatedHouse.cpu(1), "n1");
        house.run("n1", "hog").cpuDemand = ratio;
        house.pass(300);
        return house;
    }

    private static long secondsToAct(PolicyClass policyClass, double ratio, Decision.Action action) {
        var house = hogging(policyClass, ratio);
        return house.firstAfter(house.now.minusSeconds(300), action).orElseThrow();
    }

    private static long secondsToRelease(PolicyClass policyClass, double ratio, double calmRatio) {
        var house = hogging(policyClass, ratio);
        var calm = house.now;
        house.node("n1").workloads.get("hog").cpuDemand = calmRatio;
        house.pass(200);
        return house.firstAfter(calm, Decision.Action.RELEASE).orElseThrow();
    }

    private static String words(Duration duration) {
        if (duration.isZero()) {
            return "0 s";
        }
        return duration.toSeconds() % 60 == 0 && duration.toMinutes() > 2 ? duration.toMinutes() + " min" : duration.toSeconds() + " s";
    }
}
