package dev.landlord.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.landlord.protocol.message.NodeReport.CgroupMode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupLayoutTest {
    @TempDir
    Path scratch;

    static Path host(String name) {
        try {
            return Path.of(CgroupLayoutTest.class.getResource("/hosts/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(name, e);
        }
    }

    @Test
    void v1WithCpuAndCpuacctMountedTogether() throws IOException {
        var root = host("v1").resolve("sys/fs/cgroup");
        var cpu = new Mount(root.resolve("cpu,cpuacct"), Mount.Version.V1, false);

        var layout = CgroupLayout.detect(host("v1"));

        assertThat(layout.mode()).isEqualTo(CgroupMode.V1);
        assertThat(layout.unified()).isEmpty();
        assertThat(layout.mounts()).isEqualTo(Map.of(
            Controller.CPU, cpu,
            Controller.CPUACCT, cpu,
            Controller.MEMORY, new Mount(root.resolve("memory"), Mount.Version.V1, false),
            Controller.PIDS, new Mount(root.resolve("pids"), Mount.Version.V1, true),
            Controller.IO, new Mount(root.resolve("blkio"), Mount.Version.V1, false),
            Controller.FREEZER, new Mount(root.resolve("freezer"), Mount.Version.V1, false)));
        assertThat(layout.hierarchies()).hasSize(5).doesNotHaveDuplicates();
        assertThat(layout.counting()).contains(cpu);
    }

    @Test
    void hybridKeepsControllersOnV1AndAddsTheUnifiedHierarchy() throws IOException {
        var root = host("hybrid").resolve("sys/fs/cgroup");

        var layout = CgroupLayout.detect(host("hybrid"));

        assertThat(layout.mode()).isEqualTo(CgroupMode.HYBRID);
        assertThat(layout.mounts().keySet()).containsExactly(Controller.values());
        assertThat(layout.mounts().values()).allMatch(m -> m.version() == Mount.Version.V1);
        assertThat(layout.counting()).contains(new Mount(root.resolve("cpuacct"), Mount.Version.V1, false));
        assertThat(layout.unified()).contains(new Mount(root.resolve("unified"), Mount.Version.V2, false));
        assertThat(layout.hierarchies()).extracting(Mount::root).extracting(p -> p.getFileName().toString())
            .containsExactly("cpu", "cpuacct", "memory", "pids", "blkio", "freezer", "unified");
        assertThat(layout.group(Controller.MEMORY, "/a/b")).contains(root.resolve("memory/a/b"));
    }

    @Test
    void v2CarriesEverything() throws IOException {
        var unified = new Mount(host("v2").resolve("sys/fs/cgroup"), Mount.Version.V2, false);

        var layout = CgroupLayout.detect(host("v2"));

        assertThat(layout.mode()).isEqualTo(CgroupMode.V2);
        assertThat(layout.mounts().keySet()).containsExactly(Controller.values());
        assertThat(layout.hierarchies()).containsExactly(unified);
        assertThat(layout.counting()).contains(unified);
        assertThat(layout.group(Controller.FREEZER, "/")).contains(unified.root());
    }

    @Test
    void coreFeaturesNeedNoControllerOnV2() throws IOException {
        mountinfo("30 1 0:9 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");
        Files.createDirectories(scratch.resolve("sys/fs/cgroup"));
        Files.writeString(scratch.resolve("sys/fs/cgroup/cgroup.controllers"), "\n");

        assertThat(CgroupLayout.detect(scratch).mounts().keySet()).containsExactly(Controller.CPUACCT, Controller.FREEZER);
    }

    @Test
    void prefersTheMountThatShowsTheWholeHierarchyAndTakesWrites() throws IOException {
        mountinfo("""
            30 1 0:9 /docker/abc /part rw - cgroup cgroup rw,memory
            31 1 0:9 / /read/only ro - cgroup cgroup rw,memory
            32 1 0:9 / /with\\040space rw shared:1 master:2 - cgroup cgroup rw,memory
            a line that is none
            """);

        assertThat(CgroupLayout.detect(scratch).mount(Controller.MEMORY))
            .contains(new Mount(scratch.resolve("with space"), Mount.Version.V1, false));
    }

    @Test
    void whatIsHiddenUnderAnotherMountIsNotThere() throws IOException {
        var hybrid = Files.readString(host("hybrid").resolve("proc/self/mountinfo"));

        mountinfo(hybrid + "60 31 0:50 / /sys/fs/cgroup rw - tmpfs none rw\n");
        assertThat(CgroupLayout.detect(scratch).mode()).isEqualTo(CgroupMode.NONE);

        mountinfo(hybrid + "60 31 0:50 / /sys/fs/cgroup rw - tmpfs none rw\n61 60 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n");
        assertThat(CgroupLayout.detect(scratch).mounts()).containsOnlyKeys(Controller.CPU);
    }

    @Test
    void oneThatIsMountedOverItselfCountsAsTheUppermostSays() throws IOException {
        mountinfo("""
            27 1 254:0 / / rw - ext4 /dev/vda rw
            30 27 0:29 / /cpu rw - cgroup cgroup rw,cpu
            31 30 0:29 / /cpu ro - cgroup cgroup rw,cpu
            """);

        assertThat(CgroupLayout.detect(scratch).mount(Controller.CPU)).contains(new Mount(scratch.resolve("cpu"), Mount.Version.V1, true));
    }

    @Test
    void nothingMountedIsAModeOfItsOwn() throws IOException {
        assertThat(CgroupLayout.detect(scratch).mode()).isEqualTo(CgroupMode.NONE);
        mountinfo("22 27 0:21 / /proc rw,relatime - proc proc rw\n");
        var layout = CgroupLayout.detect(scratch);
        assertThat(layout.mode()).isEqualTo(CgroupMode.NONE);
        assertThat(layout.hierarchies()).isEmpty();
        assertThat(layout.counting()).isEmpty();
    }

    @Test
    void aGroupStaysUnderItsMount() {
        var mount = new Mount(Path.of("/sys/fs/cgroup/cpu"), Mount.Version.V1, false);

        assertThat(mount.group("/a/b")).isEqualTo(Path.of("/sys/fs/cgroup/cpu/a/b"));
        assertThat(mount.cgroup(mount.group("/a/b"))).isEqualTo("/a/b");
        assertThat(mount.cgroup(mount.root())).isEqualTo("/");
        for (var bad : new String[] {"a", "", "/../memory/a", "/a/../../b", "/a/.."}) {
            assertThatThrownBy(() -> mount.group(bad)).as(bad).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private void mountinfo(String text) throws IOException {
        Files.createDirectories(scratch.resolve("proc/self"));
        Files.writeString(scratch.resolve("proc/self/mountinfo"), text);
    }
}
