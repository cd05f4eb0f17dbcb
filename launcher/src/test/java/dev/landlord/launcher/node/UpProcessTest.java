package dev.landlord.launcher.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.landlord.launcher.Landlord;
import dev.landlord.launcher.client.ControllerAddress;
import dev.landlord.launcher.client.ControllerClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `landlord up` as a process of its own.
@Timeout(300)
class UpProcessTest {
    private static final long START_SECONDS = 120;

    @TempDir
    Path scratch;

    @Test
    void everythingRunsKeepsOthersOutAndEndsInOrder() throws Exception {
        Path data = scratch.resolve("data");
        Process up = up("up", data, "--port", "0");
        await().atMost(START_SECONDS, TimeUnit.SECONDS).until(() -> said("up").contains("Stop with Ctrl-C"));

        ControllerAddress address = ControllerAddress.find(null, null, data);
        try (ControllerClient client = new ControllerClient(address)) {
            assertThat(client.ready().path("status").asString("")).isEqualTo("ready");
            await().atMost(START_SECONDS, TimeUnit.SECONDS).until(() -> !client.get("/nodes").path("nodes").isEmpty());
        }
        Process second = up("second", data, "--port", "0");
        assertThat(second.waitFor(START_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isEqualTo(1);
        assertThat(said("second")).contains("is in use by another broker (process " + up.pid() + ")").doesNotContain("\tat ");

        up.destroy();
        assertThat(up.waitFor(START_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(up.exitValue()).as(said("up")).isZero();
        assertThat(said("up")).containsSubsequence("stopping agent, controller, broker", "stopped").doesNotContain("\tat ");
        assertThat(said("up").lines()).as("what Kafka's code says, which concerns nobody here").noneMatch(
            line -> line.matches("\\S+ (WARN|ERROR) +(o\\.a\\.k|org\\.apache\\.kafka|kafka)\\..*"));
        assertThat(data.resolve(ControllerAddress.URL_FILE)).doesNotExist();

        Files.setPosixFilePermissions(data.resolve("agent"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Process restore = Landlord.start(builder -> builder.redirectErrorStream(true).redirectOutput(scratch.resolve("restore").toFile()),
            "agent", "--restore", "--data", data.toString(), "--config", scratch.resolve("agent.yaml").toString());
        assertThat(restore.waitFor(START_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(said("restore")).contains("no limit was left to put back");
        assertThat(restore.exitValue()).isZero();
        assertThat(Files.getPosixFilePermissions(data.resolve("agent"))).as("closed to others again")
            .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void aTakenPortIsToldWithItsRemedy() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Process up = up("up", scratch.resolve("data"), "--port", Integer.toString(taken.getLocalPort()));

            assertThat(up.waitFor(START_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(up.exitValue()).isEqualTo(1);
            assertThat(said("up")).contains("the controller does not start", "choose another port with --port").doesNotContain("\tat ");
        }
    }

    private Process up(String name, Path data, String... more) throws IOException {
        Path config = Files.writeString(scratch.resolve("agent.yaml"), "subtree: landlord-up-" + ProcessHandle.current().pid() + "\n");
        List<String> line = new ArrayList<>(List.of("up", "--data", data.toString(), "--kafka-port", "0", "--agent-config", config.toString()));
        line.addAll(List.of(more));
        return Landlord.start(builder -> builder.redirectErrorStream(true).redirectOutput(scratch.resolve(name).toFile()),
            line.toArray(String[]::new));
    }

    private String said(String name) throws IOException {
        return Files.readString(scratch.resolve(name));
    }
}
