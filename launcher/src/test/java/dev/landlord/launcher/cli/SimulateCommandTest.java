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

    private void budgetOfTenantB(String budget) throws IOException {
        Files.writeString(tenants, TENANTS + "    budget: { %s }%n".formatted(budget));
    }

    private Path used(String from, String to, String lines) throws IOException {
        return Files.writeString(directory.resolve("used.json"), """
            {"from":"%s","to":"%s","timeZone":"UTC","by":["tenant"],"asOf":"2026-11-22T09:00:00Z","status":"open","lines":[%s],
             "total":{"status":"open","used":{"cpuUsageUsec":10000000}}}
            """.formatted(from, to, lines));
    }

    /// 18 core-seconds, of which 80 % are used in the 18th second.
    @Test
    void tellsWhoseBudgetWouldHaveBeenSpentAndWhatFollowed() throws IOException {
        budgetOfTenantB("cpuHours: 0.005");

        assertThat(replay()).isZero();

        assertThat(simulate.out().lines().limit(15)).containsExactly(
            "2026-11-22T10:00:00Z to 2026-11-22T10:00:59Z: 120 samples",
            "",
            "TENANT    CLASS     WARNED  WEIGHTED  THROTTLED  FROZEN  HELD BACK  EVICTED  NOT DONE",
            "tenant-a  standard       -         -          -       -          -        -         -",
            "tenant-b  strict         2         -          2       -       40 s        -         -",
            "",
            "TENANT    CLASS   BUDGET FROM  PER    USED  STATE  OF WHAT",
            "tenant-b  strict  2026-11-01   month  167%  spent  0.0083 of 0.005 core-hours",
            "",
            "WHEN                  TENANT    CLASS   WHAT                  FOR  WHY",
            "2026-11-22T10:00:06Z  tenant-b  strict  warned                4 s  CPU 1.00 of 0.50 cores for 4 s",
            "2026-11-22T10:00:10Z  tenant-b  strict  throttled            28 s  CPU 1.00 of 0.50 cores for 8 s",
            "2026-11-22T10:00:17Z  tenant-b  strict  warned (budget)      30 s  Of its budget from 2026-11-01 to 2026-12-01 (UTC) it has used "
                + "0.0042 of 0.0050 CPU hours (83 %); when it is spent, its workloads are ended one after the other, and what is started anew is "
                + "limited to 0.10 cores on each node.",
            "2026-11-22T10:00:47Z  tenant-b  strict  budget spent        12 s+  Its budget from 2026-11-01 to 2026-12-01 (UTC) is spent: it has "
                + "used 0.0083 of 0.0050 CPU hours (166 %).",
            "2026-11-22T10:00:47Z  tenant-b  strict  throttled (budget)  12 s+  Because its budget for the month from 2026-11-01 (UTC) on is "
                + "spent, it is limited to 0.10 cores on each node until 2026-12-01 (UTC), or until it has more.");
        assertThat(simulate.out())
            .contains("what was used in the month or the day before 2026-11-22T10:00:00Z is not known. Of a month, --used tells.");
    }

    @Test
    void budgetsAreInTheJson() throws IOException {
        budgetOfTenantB("cpuHours: 0.005, per: day");

        assertThat(replay("-o", "json")).isZero();

        JsonNode report = MessageCodec.mapper().readTree(simulate.out());
        assertThat(report.path("tenants").get(0).path("today").has("budgets")).isFalse();
        JsonNode today = report.path("tenants").get(1).path("today");
        assertThat(today.path("spent").asInt()).isOne();
        JsonNode budget = today.path("budgets").get(0);
        assertThat(budget.path("from").asString()).isEqualTo("2026-11-22");
        assertThat(budget.path("budget").path("per").asString()).isEqualTo("day");
        assertThat(budget.path("cpuUsageUsec").asLong()).isEqualTo(30_000_000);
        assertThat(budget.path("state").asString()).isEqualTo("spent");
        assertThat(today.path("episodes").get(2).path("rule").asString()).isEqualTo("budget.warn");
    }

    @Test
    void whatAReportTellsOfTheMonthBeforeCounts() throws IOException {
        budgetOfTenantB("cpuHours: 0.005");
        Path used = used("2026-11-01", "2026-11-21", """
            {"tenant":"tenant-b","status":"final","used":{"cpuUsageUsec":10000000,"memoryKibSeconds":7}}""");

        assertThat(replay("--used", used.toString())).isZero();

        assertThat(simulate.out()).contains("2026-11-22T10:00:07Z  tenant-b  strict  warned (budget)",
            "count what was used before 2026-11-22T00:00:00Z and what was recorded, from 2026-11-22T10:00:00Z on; what lies between is not known.");
    }

    @Test
    void useThatWouldCountTwiceOrIsOfAnotherTimeIsRefused() throws IOException {
        String line = "{\"tenant\":\"tenant-b\",\"used\":{\"cpuUsageUsec\":1}}";

        refuses(used("2026-11-01", "2026-11-22", line),
            "tells of 2026-11-22 too, when the recording begins: that would count twice; make it with --to 2026-11-21");
        refuses(used("2026-10-01", "2026-10-31", line), "is about 2026-10, but the recording begins in 2026-11");
        refuses(used("2026-11-02", "2026-11-20", line), "begins on 2026-11-02; a budget's month begins on the first");
        refuses(used("2026-11-01", "2026-11-21", "{\"node\":\"n1\",\"used\":{}}"), "is not by tenant");
        refuses(Files.writeString(directory.resolve("no.json"), "[1]"), "is no report; make it with: landlord report");
        refuses(directory.resolve("nowhere.json"), "cannot be read");
    }

    private void refuses(Path used, String why) {
        assertThat(replay("--used", used.toString())).isEqualTo(2);
        assertThat(simulate.err()).contains(why);
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
