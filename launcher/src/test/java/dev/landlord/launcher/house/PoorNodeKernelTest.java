package dev.landlord.launcher.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.landlord.agent.host.Controller;
import dev.landlord.launcher.Landlord;
import dev.landlord.launcher.client.ControllerAddress;
import dev.landlord.launcher.client.ControllerClient;
import dev.landlord.launcher.harness.TestSubtree;
import dev.landlord.test.Require;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `landlord demo` and others where cgroups cannot be written, or are not there: they meter what they can, say what they cannot do and
/// why, and end in order. As a user without rights, and as root in a mount namespace of its own, which nobody else sees.
@Tag("kernel")
@Timeout(300)
@Order(1)
class PoorNodeKernelTest {
    private static final long PATIENCE_SECONDS = 120;
    /// Nobody, who may read the test's classes wherever they lie, but write nothing that is another's.
    private static final List<String> AS_NOBODY = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
        "--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search", "--bounding-set=-all,+dac_read_search");
    private static final String READ_ONLY = "grep ' - cgroup' /proc/self/mountinfo | cut -d' ' -f5 | while read -r at; do"
        + " mount -o remount,ro,bind \"$at\" || exit 1; done; exec \"$@\"";
    private static final String HIDDEN = "mount -t tmpfs none /sys/fs/cgroup && exec \"$@\"";

    @TempDir
    Path scratch;

    private TestSubtree subtree;
    private Path data;
    private Process demo;

    @BeforeEach
    void prepare() throws Exception {
        subtree = TestSubtree.named("landlord-poor-test");
        Require.capability("kernel", succeeds(AS_NOBODY, "true") && succeeds(inMounts("exec \"$@\""), "true"), "needs root, setpriv and unshare");
        Files.setPosixFilePermissions(scratch, PosixFilePermissions.fromString("rwxr-xr-x"));
        data = Files.createDirectory(scratch.resolve("data"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    @AfterEach
    void end() {
        try (var _ = subtree) {
            if (demo != null) {
                demo.destroyForcibly().onExit().join();
            }
        }
    }

    @Test
    void withoutRightsItMetersAndNamesTheFileThatItMayNotWrite() throws Exception {
        Files.setAttribute(data, "unix:uid", 65_534);
        String why = subtree.own().layout().mount(Controller.CPU).orElseThrow().root() + " is not writable for this user; run Landlord as root";

        demo(AS_NOBODY, "limit.cpu", why);

        JsonNode node = client(client -> client.get("/nodes")).path("nodes").path(0);
        assertThat(node.at("/capabilities/limit.cpu/why").asString("")).isEqualTo(why);
        assertThat(node.at("/capabilities/meter.cpu/available").asBoolean()).isTrue();
        assertNobodysProcessesAreMetered();
        assertItEndsInOrder();
        assertThat(said("doctor", AS_NOBODY, 1)).contains(why, "not hold them to a CPU quota");
        assertThat(said("run", AS_NOBODY, 1, "--tenant", "tenant-a", "--subtree", subtree.own().subtree(), "--", "true"))
            .contains("no agent has prepared this node", "is not writable for this user; run Landlord as root");
    }

    @Test
    void onReadOnlyMountsItMetersAndNamesTheMount() throws Exception {
        String why = subtree.own().layout().mount(Controller.CPU).orElseThrow().root()
            + " is mounted read-only; remount it rw (in a container: run it privileged)";

        demo(inMounts(READ_ONLY), "limit.cpu", why);

        assertThat(client(client -> client.get("/nodes")).at("/nodes/0/capabilities/limit.cpu/why").asString("")).isEqualTo(why);
        assertNobodysProcessesAreMetered();
        assertItEndsInOrder();
    }

    @Test
    void withoutAnyHierarchyTheNodeIsStillSeen() throws Exception {
        String why = "controller cpuacct is not mounted; mount cgroup2 on /sys/fs/cgroup";

        demo(inMounts(HIDDEN), "meter.cpu", why);

        JsonNode node = client(client -> client.get("/nodes")).path("nodes").path(0);
        assertThat(node.path("cgroupMode").asString("")).isEqualTo("none");
        assertThat(node.at("/capabilities/meter.cpu/why").asString("")).isEqualTo(why);
        assertThat(node.at("/host/memoryBytes").asLong()).isPositive();
        assertItEndsInOrder();
        assertThat(said("doctor", inMounts(HIDDEN), 1)).contains("no hierarchy is mounted", "can meter nobody's CPU");
        assertThat(said("run", inMounts(HIDDEN), 1, "--tenant", "tenant-a", "--", "true")).contains("no cgroup hierarchy is mounted");
        assertThat(said("agent", inMounts(HIDDEN), 0, "--restore", "--data", scratch.resolve("restore").toString()))
            .contains("no limit was left to put back");
    }

    /// Starts it, and returns as soon as it shows what it meters.
    private void demo(List<String> prefix, String lacks, String why) throws Exception {
        demo = Landlord.start(builder -> within(prefix, builder).redirectOutput(scratch.resolve("demo").toFile()),
            "demo", "--port", "0", "--subtree", subtree.own().subtree(), "--data", data.toString());
        await().atMost(PATIENCE_SECONDS, TimeUnit.SECONDS).until(() -> said().contains(": cpu ") || !demo.isAlive());
        assertThat(said()).containsSubsequence("not possible here: " + lacks + ": " + why, "no workload is started, for no group can be made for it",
            "nothing is throttled", "node ", ": cpu ").doesNotContain("\tat ", "\u001b", "within a minute");
    }

    private void assertNobodysProcessesAreMetered() {
        await().atMost(PATIENCE_SECONDS, TimeUnit.SECONDS).until(() ->
            client(client -> client.get("/tenants/_unattributed")).at("/usage/memoryBytes").asLong() > 0);
    }

    private void assertItEndsInOrder() throws Exception {
        demo.destroy();
        assertThat(demo.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(demo.exitValue()).as(said()).isZero();
        assertThat(said()).endsWith("ended\n").doesNotContain("\tat ", "while ending");
        assertThat(subtree.own().directories()).noneMatch(Files::exists);
    }

    /// What a command says that ends by itself, with the status that it should have.
    private String said(String command, List<String> prefix, int status, String... arguments) throws Exception {
        Path file = scratch.resolve(command);
        List<String> line = new ArrayList<>(List.of(command));
        line.addAll(List.of(arguments));
        Process process = Landlord.start(builder -> within(prefix, builder).redirectOutput(file.toFile()), line.toArray(String[]::new));
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(file)).isEqualTo(status);
        assertThat(Files.readString(file)).doesNotContain("\tat ");
        return Files.readString(file);
    }

    private static ProcessBuilder within(List<String> prefix, ProcessBuilder builder) {
        List<String> line = new ArrayList<>(prefix);
        line.addAll(builder.command());
        return builder.command(line).redirectErrorStream(true);
    }

    /// In a mount namespace of its own, after a script that ends with running what follows.
    private static List<String> inMounts(String script) {
        return List.of("unshare", "--mount", "--propagation", "private", "sh", "-c", script, "sh");
    }

    private static boolean succeeds(List<String> prefix, String command) throws InterruptedException {
        List<String> line = new ArrayList<>(prefix);
        line.add(command);
        try {
            return new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (IOException _) {
            return false;
        }
    }

    private <T> T client(Function<ControllerClient, T> call) {
        try (ControllerClient client = new ControllerClient(ControllerAddress.find(null, null, data))) {
            return call.apply(client);
        }
    }

    private String said() throws IOException {
        return Files.readString(scratch.resolve("demo"));
    }
}
