package dev.landlord.agent.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class EndedIoTest {
    private final EndedIo io = new EndedIo();

    @Test
    void whatEndedGroupsHadMovedStays() {
        assertThat(above(0, 1L, 2L)).isZero();
        below(1, 20);
        below(2, 0);
        assertThat(above(20, 1L, 2L)).isEqualTo(20);
        below(1, 20);

        assertThat(above(45, 2L)).as("the other one moved more than the kernel forgot").isEqualTo(65);
        below(2, 45);
        assertThat(above(60, 2L)).isEqualTo(80);
        below(2, 60);
        assertThat(above(0)).as("nobody is left").isEqualTo(80);
        assertThat(above(0)).isEqualTo(80);
    }

    @Test
    void aGroupThatGoesWhileTheRoundReadsIsCountedOnce() {
        above(20, 1L);
        below(1, 20);
        assertThat(above(0, 1L)).as("gone above, but it was there a moment ago").isEqualTo(20);
        io.read(1, new MeterReadings());
        assertThat(above(5, 3L)).isEqualTo(25);
    }

    @Test
    void aGroupThatIsNotSeenForAnErrorHasNotEnded() {
        above(0, 1L);
        below(1, 20);
        assertThat(written(io.addTo(readings(20), Set.of(), false))).isEqualTo(20);
        assertThat(above(20, 1L)).isEqualTo(20);
    }

    @Test
    void whatGoesBackForAnotherReasonGoesBackARoundLater() {
        assertThat(above(100, 1L)).isEqualTo(100);
        below(1, 100);
        assertThat(above(40, 1L)).isEqualTo(100);
        below(1, 40);
        assertThat(above(41, 1L)).isEqualTo(41);
        assertThat(above(42, 1L)).isEqualTo(42);
    }

    @Test
    void whatIsNotKnownStaysSo() {
        assertThat(io.addTo(new MeterReadings(), Set.of(), true).get(Meter.IO_WRITE_BYTES)).isInstanceOf(Reading.Unavailable.class);
    }

    private void below(long id, long bytes) {
        io.read(id, readings(bytes));
    }

    private long above(long bytes, Long... there) {
        return written(io.addTo(readings(bytes), Set.of(there), true));
    }

    private static long written(MeterReadings readings) {
        return readings.get(Meter.IO_WRITE_BYTES) instanceof Reading.Known(var value) ? value : -1;
    }

    private static MeterReadings readings(long bytes) {
        var readings = new MeterReadings();
        readings.put(Meter.IO_READ_BYTES, Reading.known(0));
        readings.put(Meter.IO_WRITE_BYTES, Reading.known(bytes));
        readings.put(Meter.IO_READS, Reading.known(0));
        readings.put(Meter.IO_WRITES, Reading.known(0));
        return readings;
    }
}
