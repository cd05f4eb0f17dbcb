package dev.landlord.agent.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelTextTest {
    @Test
    void readsAWholeNumber() {
        assertThat(text("42\n").value()).isEqualTo(Reading.known(42));
        assertThat(text("0").value()).isEqualTo(Reading.known(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"max\n", "-1\n", "9223372036854771712\n", "9223372036854710272\n", "9223372036854775807"})
    void knowsEveryWayToSayUnlimited(String said) {
        assertThat(text(said).value()).isEqualTo(Reading.UNLIMITED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "x\n", "12x\n", "-2\n", "1.5\n", " 7\n", "9223372036854775808", "99999999999999999999"})
    void whatIsNoNumberIsUnavailableAndNamesTheFile(String said) {
        assertThat(text(said).value()).isInstanceOfSatisfying(Reading.Unavailable.class,
            reading -> assertThat(reading.why()).startsWith("some.file: '").endsWith("' is not a number"));
    }

    @Test
    void findsAFieldByItsWholeName() {
        var text = text("inactive_file_x 1\ntotal_inactive_file 2\ninactive_file 3\ninactive_file 4\nempty \nlast 5");

        assertThat(text.value("inactive_file")).isEqualTo(Reading.known(3));
        assertThat(text.value("last")).isEqualTo(Reading.known(5));
        assertThat(text.value("empty")).isEqualTo(Reading.unavailable("some.file: '' is not a number"));
        assertThat(text.value("inactive")).isEqualTo(Reading.unavailable("some.file has no field inactive"));
        assertThat(text.value("lastx")).isInstanceOf(Reading.Unavailable.class);
    }

    @Test
    void sumsOverDevices() {
        var stat = text("8:0 rbytes=1 wbytes=2 rios=3\n43:480 \n8:16 rbytes=10 wbytes=20 dbytes=7\n");
        assertThat(stat.sumOfPairs("rbytes", Set.of())).isEqualTo(Reading.known(11));
        assertThat(stat.sumOfPairs("wbytes", Set.of())).isEqualTo(Reading.known(22));
        assertThat(stat.sumOfPairs("bytes", Set.of())).isEqualTo(Reading.known(0));
        assertThat(text("").sumOfPairs("rbytes", Set.of())).isEqualTo(Reading.known(0));
        assertThat(text("8:0 rbytes=x\n").sumOfPairs("rbytes", Set.of())).isInstanceOf(Reading.Unavailable.class);
        assertThat(text("8:0 rbytes=max\n").sumOfPairs("rbytes", Set.of())).isInstanceOf(Reading.Unavailable.class);

        var v1 = text("8:0 Read 1\n8:0 Write 2\n8:16 Read 30\nTotal 33\n");
        assertThat(v1.sumOfDevices("Read", Set.of())).isEqualTo(Reading.known(31));
        assertThat(text("Total 0\n").sumOfDevices("Read", Set.of())).isEqualTo(Reading.known(0));
        assertThat(text("8:0 Read x\n").sumOfDevices("Read", Set.of())).isInstanceOf(Reading.Unavailable.class);
        assertThat(v1.namesADevice()).isTrue();
        assertThat(text("Total 0\n").namesADevice()).isFalse();
    }

    @Test
    void leavesOutIgnoredDevices() {
        var ignored = Set.of("8:1", "253:0");
        assertThat(text("8:1 rbytes=1\n8:16 rbytes=20\n253:0 rbytes=300\n8:1").sumOfPairs("rbytes", ignored)).isEqualTo(Reading.known(20));
        assertThat(text("8:1 Read 1\n8:16 Read 20\n253:0 Read 300\n").sumOfDevices("Read", ignored)).isEqualTo(Reading.known(20));
    }

    @Test
    void readsPressure() {
        assertThat(Captured.text("v2", "proc/pressure/cpu").somePressure10s()).hasValue(60.23);
        assertThat(Captured.text("hybrid", "sys/fs/cgroup/unified/landlord/tenant-a/cpu.pressure").somePressure10s()).hasValue(15.67);
        assertThat(text("full avg10=1.0\n").somePressure10s()).isEmpty();
        assertThat(text("some avg10=x\n").somePressure10s()).isEmpty();
    }

    @Test
    void looksNoFurtherThanItsLength() {
        var bytes = "12 34\nnr 5\n".getBytes(StandardCharsets.US_ASCII);
        assertThat(new KernelText("some.file", bytes, 2).value()).isEqualTo(Reading.known(12));
        assertThat(new KernelText("some.file", bytes, 7).value("nr")).isInstanceOf(Reading.Unavailable.class);
    }

    private static KernelText text(String said) {
        return KernelText.of("some.file", said);
    }
}
