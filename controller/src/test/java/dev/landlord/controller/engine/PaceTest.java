package dev.landlord.controller.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.controller.ports.Readiness.HistoryBehind;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final Pace pace = new Pace();

    @Test
    void whatIsLeftGoesOnAtThePaceOfTheLastWhile() {
        assertThat(pace.at(0, 10_000)).isEqualTo(new HistoryBehind(0, 10_000, null));
        assertThat(pace.at(1_000, 9_900)).as("too early to tell").isEqualTo(new HistoryBehind(1, 9_900, null));
        assertThat(pace.at(10_000, 9_000)).isEqualTo(new HistoryBehind(10, 9_000, 90L));
        assertThat(pace.at(40_000, 3_000)).as("faster of late").isEqualTo(new HistoryBehind(70, 3_000, 15L));
        assertThat(pace.at(41_000, 1)).as("not all").extracting(HistoryBehind::percent).isEqualTo(99);
    }

    @Test
    void whereNothingMovesNothingIsSaidAboutTheRest() {
        pace.at(0, 100);

        assertThat(pace.at(20_000, 100)).isEqualTo(new HistoryBehind(0, 100, null));
    }
}
