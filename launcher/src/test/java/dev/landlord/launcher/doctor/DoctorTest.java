package dev.landlord.launcher.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.agent.host.CgroupLayout;
import dev.landlord.agent.host.OwnSubtree;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.NodeReport.CgroupMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class DoctorTest {
    @TempDir
    Path fsRoot;

    @Test
    void aMachineWithoutCgroupsCanMeterNothing() throws IOException {
        Diagnosis diagnosis = examine(machine(true, ClockState.SYNCHRONISED, 5L << 30));

        assertThat(diagnosis.cgroupMode()).isEqualTo(CgroupMode.NONE);
        assertThat(diagnosis.isMetersCpu()).isFalse();
        assertThat(diagnosis.isEnforcesCpu()).isFalse();
        assertThat(finding(diagnosis, "cgroups").level()).isEqualTo(Finding.Level.PROBLEM);
        assertThat(finding(diagnosis, "cgroups").remedy()).contains("mount cgroup2");
    }

    @Test
    void aHybridMachineIsToldWhatItLacks() throws IOException {
        hybrid();

        Diagnosis diagnosis = examine(machine(true, ClockState.SYNCHRONISED, 5L << 30));

        assertThat(diagnosis.cgroupMode()).isEqualTo(CgroupMode.HYBRID);
        assertThat(diagnosis.isMetersCpu()).isTrue();
        assertThat(diagnosis.isEnforcesCpu()).isTrue();
        assertThat(diagnosis.controllers()).containsEntry("cpu", "v1 " + fsRoot.resolve("cg/cpu"));
        assertThat(diagnosis.capabilities().get("limit.memoryHigh").why()).contains("boot with cgroup v2");
        assertThat(finding(diagnosis, "cgroups").level()).isEqualTo(Finding.Level.NOTE);
        assertThat(finding(diagnosis, "subtree").says()).contains("/landlord is not there yet");
    }

    @Test
    void whatIsWantingIsNamedWithItsRemedy() throws IOException {
        Diagnosis diagnosis = examine(machine(false, ClockState.UNSYNCHRONISED, 100 << 20));

        assertThat(finding(diagnosis, "user").remedy()).contains("as root");
        assertThat(finding(diagnosis, "disk").says()).isEqualTo("100Mi free for /data");
        assertThat(finding(diagnosis, "disk").level()).isEqualTo(Finding.Level.PROBLEM);
        assertThat(finding(diagnosis, "clock").level()).isEqualTo(Finding.Level.NOTE);
        assertThat(finding(diagnosis, "pressure").remedy()).contains("psi=1");
    }

    @Test
    void jsonSaysTheVerdictFirst() throws IOException {
        JsonNode json = MessageCodec.mapper().valueToTree(examine(machine(true, ClockState.UNKNOWN, 5L << 30)));

        assertThat(json.propertyNames()).startsWith("metersCpu", "enforcesCpu");
        assertThat(json.path("findings").path(0).path("level").asString()).isEqualTo("ok");
        assertThat(json.path("cgroupMode").asString()).isEqualTo("none");
    }

    @Test
    void thisMachinesClockHasAState() {
        assertThat(ClockState.ofKernel()).isNotEqualTo(ClockState.UNKNOWN);
    }

    private Diagnosis examine(Machine machine) throws IOException {
        return Doctor.examine(machine, new OwnSubtree(CgroupLayout.detect(fsRoot), "landlord"));
    }

    private Machine machine(boolean root, ClockState clock, long freeBytes) {
        return new Machine(fsRoot, "25 (somebody)", "Linux 6.18.44", root, clock, Path.of("/data"), OptionalLong.of(freeBytes));
    }

    private void hybrid() throws IOException {
        for (String hierarchy : new String[] {"cpu", "memory", "unified"}) {
            Files.createDirectories(fsRoot.resolve("cg").resolve(hierarchy));
        }
        Files.writeString(fsRoot.resolve("cg/unified/cgroup.controllers"), "\n");
        Files.createDirectories(fsRoot.resolve("proc/self"));
        Files.writeString(fsRoot.resolve("proc/self/mountinfo"), """
            32 31 0:29 / /cg/cpu rw,relatime - cgroup cgroup rw,cpu,cpuacct
            35 31 0:32 / /cg/memory rw,relatime - cgroup cgroup rw,memory
            41 31 0:38 / /cg/unified rw,relatime - cgroup2 cgroup2 rw
            """);
    }

    private static Finding finding(Diagnosis diagnosis, String check) {
        return diagnosis.findings().stream().filter(finding -> finding.check().equals(check)).findFirst().orElseThrow();
    }
}
