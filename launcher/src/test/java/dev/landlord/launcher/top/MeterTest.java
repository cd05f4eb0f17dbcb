package dev.landlord.launcher.top;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.launcher.terminal.Line.Tone;
import dev.landlord.protocol.Resource;
import java.time.Duration;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeterTest {
    @ParameterizedTest
    @CsvSource({"0, 0%, GOOD", "0.004, 0%, GOOD", "0.794, 79%, GOOD", "0.8, 80%, WARNING", "0.999, 100%, WARNING", "1, 100%, BAD", "9.99, 999%, BAD",
        "9.999, 999%, BAD", "10, 10x, BAD", "12345, 999x, BAD"})
    void shares(double share, String text, Tone tone) {
        Meter meter = Meter.of(Resource.CPU, OptionalDouble.of(share), OptionalDouble.of(1));
        assertThat(meter.percent()).isEqualTo(text).hasSizeLessThanOrEqualTo(4);
        assertThat(meter.tone()).isEqualTo(tone);
    }

    @ParameterizedTest
    @CsvSource({"CPU, 0.494, 0.49", "CPU, 12.345, 12.3", "CPU, 1234.4, 1234", "MEMORY, 1073741823, 1G", "MEMORY, 1072693248, 1023M", "PIDS, 512, 512",
        "IO, 209715200, 200M"})
    void figuresAreBrief(Resource resource, double use, String text) {
        assertThat(Meter.of(resource, OptionalDouble.of(use), OptionalDouble.empty()).figure()).isEqualTo(text).hasSizeLessThanOrEqualTo(5);
    }

    @Test
    void whatIsNotKnownIsNotZero() {
        Meter unknown = Meter.of(Resource.MEMORY, OptionalDouble.empty(), OptionalDouble.of(1 << 30));
        assertThat(unknown.figure()).isEqualTo("-");
        assertThat(unknown.percent()).isEqualTo("-");
        assertThat(unknown.ofQuota()).isEqualTo("-/1G");
        assertThat(unknown.tone()).isEqualTo(Tone.PLAIN);
        assertThat(Meter.of(Resource.CPU, OptionalDouble.of(1), OptionalDouble.of(0)).percent()).as("of nothing").isEqualTo("-");
    }

    @ParameterizedTest
    @CsvSource({"PT-5S, 0s", "PT59.9S, 59s", "PT60S, 1m", "PT59M, 59m", "PT47H59M, 47h", "PT48H, 2d", "P9999D, 999d"})
    void ages(Duration age, String text) {
        assertThat(Ages.of(age)).isEqualTo(text);
    }
}
