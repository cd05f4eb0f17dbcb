package dev.landlord.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForegroundTest {
    @ParameterizedTest
    @CsvSource({
        "4242 (java) S 4000 4242 4000 34816 4242 4194304 12, true",
        "4242 (java) S 4000 4242 4000 34816 4000 4194304 12, false",
        "4242 (java) S 4000 4242 4000 0 -1 4194304 12, false",
        "4242 (a) b (c) S 4000 4242 4000 34816 4242 4194304 12, true"
    })
    void theGroupIsComparedWithTheTerminals(String stat, boolean foreground) {
        assertThat(Foreground.of(stat)).isEqualTo(foreground);
    }
}
