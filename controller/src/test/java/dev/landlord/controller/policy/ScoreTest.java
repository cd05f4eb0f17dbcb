package dev.landlord.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoreTest {
    private static final int SEEDS = 200;
    private static final PolicyClass STANDARD = PolicyClasses.STANDARD;
    /// Full after ten seconds at twice the quota, which makes the figures easy to follow.
    private static final PolicyClass QUICK = ClassOf.like(STANDARD).named("quick").clock(Duration.ofSeconds(10), Duration.ofSeconds(30)).make();

    @ParameterizedTest
    @CsvSource({
        // ratio, points a second under quick, under standard
        "0.0, -10.0, -0.8333",
        "0.5, -5.0, -0.8333",
        "0.9, -3.3333, -0.8333",
        "1.0, 0.0, 0.0",
        "1.1, 1.0, 0.0833",
        "2.0, 10.0, 0.8333",
        "4.0, 30.0, 2.5",
        "9.0, 30.0, 2.5",
    })
    void movesAtTheRateThatTheFormulaGives(double ratio, double quick, double standard) {
        assertThat(Score.perSecond(ratio, false, QUICK)).isEqualTo(quick, within(1e-4));
        assertThat(Score.perSecond(ratio, false, STANDARD)).isEqualTo(standard, within(1e-4));
    }

    @ParameterizedTest
    @CsvSource({"0.0, 0", "0.99, 0", "1.0, 0", "2.0, 10"})
    void doesNotFallWhileAThrottleBinds(double ratio, double quick) {
        assertThat(Score.perSecond(ratio, true, QUICK)).isEqualTo(quick);
    }

    @Test
    void staysBetweenZeroAndAHundred() {
        assertThat(Score.after(99, 4, 3600, false, QUICK)).isEqualTo(100);
        assertThat(Score.after(1, 0, 3600, false, QUICK)).isZero();
    }

    @Test
    void moreUseNeverScoresLess() {
        for (int seed = 0; seed < SEEDS; seed++) {
            var random = new Random(seed);
            double less = 0;
            double more = 0;
            for (int i = 0; i < 200; i++) {
                double ratio = random.nextDouble() * 5;
                double seconds = random.nextDouble() * 3;
                less = Score.after(less, ratio, seconds, false, QUICK);
                more = Score.after(more, ratio + random.nextDouble(), seconds, false, QUICK);
                assertThat(more).as("seed %d", seed).isGreaterThanOrEqualTo(less);
            }
        }
    }

    @Test
    void aLongIntervalCountsAsMuchAsManyShortOnes() {
        for (int seed = 0; seed < SEEDS; seed++) {
            var random = new Random(seed);
            double ratio = random.nextDouble() * 5;
            double start = random.nextDouble() * 100;
            double often = start;
            for (int i = 0; i < 10; i++) {
                often = Score.after(often, ratio, 1, false, STANDARD);
            }
            assertThat(Score.after(start, ratio, 10, false, STANDARD)).as("seed %d", seed).isEqualTo(often, within(1e-9));
        }
    }

    @Test
    void burstsThatIdleTimePaysBackDoNotAddUp() {
        double score = 0;
        double highest = 0;
        for (int second = 0; second < 3600; second++) {
            score = Score.after(score, second % 8 < 4 ? 2 : 0, 1, false, QUICK);
            highest = Math.max(highest, score);
        }
        assertThat(highest).as("four seconds at twice the quota, four seconds idle").isEqualTo(40, within(1e-9));
    }
}
