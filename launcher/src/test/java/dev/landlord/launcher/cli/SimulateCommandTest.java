package dev.landlord.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.controller.policy.PolicyClasses;
import dev.landlord.controller.rules.HouseRules;
import dev.landlord.controller.view.ClassView;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.UsageSample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class SimulateCommandTest {
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    private static final String TENANTS = """
        tenants:
          - id: tenant-a
            quota: { cpu: 1 }
          - id: tenant-b
            quota: { cpu: 0.5 }
            class: strict
        """;

    @TempDir
    Path directory;

    private final CapturedCommand simulate = new CapturedCommand(SimulateCommand::new);
    private Path usage;
    private Path tenants;

    /// tenant-b uses a core from the third second to the 33rd, tenant-a half a core.
    @BeforeEach
    void record() throws IOException {
        var lines = new ArrayList<String>();
        double[] usec = {0, 0};
        for (int second = 0; second < 60; second++) {
            usec[0] += 0.5e6;
            usec[1] += second >= 3 && second < 33 ? 1e6 : 0;
            for (int i = 0; i < 2; i++) {
                lines.add(new String(MessageCodec.encode(new UsageSample(new TenantId(i == 0 ? "tenant-a" : "tenant-b"), new NodeId("n1"), "boot", 1,
                    second, START.plusSeconds(second), second == 0 ? 0 : 1000,
                    new Meters(Math.round(usec[i]), 0L, 0L, 0L, 1L, 1L, 0L, 0L, 1L, 0L, 0L, 0L, 0L), null, List.of(), Map.of())),
                    StandardCharsets.UTF_8));
            }
        }
        usage = Files.write(directory.resolve("usage.jsonl"), lines);
        tenants = Files.writeString(directory.resolve("tenants.yaml"), TENANTS);
    }

    private int replay(String... more) {
        var arguments = new ArrayList<>(List.of("--usage", usage.toString(), "--tenants", tenants.toString()));
        arguments.addAll(List.of(more));
        return simulate.run(arguments.toArray(String[]::new));
    }

    @Test
    void tellsWhatTodaysClassesDid() {
        assertThat(replay()).isZero();

        assertThat(simulate.out().lines().limit(9)).containsExactly(
            "2026-11-22T10:00:00Z to 2026-11-22T10:00:59Z: 120 samples",
            "",
            "TENANT    CLASS     WARNED  WEIGHTED  THROTTLED  FROZEN  HELD BACK  EVICTED  NOT DONE",
            "tenant-a  standard       -         -          -       -          -        -         -",
            "tenant-b  strict         1         -          1       -       28 s        -         -",
            "",
            "WHEN                  TENANT    CLASS   WHAT        FOR  WHY",
            "2026-11-22T10:00:06Z  tenant-b  strict  warned      4 s  CPU 1.00 of 0.50 cores for 4 s",
            "2026-11-22T10:00:10Z  tenant-b  strict  throttled  28 s  CPU 1.00 of 0.50 cores for 8 s");
        assertThat(simulate.out()).contains("Recorded use does not react");
        assertThat(simulate.err()).isEmpty();
    }

    @Test
    void setsAClassBesideTodaysInJson() {
        assertThat(replay("--class", "standard", "-o", "json")).isZero();

        JsonNode report = MessageCodec.mapper().readTree(simulate.out());
        assertThat(report.path("samples").asInt()).isEqualTo(120);
        assertThat(report.path("tenants").get(0).has("tried")).isFalse();
        JsonNode hog = report.path("tenants").get(1);
        assertThat(hog.path("today").path("class").asString()).isEqualTo("strict");
        assertThat(hog.path("today").path("throttled").asInt()).isOne();
        assertThat(hog.path("today").path("heldBackMs").asInt()).isEqualTo(28_000);
        assertThat(hog.path("today").path("episodes").get(1).path("what").asString()).isEqualTo("throttled");
        assertThat(hog.path("today").path("episodes").get(1).path("from").asString()).isEqualTo("2026-11-22T10:00:10Z");
        assertThat(hog.path("tried").path("class").asString()).isEqualTo("standard");
        assertThat(hog.path("tried").path("episodes").isEmpty()).isTrue();
    }

    @Test
    void triesTheClassesOfAFile() throws IOException {
        Path classes = Files.writeString(directory.resolve("classes.yaml"), """
            classes:
              - name: strict
                from: strict
                clock: { fill: 20s, drain: 30s }
            """);

        assertThat(replay("--policy", classes.toString())).isZero();

        assertThat(simulate.out()).contains("tenant-b  strict (today)", "tenant-b  strict (tried)",
            "2026-11-22T10:00:22Z  tenant-b  strict (tried)  throttled");
    }

    @Test
    void aFileThatChangesNobodysClassIsTold() throws IOException {
        Path classes = Files.writeString(directory.resolve("classes.yaml"), "classes: [ { name: gentle, from: standard } ]");

        assertThat(replay("--policy", classes.toString())).isEqualTo(2);
        assertThat(simulate.err()).contains("changes the class of no tenant; say --class NAME");
        assertThat(replay("--policy", classes.toString(), "--class", "gentle")).isZero();
    }

    @Test
    void everythingWrongInAFileIsToldWithItsLine() throws IOException {
        Path classes = Files.writeString(directory.resolve("classes.yaml"), "classes:\n  - name: gentle\n    clok: 3\n    priority: 1000\n");

        assertThat(replay("--policy", classes.toString())).isEqualTo(2);
        assertThat(simulate.err()).contains(classes + ": line 3:", classes + ": line 4:");
    }

    @Test
    void onlyTheTimeAskedForCounts() {
        assertThat(replay("--from", "2026-11-22T10:00:40Z", "--to", "2026-11-22T11:00:50+01:00")).isZero();

        assertThat(simulate.out()).contains("2026-11-22T10:00:40Z to 2026-11-22T10:00:49Z: 20 samples", "Nothing would have been done to anybody.");
    }

    @Test
    void badLinesAreNamedAndCounted() throws IOException {
        var lines = new ArrayList<>(Files.readAllLines(usage));
        for (int i = 0; i < 7; i++) {
            lines.add(10, "nonsense \u001b[31m");
        }
        Files.write(usage, lines);

        assertThat(replay()).isZero();
        assertThat(simulate.out()).contains("120 samples, 7 values passed over that are no samples");
        assertThat(simulate.err().lines()).hasSize(5).first().asString().isEqualTo(usage + ":11: passed over: no JSON object");
    }

    @Test
    void nothingToReplayFails() throws IOException {
        Files.writeString(tenants, "tenants: [ { id: somebody, quota: { cpu: 1 } } ]");

        assertThat(replay()).isEqualTo(1);
        assertThat(simulate.err()).contains("nothing to replay: 120 samples were read, 120 of tenants that are not declared");
    }

    @Test
    void wrongUsageIsStatus2() {
        assertThat(simulate.run()).isEqualTo(2);
        assertThat(simulate.err()).contains("what was used? Say --usage FILE or --kafka HOST:PORT");
        assertThat(replay("--kafka", "127.0.0.1:9092")).isEqualTo(2);
        assertThat(replay("--record", "x")).isEqualTo(2);
        assertThat(replay("--class", "nosuch")).isEqualTo(2);
        assertThat(simulate.err()).contains("there is no class 'nosuch'; there are lenient, standard, strict, watch");
        assertThat(replay("--from", "yesterday")).isEqualTo(2);
        assertThat(replay("--from", "2026-11-22T10:00:40Z", "--to", "2026-11-22T10:00:40Z")).isEqualTo(2);
        assertThat(simulate.run("--usage", directory.resolve("missing").toString(), "--tenants", tenants.toString())).isEqualTo(2);
        assertThat(simulate.err()).contains("no such file");
        assertThat(simulate.out()).isEmpty();
    }

    @Test
    void asksTheControllerForTenantsAndClasses() throws IOException {
        try (var controller = new FakeController()) {
            controller.answers("GET /api/v1/tenants", 200, """
                {"tenants":[{"id":"tenant-b","version":3,"class":"mine","quota":{"cpuCores":0.5},"ceiling":{},"usage":{"cpuCores":0.1}},
                 {"id":"_unattributed","usage":{"cpuCores":0.02}}]}""");
            controller.answers("GET /api/v1/classes", 200, classes());

            assertThat(simulate.run("--usage", usage.toString(), "--url", controller.url(), "--data", directory.toString())).isZero();
        }
        assertThat(simulate.out()).contains("tenant-b  mine        1         -          1",
            "60 samples are of tenants that are not declared, and were left out.");
    }

    private static String classes() {
        var strict = PolicyClasses.STRICT;
        var view = (ObjectNode) MessageCodec.mapper().valueToTree(
            ClassView.of(strict, HouseRules.Origin.ADDED, 1));
        return "{\"classes\":[" + view.put("name", "mine") + "]}";
    }
}
