package dev.landlord.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeIdentityTest {
    @Test
    void readsWhatTheKernelSays(@TempDir Path fsRoot) throws Exception {
        var kernel = Files.createDirectories(fsRoot.resolve("proc/sys/kernel/random")).getParent();
        Files.writeString(kernel.resolve("hostname"), "n1.example\n");
        Files.writeString(kernel.resolve("random/boot_id"), "8b1f6c1e-3f0e-4a55-9d44-3d0c2c5f7a10\n");
        Files.writeString(kernel.resolve("ostype"), "Linux\n");
        Files.writeString(kernel.resolve("osrelease"), "6.18.44\n");

        assertThat(NodeIdentity.read(fsRoot)).isEqualTo(new NodeIdentity("n1.example", "8b1f6c1e-3f0e-4a55-9d44-3d0c2c5f7a10", "Linux 6.18.44"));
    }

    @ParameterizedTest
    @CsvSource({"n1.example,n1.example", "(none),none-", "_x y/z,x-y-z", "a..b,a.b", "'',node", "---,node"})
    void makesAnIdOfAnyHostName(String hostName, String id) {
        assertThat(new NodeIdentity(hostName, "boot", "Linux").defaultId().value()).isEqualTo(id);
    }

    @Test
    void cutsALongName() {
        assertThat(new NodeIdentity("n".repeat(64), "boot", "Linux").defaultId().value()).hasSize(63);
    }
}
