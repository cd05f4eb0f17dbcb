package dev.landlord.agent.sample;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryIntegralTest {
    private static final long MILLI = 1_000_000;

    private final MemoryIntegral integral = new MemoryIntegral();

    @Test
    void beginsAtZeroAndTakesTheMeanOfBothEnds() {
        assertThat(integral.byteMillis()).isEmpty();
        integral.observe(Reading.known(1_000), -5 * MILLI);
        assertThat(integral.byteMillis()).hasValue(0);
        integral.observe(Reading.known(3_000), 95 * MILLI);
        assertThat(integral.byteMillis()).hasValue(2_000 * 100);
        integral.observe(Reading.known(1_000), 195 * MILLI);
        assertThat(integral.byteMillis()).hasValue(2_000 * 200);
    }

    @Test
    void partsOfAMillisecondAreNotLost() {
        integral.observe(Reading.known(1_000), 0);
        for (int i = 1; i <= 1_000; i++) {
            integral.observe(Reading.known(1_000), i * MILLI * 3 / 2);
        }
        assertThat(integral.byteMillis()).hasValue(1_000 * 1_500);
    }

    @Test
    void aMissingReadingLeavesAGap() {
        integral.observe(Reading.known(1_000), 0);
        integral.observe(Reading.unavailable("gone"), 100 * MILLI);
        assertThat(integral.byteMillis()).isEmpty();
        integral.observe(Reading.known(1_000), 200 * MILLI);
        assertThat(integral.byteMillis()).hasValue(0);
        integral.observe(Reading.known(1_000), 300 * MILLI);
        assertThat(integral.byteMillis()).hasValue(100_000);
    }

    @Test
    void wrapsAtTwoToTheFiftyThree() {
        long tebibyte = 1L << 40;
        integral.observe(Reading.known(tebibyte), 0);
        integral.observe(Reading.known(tebibyte), 8_192 * MILLI);
        assertThat(integral.byteMillis()).hasValue(0);
        integral.observe(Reading.known(tebibyte), 8_193 * MILLI);
        assertThat(integral.byteMillis()).hasValue(tebibyte);
        integral.observe(Reading.known(tebibyte), 1_000_000_000 * MILLI);
        assertThat(integral.byteMillis()).hasValue((tebibyte * (1_000_000_000L % 8_192)) & ((1L << 53) - 1));
    }
}
