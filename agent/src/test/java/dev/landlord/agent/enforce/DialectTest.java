package dev.landlord.agent.enforce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.agent.enforce.Dial.Direction;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Text as captured from Linux 6.18 (v1) and 7.3 (v2).
class DialectTest {
    private static KnobText read(Dialect dialect, Knob knob, Map<String, String> files) throws IOException {
        return dialect.read(Dial.of(knob), in(files));
    }

    private static Dialect.Files in(Map<String, String> files) {
        return file -> {
            if (!files.containsKey(file)) {
                throw new NoSuchFileException(file);
            }
            return files.get(file).strip();
        };
    }

    private static Bound parse(Dialect dialect, Knob knob, Map<String, String> files) throws IOException {
        return dialect.parse(knob, read(dialect, knob, files));
    }

    private static String render(Dialect dialect, Knob knob, long amount, String text, String context) {
        return dialect.render(knob, new Bound(amount), new KnobText(text, context));
    }

    @Test
    void cpuIsAQuotaOverAPeriod() throws IOException {
        assertThat(parse(Dialect.V1, Knob.CPU, Map.of("cpu.cfs_quota_us", "-1\n", "cpu.cfs_period_us", "100000\n"))).isEqualTo(Bound.UNLIMITED);
        assertThat(parse(Dialect.V1, Knob.CPU, Map.of("cpu.cfs_quota_us", "25000\n", "cpu.cfs_period_us", "50000\n"))).isEqualTo(new Bound(500_000));
        assertThat(parse(Dialect.V2, Knob.CPU, Map.of("cpu.max", "max 100000\n"))).isEqualTo(Bound.UNLIMITED);
        assertThat(parse(Dialect.V2, Knob.CPU, Map.of("cpu.max", "150000 100000\n"))).isEqualTo(new Bound(1_500_000));
    }

    @Test
    void aPeriodFoundStaysAsItIs() {
        assertThat(render(Dialect.V1, Knob.CPU, 500_000, "-1", "50000")).isEqualTo("25000");
        assertThat(render(Dialect.V2, Knob.CPU, 500_000, "max 50000", "")).isEqualTo("25000 50000");
        assertThat(Dialect.V2.render(Knob.CPU, Bound.UNLIMITED, new KnobText("25000 50000", ""))).isEqualTo("max 50000");
    }

    @Test
    void aQuotaReadBackRendersToItself() {
        for (int quota = 1_000; quota < 9_000; quota++) {
            for (String period : new String[]{"7000", "30000", "99999", "100000", "1000000"}) {
                var found = new KnobText(Integer.toString(quota), period);
                assertThat(Dialect.V1.render(Knob.CPU, Dialect.V1.parse(Knob.CPU, found), found)).isEqualTo(found.text());
            }
        }
    }

    @Test
    void aWeightIsSharesInV1() throws IOException {
        assertThat(parse(Dialect.V1, Knob.CPU_WEIGHT, Map.of("cpu.shares", "1024\n"))).isEqualTo(new Bound(100));
        assertThat(parse(Dialect.V2, Knob.CPU_WEIGHT, Map.of("cpu.weight", "100\n"))).isEqualTo(new Bound(100));
        assertThat(render(Dialect.V1, Knob.CPU_WEIGHT, 25, "1024", "")).isEqualTo("256");
        assertThat(render(Dialect.V1, Knob.CPU_WEIGHT, 1, "1024", "")).isEqualTo("10");
        assertThat(render(Dialect.V1, Knob.CPU_WEIGHT, 10_000, "1024", "")).isEqualTo("102400");
        assertThat(render(Dialect.V2, Knob.CPU_WEIGHT, 25, "100", "")).isEqualTo("25");
        for (long weight = 1; weight <= 10_000; weight++) {
            assertThat(Dialect.V1.parse(Knob.CPU_WEIGHT, new KnobText(render(Dialect.V1, Knob.CPU_WEIGHT, weight, "", ""), "")))
                .isEqualTo(new Bound(weight));
        }
    }

    @Test
    void aRateIsOfOneDirectionOfOneDevice() throws IOException {
        var read = Dial.io("8:0", Direction.READ);
        var write = Dial.io("8:0", Direction.WRITE);
        var v2 = in(Map.of("io.max", "8:0 rbps=1048576 wbps=max riops=120 wiops=max\n8:16 rbps=7 wbps=8 riops=max wiops=max\n",
            "io.stat", "8:16 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=0 dios=0\n8:0 rbytes=4096 wbytes=8192 rios=1 wios=2 dbytes=0 dios=0\n"));
        assertThat(Dialect.V2.read(read, v2)).isEqualTo(new KnobText("1048576", ""));
        assertThat(Dialect.V2.read(write, v2)).isEqualTo(new KnobText("max", ""));
        assertThat(Dialect.V2.content(write, "5000")).isEqualTo("8:0 wbps=5000");
        assertThat(Dialect.V2.content(read, "max")).isEqualTo("8:0 rbps=max");
        assertThat(Dialect.V2.flowed(write, v2)).isEqualTo(8192);
        assertThat(Dialect.V2.flowed(Dial.io("8:32", Direction.READ), v2)).isZero();
        assertThat(Dialect.V2.read(Dial.io("8:1", Direction.READ), v2).text()).as("8:1 is not 8:16").isEqualTo("max");

        var v1 = in(Map.of("blkio.throttle.read_bps_device", "8:0 1048576\n8:16 7\n", "blkio.throttle.write_bps_device", "\n",
            "blkio.throttle.io_service_bytes", "8:0 Read 4096\n8:0 Write 8192\n8:0 Sync 4096\n8:0 Total 12288\nTotal 12288\n"));
        assertThat(Dialect.V1.read(read, v1)).isEqualTo(new KnobText("1048576", ""));
        assertThat(Dialect.V1.read(write, v1)).isEqualTo(new KnobText("max", ""));
        assertThat(Dialect.V1.file(write)).contains("blkio.throttle.write_bps_device");
        assertThat(Dialect.V1.content(write, "5000")).isEqualTo("8:0 5000");
        assertThat(Dialect.V1.content(read, "max")).isEqualTo("8:0 0");
        assertThat(Dialect.V1.flowed(write, v1)).isEqualTo(8192);
        assertThat(Dialect.V1.files()).contains("blkio.throttle.read_bps_device", "blkio.throttle.write_bps_device", "cpu.shares");
    }

    @Test
    void theKernelAcceptsNoQuotaBelowAMillisecond() {
        assertThat(Dialect.V1.least(Knob.CPU, new KnobText("-1", "100000"))).isEqualTo(new Bound(10_000));
        assertThat(Dialect.V2.least(Knob.CPU, new KnobText("max 10000", ""))).isEqualTo(new Bound(100_000));
    }

    @Test
    void memoryIsWrittenInWholePagesOfAnySize() throws IOException {
        assertThat(parse(Dialect.V1, Knob.MEMORY, Map.of("memory.limit_in_bytes", "9223372036854771712\n"))).isEqualTo(Bound.UNLIMITED);
        assertThat(parse(Dialect.V2, Knob.MEMORY, Map.of("memory.max", "max\n"))).isEqualTo(Bound.UNLIMITED);
        assertThat(parse(Dialect.V2, Knob.MEMORY_HIGH, Map.of("memory.high", "1048576\n"))).isEqualTo(new Bound(1_048_576));
        assertThat(render(Dialect.V1, Knob.MEMORY, 100_000, "", "")).isEqualTo("65536");
        assertThat(render(Dialect.V2, Knob.MEMORY, 131_072, "", "")).isEqualTo("131072");
        assertThat(Dialect.V1.file(Knob.MEMORY_HIGH)).isEmpty();
    }

    @Test
    void freezingIsNotFrozen() throws IOException {
        var told = Map.of("freezer.self_freezing", "1\n", "freezer.state", "FREEZING\n");
        assertThat(parse(Dialect.V1, Knob.FREEZER, told)).isEqualTo(new Bound(1));
        assertThat(read(Dialect.V1, Knob.FREEZER, told).text()).isEqualTo("FROZEN");
        assertThat(parse(Dialect.V1, Knob.FREEZER, Map.of("freezer.self_freezing", "1\n", "freezer.state", "FROZEN\n"))).isEqualTo(Bound.ZERO);
        assertThat(parse(Dialect.V2, Knob.FREEZER, Map.of("cgroup.freeze", "1\n", "cgroup.events", "populated 1\nfrozen 0\n")))
            .isEqualTo(new Bound(1));
        assertThat(parse(Dialect.V2, Knob.FREEZER, Map.of("cgroup.freeze", "1\n", "cgroup.events", "populated 1\nfrozen 1\n")))
            .isEqualTo(Bound.ZERO);
        assertThat(parse(Dialect.V2, Knob.FREEZER, Map.of("cgroup.freeze", "0\n", "cgroup.events", "populated 1\nfrozen 0\n")))
            .isEqualTo(Bound.UNLIMITED);
    }

    @Test
    void aGroupFrozenByItsParentWasNotToldToFreeze() throws IOException {
        var below = read(Dialect.V1, Knob.FREEZER, Map.of("freezer.self_freezing", "0\n", "freezer.state", "FROZEN\n"));

        assertThat(below.text()).isEqualTo("THAWED");
        assertThat(Dialect.V1.parse(Knob.FREEZER, below)).isEqualTo(Bound.UNLIMITED);
    }
}
