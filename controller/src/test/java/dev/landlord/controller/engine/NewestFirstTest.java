package dev.landlord.controller.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.controller.ports.Archive.PutOff;
import dev.landlord.controller.ports.UsageHistory;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NewestFirstTest {
    private static final Instant BOUNDARY = Instant.parse("2026-11-22T08:00:00Z");

    @Test
    void theBoundaryIsAWholeHourBeforeWhichThereAreNoStepsOfTenSeconds() {
        var now = Instant.parse("2026-11-22T10:59:59Z");

        assertThat(NewestFirst.boundary(now)).isEqualTo(BOUNDARY).isBeforeOrEqualTo(now.minus(UsageHistory.FINEST_KEPT));
        assertThat(NewestFirst.boundary(Instant.parse("2026-11-22T10:00:00Z"))).isEqualTo(BOUNDARY);
    }

    @Test
    void ofAMissingHistoryAllThatIsOldIsPutOff() {
        assertThat(divide(Map.of(), Map.of(0, new NewestFirst.Bounds(7, 1_000, 900), 1, new NewestFirst.Bounds(0, 50, 50)))).isEqualTo(
            new NewestFirst(new PutOff(BOUNDARY, Map.of(0, new PutOff.Stretch(7, 1_000), 1, new PutOff.Stretch(0, 50))), Map.of(0, 900L, 1, 50L)));
    }

    @Test
    void whatWasReadIsNotReadAgain() {
        var partitions = Map.of(0, new NewestFirst.Bounds(7, 1_000, 900), 1, new NewestFirst.Bounds(0, 1_000, 900));

        assertThat(divide(Map.of(0, 400L, 1, 950L), partitions)).as("of the second one all is new").isEqualTo(
            new NewestFirst(new PutOff(BOUNDARY, Map.of(0, new PutOff.Stretch(400, 1_000))), Map.of(0, 900L, 1, 950L)));
        assertThat(divide(Map.of(0, 2_000L, 1, 950L), partitions)).as("the topic was made anew").isEqualTo(
            new NewestFirst(new PutOff(BOUNDARY, Map.of(0, new PutOff.Stretch(7, 1_000))), Map.of(0, 900L, 1, 950L)));
    }

    @Test
    void whereAllIsNewNothingIsPutOff() {
        assertThat(NewestFirst.of(BOUNDARY, Map.of(0, 900L), Map.of(0, new NewestFirst.Bounds(7, 1_000, 900), 1, new NewestFirst.Bounds(5, 5, 5))))
            .isEmpty();
    }

    private static NewestFirst divide(Map<Integer, Long> known, Map<Integer, NewestFirst.Bounds> partitions) {
        return NewestFirst.of(BOUNDARY, known, partitions).orElseThrow();
    }
}
