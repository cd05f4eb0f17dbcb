package dev.landlord.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.message.NodeReport.Capability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CapabilitiesTest {
    @TempDir
    Path scratch;

    @Test
    void v2CanEverything() throws IOException {
        var host = v2With("cpu io memory pids");
        for (var file : new String[] {"cpu.stat", "cpu.max", "cpu.weight", "io.max", "memory.current", "memory.max", "memory.high", "pids.current",
            "pids.max", "io.stat", "cgroup.freeze", "cgroup.kill"}) {
            host.write("landlord/" + file, "");
        }

        assertThat(probe(host)).hasSize(12).containsOnlyKeys("meter.cpu", "meter.memory", "meter.pids", "meter.io", "limit.cpu", "limit.memory",
            "limit.memoryHigh", "limit.pids", "limit.cpuWeight", "limit.io", "freeze", "kill")
            .allSatisfy((name, can) -> assertThat(can).as(name).isEqualTo(Capability.YES));
    }

    @Test
    void aControllerThatTheSubtreeDoesNotEnableYetIsTakenToBeThere() throws IOException {
        var host = CapturedHost.copy("v2", scratch);
        host.write("cgroup.subtree_control", "\n");
        host.write("landlord/cgroup.subtree_control", "\n");

        assertThat(probe(host).get("limit.cpu")).isEqualTo(Capability.YES);
        assertThat(probe(host).get("limit.memoryHigh")).isEqualTo(Capability.YES);
    }

    @Test
    void aFileThatTheKernelLacksIsNamedWithTheRemedy() throws IOException {
        var host = v2With("memory");
        host.write("landlord/memory.max", "max\n");

        assertThat(probe(host).get("limit.memory")).isEqualTo(Capability.YES);
        assertThat(probe(host).get("limit.memoryHigh").why()).startsWith("this kernel has no memory.high (looked in ");
        assertThat(probe(host).get("freeze").why()).startsWith("this kernel has no cgroup.freeze");
        assertThat(probe(host).get("kill").why()).contains("cgroup.kill (Linux 5.14").contains("no cgroup.freeze");
    }

    @Test
    void v1LacksMemoryHighAndKillsByTheFreezer() throws IOException {
        var host = CapturedHost.copy("hybrid", scratch);
        host.write("freezer/landlord/freezer.state", "THAWED\n");
        for (var file : new String[] {"cpu/landlord/cpu.cfs_quota_us", "cpu/landlord/cpu.shares", "cpuacct/landlord/cpuacct.usage",
            "memory/landlord/memory.limit_in_bytes",
            "memory/landlord/memory.usage_in_bytes", "pids/landlord/pids.max", "pids/landlord/pids.current",
            "blkio/landlord/blkio.throttle.io_service_bytes_recursive", "blkio/landlord/blkio.throttle.write_bps_device"}) {
            host.write(file, "");
        }
        var can = probe(host);

        assertThat(can.get("limit.memoryHigh").why()).isEqualTo("cgroup v1 has no memory.high; boot with cgroup v2 to get it");
        assertThat(can.get("limit.io").why()).contains("does not attribute buffered writes").contains("boot with cgroup v2");
        can.forEach((name, capability) -> assertThat(capability.available()).as(name).isEqualTo(!name.equals("limit.memoryHigh")));
    }

    @Test
    void v1DoesNotMeterIoBeforeADeviceCounts() throws IOException {
        var host = CapturedHost.copy("hybrid", scratch);
        host.write("blkio/blkio.throttle.io_service_bytes_recursive", "Total 0\n");

        assertThat(probe(host).get("meter.io").why()).startsWith("no block device counts IO for cgroup v1 yet");
    }

    @Test
    void aReadOnlyMountMetersButDoesNotLimit() throws IOException {
        var host = CapturedHost.copy("v1", scratch);
        Files.createDirectories(host.cgroup("pids"));
        var can = probe(host);

        assertThat(can.get("meter.pids")).isEqualTo(Capability.YES);
        assertThat(can.get("limit.pids").why()).endsWith("pids is mounted read-only; remount it rw (in a container: run it privileged)");
    }

    @Test
    void insideAContainerProcessesInItsRootKeepControllersOff() throws IOException {
        var host = CapturedHost.copy("v2", scratch);
        host.write("cgroup.subtree_control", "memory pids\n");
        host.write("cgroup.type", "domain\n");
        host.write("cgroup.procs", "1\n");
        host.write("landlord/cgroup.subtree_control", "\n");
        host.write("landlord/cpu.stat", "usage_usec 1\n");

        assertThat(probe(host).get("limit.pids")).isEqualTo(Capability.YES);
        assertThat(probe(host).get("meter.cpu")).isEqualTo(Capability.YES);
        assertThat(probe(host).get("meter.io").why()).contains("does not enable io, which cgroup v2 refuses");
        assertThat(probe(host).get("limit.cpu").why()).isEqualTo(("%s does not enable cpu, which cgroup v2 refuses as long as processes are in %s"
            + " itself; move them to a group below").formatted(host.cgroup("cgroup.subtree_control"), host.cgroup("").normalize()));
        host.write("cgroup.procs", "");
        assertThat(probe(host).get("limit.cpu")).isEqualTo(Capability.YES);
    }

    @Test
    void groupsCanBeMadeWhereEveryHierarchyLetsThem() throws IOException {
        assertThat(new Capabilities(own(CapturedHost.copy("v2", scratch.resolve("v2")).layout())).whyNoGroups()).isEmpty();
        var v1 = CapturedHost.copy("v1", scratch.resolve("v1")).layout();
        for (var mount : v1.hierarchies()) {
            Files.createDirectories(mount.root());
        }
        assertThat(new Capabilities(own(v1)).whyNoGroups().orElseThrow()).contains("pids is mounted read-only");
        assertThat(new Capabilities(own(CgroupLayout.detect(scratch))).whyNoGroups().orElseThrow())
            .startsWith("no cgroup hierarchy is mounted; ");
    }

    @Test
    void withoutCgroupsEachSaysWhatToDo() throws IOException {
        assertThat(new Capabilities(own(CgroupLayout.detect(scratch))).probe()).allSatisfy((name, can) -> {
            assertThat(can.available()).as(name).isFalse();
            assertThat(can.why()).as(name).containsAnyOf("mount cgroup2 on /sys/fs/cgroup", "cgroup_enable=memory");
        });
    }

    @Test
    void withoutABlockDeviceThereIsNothingToLimit() throws IOException {
        var host = v2With("io");
        host.write("landlord/io.max", "\n");

        var can = new Capabilities(own(host.layout())).probe();
        assertThat(can.get("limit.io").available()).isFalse();
        assertThat(can.get("limit.io").why()).startsWith("no block device is in /sys/block").contains("attach one");
        assertThat(probe(host).get("limit.io")).isEqualTo(Capability.YES);
    }

    @Test
    void aKernelWithoutTheFilesNamesThem() throws IOException {
        var host = v2With("cpu io");

        assertThat(probe(host).get("limit.io").why()).startsWith("this kernel has no io.max");
        assertThat(probe(host).get("limit.cpuWeight").why()).startsWith("this kernel has no cpu.weight");
    }

    /// A host whose root group enables these controllers for Landlord's own one, which enables none for the workloads yet.
    private CapturedHost v2With(String controllers) throws IOException {
        var host = CapturedHost.copy("v2", scratch);
        host.write("cgroup.subtree_control", controllers + "\n");
        host.write("landlord/cgroup.controllers", controllers + "\n");
        host.write("landlord/cgroup.subtree_control", "\n");
        return host;
    }

    private static OwnSubtree own(CgroupLayout layout) {
        return new OwnSubtree(layout, "landlord");
    }

    private Map<String, Capability> probe(CapturedHost host) throws IOException {
        var disk = Files.createDirectories(scratch.resolve("sys/block/sda"));
        Files.writeString(disk.resolve("dev"), "8:0\n");
        var devices = new BlockDevices(scratch);
        devices.refresh();
        return new Capabilities(own(host.layout()), devices).probe();
    }
}
