package dev.landlord.agent.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.message.Meters;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MeterFileTest {
    @Test
    void readsEveryMeterOfV1() {
        var readings = new MeterReadings();
        Map.of(
            MeterFile.V1_CPUACCT_USAGE, "cpuacct",
            MeterFile.V1_CPU_STAT, "cpu",
            MeterFile.V1_MEMORY_USAGE, "memory",
            MeterFile.V1_MEMORY_STAT, "memory",
            MeterFile.V1_OOM_CONTROL, "memory",
            MeterFile.V1_PIDS_CURRENT, "pids",
            MeterFile.V1_IO_BYTES, "blkio",
            MeterFile.V1_IO_OPERATIONS, "blkio"
        ).forEach((file, hierarchy) ->
            file.read(Captured.text("hybrid", "sys/fs/cgroup/%s/landlord/tenant-a/%s".formatted(hierarchy, file.fileName())), Set.of(), readings));

        assertThat(readings.toMeters(7L)).isEqualTo(new Meters(
            707_241L, 38L, 35L, 3_554_455L, 368_640L, 368_640L - 8_192, 7L, 0L, 2L, 20_979_712L, 20_971_520L, 42L, 40L));
        assertThat(readings.unavailable()).isEmpty();
    }

    @Test
    void readsEveryMeterOfV2() {
        var readings = new MeterReadings();
        for (var file : new MeterFile[] {MeterFile.V2_CPU_STAT, MeterFile.V2_MEMORY_CURRENT, MeterFile.V2_MEMORY_STAT,
            MeterFile.V2_MEMORY_EVENTS, MeterFile.V2_PIDS_CURRENT, MeterFile.V2_IO_STAT}) {
            file.read(Captured.text("v2", "sys/fs/cgroup/landlord/tenant-a/" + file.fileName()), Set.of(), readings);
        }

        assertThat(readings.toMeters(null)).isEqualTo(new Meters(
            2_178_014L, 110L, 108L, 8_590_768L, 401_408L, 401_408L - 90_112, null, 2L, 2L, 8_390_656L, 8_388_608L, 74L, 72L));
        assertThat(readings.unavailable()).isEmpty();
    }

    @Test
    void theCorePartOfCpuStatNeedsNoController() {
        var readings = new MeterReadings();
        MeterFile.V2_CPU_USAGE.read(KernelText.of("cpu.stat", "usage_usec 411258\nuser_usec 403778\nsystem_usec 7479\n"), Set.of(), readings);

        assertThat(readings.get(Meter.CPU_USAGE)).isEqualTo(Reading.known(411_258));
        assertThat(readings.get(Meter.CPU_PERIODS)).isEqualTo(Reading.unavailable("no mounted controller gives it"));
    }

    @Test
    void malformedTextIsUnavailableWithItsReasonAndSparesTheRest() {
        var readings = new MeterReadings();
        MeterFile.V1_CPU_STAT.read(KernelText.of("cpu.stat", "nr_periods many\nnr_throttled 3\n"), Set.of(), readings);
        MeterFile.V1_MEMORY_USAGE.missing("memory.usage_in_bytes: permission denied", readings);

        assertThat(readings.toMeters(null).cpuThrottled()).isEqualTo(3);
        assertThat(readings.toMeters(null).cpuPeriods()).isNull();
        assertThat(readings.unavailable())
            .containsEntry("cpuPeriods", "cpu.stat: 'many' is not a number")
            .containsEntry("throttledUsec", "cpu.stat has no field throttled_time")
            .containsEntry("memoryBytes", "memory.usage_in_bytes: permission denied")
            .doesNotContainKey("cpuThrottled");
    }

    @Test
    void theWorkingSetIsNeverBelowZeroAndNeverGuessed() {
        var readings = new MeterReadings();
        assertThat(readings.workingSet()).isInstanceOf(Reading.Unavailable.class);
        readings.put(Meter.MEMORY, Reading.known(4_096));
        assertThat(readings.workingSet()).isInstanceOf(Reading.Unavailable.class);
        readings.put(Meter.INACTIVE_FILE, Reading.known(8_192));
        assertThat(readings.workingSet()).isEqualTo(Reading.known(0));
    }

    @Test
    void numbersThatNoConsumerCouldReadExactlyAreNotSent() {
        var readings = new MeterReadings();
        readings.put(Meter.IO_READ_BYTES, Reading.known(1L << 53));
        readings.put(Meter.PIDS, Reading.UNLIMITED);

        assertThat(readings.toMeters(null).ioReadBytes()).isNull();
        assertThat(readings.unavailable()).containsEntry("ioReadBytes", "beyond 2^53").containsKey("pids");
    }
}
