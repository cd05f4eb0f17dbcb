package dev.landlord.protocol.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BoundsTest {
    private static final Duration LEAST = Duration.ofMillis(100);
    private static final Duration MOST = Duration.ofMinutes(1);

    @Test
    void bothEndsAreAllowed() {
        assertThat(Bounds.between("port", 0, 0, 65_535)).isZero();
        assertThat(Bounds.between("port", 65_535, 0, 65_535)).isEqualTo(65_535);
        assertThat(Bounds.within("tick", LEAST, LEAST, MOST)).isEqualTo(LEAST);
        assertThat(Bounds.within("tick", MOST, LEAST, MOST)).isEqualTo(MOST);
    }

    @Test
    void whatLiesBeyondIsRefusedWithFieldBoundsAndValue() {
        assertThatThrownBy(() -> Bounds.between("port", -1, 0, 65_535))
            .isInstanceOf(IllegalArgumentException.class).hasMessage("'port' must be between 0 and 65535, got -1");
        assertThatThrownBy(() -> Bounds.between("port", 65_536, 0, 65_535)).hasMessageContaining("got 65536");
        assertThatThrownBy(() -> Bounds.within("tick", LEAST.minusMillis(1), LEAST, MOST))
            .isInstanceOf(IllegalArgumentException.class).hasMessage("'tick' must be between 100 ms and 60000 ms, got 99 ms");
        assertThatThrownBy(() -> Bounds.within("tick", MOST.plusMillis(1), LEAST, MOST)).hasMessageContaining("got 60001 ms");
    }
}
