package dev.landlord.agent.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.landlord.agent.enforce.Dial;
import dev.landlord.agent.enforce.Knob;
import dev.landlord.protocol.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {
    @TempDir
    Path scratch;

    @Test
    void isMadeForItsOwnerAlone() throws IOException {
        var directory = scratch.resolve("var").resolve("agent");
        StateDirectory.prepare(directory);

        assertThat(mode(directory)).isEqualTo("rwx------");
    }

    @Test
    void whatAnAgentBeforeLeftOpenIsClosedAndUsed() throws IOException {
        var directory = scratch.resolve("agent");
        try (var state = AgentState.open(directory, "boot-1")) {
            state.limits().intend(new TenantId("tenant-b"), "/landlord/tenant-b", Dial.of(Knob.PIDS), 4_711, "max", "50");
        }
        Files.writeString(directory.resolve("agent-run"), "7\n");
        open(directory);

        try (var state = AgentState.open(directory, "boot-1")) {
            assertThat(state.limits().tenants()).containsExactly(new TenantId("tenant-b"));
        }
        assertThat(mode(directory)).isEqualTo("rwx------");
    }

    @Test
    void anOpenDirectoryWithAnythingElseIsLeftAsItIs() throws IOException {
        Files.createDirectory(scratch.resolve("limits"));
        Files.createFile(scratch.resolve("thesis.tex"));
        open(scratch);

        assertThatThrownBy(() -> StateDirectory.prepare(scratch)).isInstanceOf(IOException.class).hasMessageContaining("thesis.tex")
            .hasMessageContaining("chmod 700 " + scratch);
        assertThat(mode(scratch)).isEqualTo("rwxr-xr-x");
    }

    private static void open(Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String mode(Path directory) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory));
    }
}
