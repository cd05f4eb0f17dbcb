package dev.landlord.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.controller.ports.Readiness.HistoryBehind;
import org.junit.jupiter.api.Test;

class HistoryLineTest {
    @Test
    void tellsHowFarItIsAndForHowLongItGoesOn() {
        assertThat(HistoryLine.text(new HistoryBehind(50, 1_234_567, 3_720L)))
            .isEqualTo("[############............]  reading the history: 1,234,567 records to go, about 1 h 2 min");
        assertThat(HistoryLine.text(new HistoryBehind(0, 10, null))).isEqualTo("[........................]  reading the history: 10 records to go");
        assertThat(HistoryLine.text(new HistoryBehind(99, 10, 75L))).startsWith("[########################]").endsWith("about 1 min 15 s");
    }
}
