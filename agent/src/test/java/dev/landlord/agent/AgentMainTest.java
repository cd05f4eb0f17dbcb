package dev.landlord.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentMainTest {
    private final StringWriter said = new StringWriter();

    @Test
    void aConfigurationThatIsWrongStopsTheStart(@TempDir Path scratch) throws Exception {
        var file = Files.writeString(scratch.resolve("agent.yaml"), "modee: watch\n");

        assertThat(run("--config", file.toString())).isEqualTo(2);
        assertThat(said.toString()).contains("agent.yaml: line 1: modee").contains("did you mean 'mode'?").doesNotContain("at dev.landlord");
    }

    @Test
    void aConfigurationThatIsNotThereStopsTheStart(@TempDir Path scratch) {
        assertThat(run("--config", scratch.resolve("none.yaml").toString())).isEqualTo(2);
        assertThat(said.toString()).contains("none.yaml cannot be read").doesNotContain("at dev.landlord");
    }

    @Test
    void restoreSaysWhatItDid(@TempDir Path scratch) throws Exception {
        var file = Files.writeString(scratch.resolve("agent.yaml"), "stateDir: " + scratch.resolve("state") + "\n");

        assertThat(run("--restore", "--config", file.toString())).isZero();
        assertThat(said.toString()).contains("0 limits put back");
    }

    /// Whoever may make groups chooses their names.
    @Test
    void aNameCannotPlayTricksOnTheTerminal(@TempDir Path scratch) throws Exception {
        var file = Files.writeString(scratch.resolve("agent.yaml"), "stateDir: " + scratch.resolve("state") + "\n");
        var limits = Files.createDirectories(scratch.resolve("state").resolve("limits"));
        Files.setPosixFilePermissions(scratch.resolve("state"), PosixFilePermissions.fromString("rwx------"));
        Files.writeString(limits.resolve("tenant-a.json"), """
            {"bootId":"%s","tenant":"tenant-a","knobs":[{"cgroup":"/gone\\u001b[2J\\u202e","knob":"CPU","inode":1,\
            "held":{"original":"-1","ours":["50000"]}}]}""".formatted(Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip()));

        assertThat(run("--restore", "--config", file.toString())).isZero();
        assertThat(said.toString()).contains("of /gone?[2J? is back to '-1'", "1 limits put back").doesNotContain("\u001b", "\u202e");
    }

    @Test
    void theDistributedConfigurationHoldsTheDefaults() throws Exception {
        var distributed = AgentConfig.read(Path.of("src/dist/conf/agent.yaml"));

        assertThat(distributed.withKafka(AgentConfig.DEFAULTS.kafka())).isEqualTo(AgentConfig.DEFAULTS);
        assertThat(distributed.kafka().bootstrap()).isEqualTo("127.0.0.1:9092");
    }

    private int run(String... arguments) {
        return AgentMain.commandLine().setOut(new PrintWriter(said, true)).setErr(new PrintWriter(said, true)).execute(arguments);
    }
}
