package dev.landlord.agent.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.agent.host.BlockDevices;
import dev.landlord.agent.host.CgroupLayout;
import dev.landlord.agent.host.OwnSubtree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IoAccountingTest {
    private static final String RULE = "sys/fs/cgroup/blkio/landlord/blkio.throttle.read_bps_device";
    private static final String COUNTER = "sys/fs/cgroup/blkio/blkio.throttle.io_service_bytes_recursive";

    @TempDir
    Path fsRoot;

    private BlockDevices devices;

    @BeforeEach
    void aNodeOfV1WithTwoDisks() throws IOException {
        write("proc/self/mountinfo", "38 31 0:35 / /sys/fs/cgroup/blkio rw,relatime - cgroup cgroup rw,blkio\n");
        write("sys/block/vda/dev", "254:0\n");
        write("sys/block/loop0/dev", "7:0\n");
        write(COUNTER, "Total 0\n");
        devices = new BlockDevices(fsRoot);
        devices.refresh();
    }

    @Test
    void writesAnEmptyRuleForADeviceThatDoesNotCountYet() throws IOException {
        write(RULE, "");
        accounting().ensure();
        assertThat(text(RULE)).isEqualTo("254:0 0");
    }

    @Test
    void writesNothingWhereItCountsAlready() throws IOException {
        write(RULE, "untouched");
        write(COUNTER, "254:0 Read 5\n254:0 Write 6\nTotal 11\n");
        accounting().ensure();
        assertThat(text(RULE)).isEqualTo("untouched");
    }

    @Test
    void waitsForLandlordsOwnGroupAndSurvivesAKernelThatRefuses() throws IOException {
        var accounting = accounting();
        accounting.ensure();
        assertThat(fsRoot.resolve(RULE)).doesNotExist();
        Files.createDirectories(fsRoot.resolve(RULE).getParent());
        accounting.ensure();
        write(RULE, "untouched");
        accounting.ensure();
        assertThat(text(RULE)).as("a device that was refused is not tried again").isEqualTo("untouched");
    }

    private IoAccounting accounting() throws IOException {
        return new IoAccounting(new OwnSubtree(CgroupLayout.detect(fsRoot), "landlord"), devices);
    }

    private void write(String path, String text) throws IOException {
        Files.createDirectories(fsRoot.resolve(path).getParent());
        Files.writeString(fsRoot.resolve(path), text);
    }

    private String text(String path) throws IOException {
        return Files.readString(fsRoot.resolve(path));
    }
}
