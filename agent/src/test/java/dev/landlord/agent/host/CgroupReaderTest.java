package dev.landlord.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.agent.sample.Meter;
import dev.landlord.agent.sample.MeterReadings;
import dev.landlord.agent.sample.Reading;
import dev.landlord.protocol.message.Meters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupReaderTest {
    private static final String GROUP = "/landlord/tenant-a";

    @TempDir
    Path scratch;

    @Test
    void readsAGroupOfV1AcrossItsHierarchies() throws IOException {
        var host = CapturedHost.copy("hybrid", scratch);
        try (var reader = new CgroupReader(host.layout(), Set::of, 100)) {
            reader.readRoot();
            var readings = reader.read(host.group(GROUP));

            assertThat(readings.unavailable()).isEmpty();
            assertThat(readings.toMeters(null)).isEqualTo(new Meters(
                707_241L, 38L, 35L, 3_554_455L, 368_640L, 360_448L, null, 0L, 2L, 20_979_712L, 20_971_520L, 42L, 40L));
            assertThat(reader.openFiles()).isEqualTo(8);
            assertThat(reader.readParent(host.group(GROUP)).unavailable())
                .containsExactly(Map.entry("oomKills", "memory.oom_control of cgroup v1 leaves out the groups below; see the workloads"));
        }
    }

    @Test
    void readsAGroupOfV2() throws IOException {
        var host = CapturedHost.copy("v2", scratch);
        try (var reader = new CgroupReader(host.layout(), Set::of, 100)) {
            var readings = reader.readParent(host.group(GROUP));

            assertThat(readings.unavailable()).isEmpty();
            assertThat(readings.toMeters(null).cpuUsageUsec()).isEqualTo(2_178_014);
            assertThat(readings.toMeters(null).oomKills()).isEqualTo(2);
            assertThat(reader.openFiles()).isEqualTo(6);
        }
    }

    private boolean forgetsEndedIo(String layout, String release) throws IOException {
        var host = CapturedHost.copy(layout, scratch.resolve(release));
        try (var reader = new CgroupReader(host.layout(), Set::of, 100, KernelRelease.parse(release))) {
            return reader.forgetsEndedIo();
        }
    }

    @Test
    void knowsWhichKernelsForgetWhatEndedGroupsMoved() throws IOException {
        assertThat(forgetsEndedIo("hybrid", "6.18.44-fc")).isTrue();
        assertThat(forgetsEndedIo("hybrid", "5.5")).isTrue();
        assertThat(forgetsEndedIo("hybrid", "5.4.0-200-generic")).as("handed on to the group above").isFalse();
        assertThat(forgetsEndedIo("hybrid", "4.18.0-553.el8_10.x86_64")).isFalse();
        assertThat(forgetsEndedIo("hybrid", "who knows")).as("nothing is added that may be there already").isFalse();
        assertThat(forgetsEndedIo("v2", "6.18.44")).isFalse();
    }

    @Test
    void keepsFilesOpenAndSeesWhatChanges() throws IOException {
        var host = CapturedHost.copy("v2", scratch);
        try (var reader = new CgroupReader(host.layout(), Set::of, 100)) {
            var group = host.group(GROUP);
            reader.read(group);
            host.write("landlord/tenant-a/pids.current", "17\n");

            assertThat(reader.read(group).get(Meter.PIDS)).isEqualTo(Reading.known(17));
            assertThat(reader.openFiles()).isEqualTo(6);
            reader.keepOnly(Set.of(group.id()));
            assertThat(reader.openFiles()).isEqualTo(6);
            reader.keepOnly(Set.of());
            assertThat(reader.openFiles()).isZero();
        }
    }

    @Test
    void beyondTheBoundItStillReadsAndCounts() throws IOException {
        var host = CapturedHost.copy("v2", scratch);
        try (var reader = new CgroupReader(host.layout(), Set::of, 4)) {
            assertThat(reader.read(host.group(GROUP)).unavailable()).isEmpty();
            assertThat(reader.openFiles()).isEqualTo(4);
            assertThat(reader.unkeptReads()).isEqualTo(2);
        }
    }

    @Test
    void whatAGroupLacksIsUnavailableWithTheReasonAndFoundOnceItIsThere() throws IOException {
        var host = CapturedHost.copy("v2", scratch);
        Files.delete(host.cgroup("landlord/tenant-a/memory.current"));
        try (var reader = new CgroupReader(host.layout(), Set::of, 100)) {
            var group = host.group(GROUP);
            assertThat(reader.read(group).unavailable()).containsOnlyKeys("memoryBytes").hasEntrySatisfying("memoryBytes", why ->
                assertThat(why).endsWith("has no memory.current: the group is not in that hierarchy, or its parent does not enable the controller"));

            host.write("landlord/tenant-a/memory.current", "5\n");
            assertThat(reader.read(group).get(Meter.MEMORY)).isEqualTo(Reading.known(5));
        }
    }

    @Test
    void aFileThatIsTooLongOrNoFileIsUnavailable() throws IOException {
        var host = CapturedHost.copy("v2", scratch);
        host.write("landlord/tenant-a/io.stat", "8:0 rbytes=1\n".repeat(10_000));
        Files.delete(host.cgroup("landlord/tenant-a/pids.current"));
        Files.createDirectory(host.cgroup("landlord/tenant-a/pids.current"));
        try (var reader = new CgroupReader(host.layout(), Set::of, 100)) {
            var readings = reader.read(host.group(GROUP));
            assertThat(readings.unavailable()).containsOnlyKeys("ioReadBytes", "ioWriteBytes", "ioReads", "ioWrites", "pids");
            assertThat(readings.unavailable().get("ioReads")).endsWith("io.stat: longer than 65536 bytes");
            assertThat(reader.openFiles()).isEqualTo(4);
        }
    }

    @Test
    void v1CountsNoIoUntilADeviceIsNamedAtTheRoot() throws IOException {
        var host = CapturedHost.copy("hybrid", scratch);
        host.write("blkio/blkio.throttle.io_service_bytes_recursive", "Total 0\n");
        host.write("blkio/landlord/tenant-a/blkio.throttle.io_service_bytes_recursive", "Total 0\n");
        try (var reader = new CgroupReader(host.layout(), Set::of, 100)) {
            assertThat(reader.readRoot().get(Meter.IO_READS)).isInstanceOf(Reading.Unavailable.class);
            MeterReadings before = reader.read(host.group(GROUP));
            assertThat(before.unavailable()).containsOnlyKeys("ioReadBytes", "ioWriteBytes", "ioReads", "ioWrites");
            assertThat(before.unavailable().get("ioReadBytes")).contains("no block device counts IO for cgroup v1 yet");

            host.write("blkio/blkio.throttle.io_service_bytes_recursive", "8:0 Read 5\n8:0 Write 6\nTotal 11\n");
            assertThat(reader.readRoot().get(Meter.IO_READ_BYTES)).isEqualTo(Reading.known(5));
            assertThat(reader.read(host.group(GROUP)).get(Meter.IO_READ_BYTES)).isEqualTo(Reading.known(0));
        }
    }

    @Test
    void theRootGivesWhatTheKernelCountsThere() throws IOException {
        var v2 = CapturedHost.copy("v2", scratch.resolve("v2"));
        try (var reader = new CgroupReader(v2.layout(), Set::of, 100)) {
            var total = reader.readRoot();
            assertThat(total.get(Meter.CPU_USAGE)).isEqualTo(Reading.known(3_568_000));
            assertThat(total.get(Meter.IO_WRITES)).isEqualTo(Reading.known(73));
            assertThat(total.get(Meter.MEMORY)).isEqualTo(Reading.unavailable("the root group has no readable memory.current"));
        }
        var v1 = CapturedHost.copy("hybrid", scratch.resolve("hybrid"));
        try (var reader = new CgroupReader(v1.layout(), Set::of, 100)) {
            var total = reader.readRoot();
            assertThat(total.get(Meter.CPU_USAGE)).isEqualTo(Reading.known(1_321_979_022));
            assertThat(total.get(Meter.MEMORY)).isEqualTo(Reading.known(1_136_435_200));
        }
    }
}
