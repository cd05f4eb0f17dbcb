package dev.landlord.controller.history.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.message.LedgerEntry;
import dev.landlord.protocol.message.Tally;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TallyBytesTest {
    private static final long LARGEST = (1L << 53) - 1;

    @Test
    void whatIsUnknownStaysUnknownAndZeroStaysZero() {
        var tally = new Tally(0L, null, LARGEST, 127L, 128L, null, 1L, 0L, null, 255L, 256L, null, 16_384L, null);

        assertThat(TallyBytes.tally(TallyBytes.encode(tally))).isEqualTo(tally);
        assertThat(TallyBytes.tally(TallyBytes.encode(Tally.NONE))).isEqualTo(Tally.NONE);
    }

    @Test
    void aDayComesBackAsItWas() {
        var random = new Random(11);
        for (int round = 0; round < 200; round++) {
            var hours = IntStream.range(0, 24).filter(_ -> random.nextBoolean()).mapToObj(hour -> new LedgerEntry.Hour(hour, any(random))).toList();
            assertThat(TallyBytes.hours(TallyBytes.encode(hours))).isEqualTo(hours);
        }
        assertThat(TallyBytes.hours(TallyBytes.encode(List.of()))).isEmpty();
    }

    private static Tally any(Random random) {
        var values = random.longs(14, 0, LARGEST).mapToObj(value -> random.nextInt(3) == 0 ? null : Long.valueOf(value >> random.nextInt(53)))
            .toArray(Long[]::new);
        return new Tally(values[0], values[1], values[2], values[3], values[4], values[5], values[6], values[7], values[8], values[9], values[10],
            values[11], values[12], values[13]);
    }
}
