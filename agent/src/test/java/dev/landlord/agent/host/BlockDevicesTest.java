package dev.landlord.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockDevicesTest {
    @TempDir
    Path fsRoot;

    @Test
    void tellsDisksFromWhatLiesOnThem() throws IOException {
        device("sda", "8:0");
        device("nvme0n1", "259:0");
        device("dm-0", "253:0");
        Files.createDirectory(fsRoot.resolve("sys/block/dm-0/slaves/sda3"));
        device("loop7", "7:7");
        device("nbd0", "43:0");
        Files.writeString(fsRoot.resolve("sys/block/nbd0/size"), "0\n");
        Files.writeString(fsRoot.resolve("sys/block/sda/size"), "262144\n");
        var devices = new BlockDevices(fsRoot);
        assertThat(devices.bottom()).isEmpty();

        devices.refresh();

        assertThat(devices.bottom()).containsExactlyInAnyOrder("8:0", "259:0");
        assertThat(devices.passing()).containsExactlyInAnyOrder("253:0", "7:7");
    }

    @Test
    void withoutSysfsNothingIsKnown() {
        var devices = new BlockDevices(fsRoot);
        devices.refresh();
        assertThat(devices.bottom()).isEmpty();
        assertThat(devices.passing()).isEmpty();
    }

    private void device(String name, String number) throws IOException {
        Files.createDirectories(fsRoot.resolve("sys/block/" + name + "/slaves"));
        Files.writeString(fsRoot.resolve("sys/block/" + name + "/dev"), number + "\n");
    }
}
