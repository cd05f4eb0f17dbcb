package dev.landlord.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.launcher.client.ControllerAddress;
import dev.landlord.protocol.json.MessageCodec;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import picocli.CommandLine.Command;

/// The commands that tell of tenants and declare them, and what every command says of a controller that it cannot ask.
class TenantCommandsTest {
    private static final String TENANT_B = """
        {"id":"tenant-b","version":3,"class":"strict","labels":{"team":"vision"},
         "quota":{"cpuCores":0.5,"memoryBytes":268435456},"ceiling":{},"match":[{"cgroup":"/slurm/uid_1001/*"}],
         "usage":{"cpuCores":0.49,"memoryBytes":1048576,"pids":3},"share":{"cpu":0.98,"memory":0.004},
         "enforcement":{"state":"throttled","score":100,"since":"2026-11-22T10:00:01.123Z","reason":"CPU 1.0 of 0.5 cores for 11 s",
            "byResource":{"cpu":{"state":"throttled","score":100,"since":"2026-11-22T10:00:01Z"}},
            "limits":[{"node":"n1","limits":{"cpuCores":0.5},"until":"2026-11-22T10:01:01Z","outcome":"applied"}]},
         "isolation":{"status":"active","allocated":{"cpuCores":0.5},"limitsEnforced":true,"since":"2026-11-22T10:00:00Z",
            "checks":[{"name":"limits","passed":true,"detail":"written and read back"}]},
         "workloads":[{"node":"n1","id":"train-1","cgroup":"/landlord/tenant-b/train-1","cgroupId":4711,"origin":"own",
            "firstSeen":"2026-11-22T09:59:00Z","usage":{"cpuCores":0.49,"memoryBytes":1048576,"pids":3,"ioBytesPerSecond":0},
            "processes":[{"pid":4242,"user":"alice","command":"python \\u001b[31mtrain.py","cpuCores":0.93,"residentBytes":524288}]}]}
        """;

    @RegisterExtension
    final ClientCommand client = new ClientCommand(Root::new);

    @Test
    void listFindsTheControllerByItsDataDirectory() {
        client.controller().answers("GET /api/v1/tenants", 200,
            "{\"tenants\":[" + TENANT_B + ",{\"id\":\"_unattributed\",\"usage\":{\"cpuCores\":0.02}}]}");

        assertThat(client.run("tenant", "list")).isZero();

        assertThat(client.out().lines()).containsExactly(
            "TENANT         CLASS   STATE       CPU  QUOTA  MEMORY  QUOTA  PIDS  IO  BUDGET  ISOLATION  REASON",
            "tenant-b       strict  throttled  0.49    0.5     1Mi  256Mi     3   -       -  active     CPU 1.0 of 0.5 cores for 11 s",
            "_unattributed  -       -          0.02      -       -      -     -   -       -  -");
    }

    @Test
    void showTellsAllAndKeepsHostileTextHarmless() {
        client.controller().answers("GET /api/v1/tenants/tenant-b", 200, TENANT_B);

        assertThat(client.run("tenant", "show", "tenant-b")).isZero();

        assertThat(client.out()).contains("cpu       0.49    0.5        -    98%    100  throttled",
            "state      throttled since 2026-11-22T10:00:01Z: CPU 1.0 of 0.5 cores for 11 s",
            "isolation  active since 2026-11-22T10:00:00Z, limits enforced",
            "ok   limits: written and read back", "match      cgroup /slurm/uid_1001/*", "label      team: vision",
            "n1    cpu 0.5  2026-11-22T10:01:01Z  applied", "/landlord/tenant-b/train-1", "python ?[31mtrain.py");
        assertThat(client.out()).doesNotContain("\u001b");
    }

    @Test
    void showTellsWhatIsLeftOfABudget() {
        client.controller().answers("GET /api/v1/tenants/tenant-b", 200, TENANT_B.replace("\"ceiling\"", """
            "budget":{"per":"month","from":"2026-11-01","to":"2026-12-01","zone":"UTC","state":"warned",\
            "cpuHours":{"limit":500.0,"used":423.4,"left":76.6,"share":0.8468}},"ceiling\""""));

        assertThat(client.run("tenant", "show", "tenant-b")).isZero();
        assertThat(client.out()).contains("IN THE MONTH THAT BEGAN ON 2026-11-01 (UTC): budget warned, begins anew on 2026-12-01",
            "cpu        423     500    85%  core-hours  76.6 left").doesNotContain("GiB-hours");
    }

    @Test
    void showSaysThatAClassOnlyWatches() {
        client.controller().answers("GET /api/v1/tenants/tenant-b", 200,
            TENANT_B.replace("\"class\":\"strict\"", "\"class\":\"trial\",\"mode\":\"watch\""));

        assertThat(client.run("tenant", "show", "tenant-b")).isZero();
        assertThat(client.out().lines().findFirst()).contains("tenant-b: class trial (only says what it would do), version 3");
        assertThat(client.out()).contains("isolation  active since 2026-11-22T10:00:00Z, limits watched, not enforced");
    }

    @Test
    void showSaysWhereAQuotaHoldsOnEachNodeByItself() {
        client.controller().answers("GET /api/v1/tenants/tenant-b", 200, TENANT_B.replace("\"ceiling\"", "\"scope\":\"node\",\"ceiling\""));

        assertThat(client.run("tenant", "show", "tenant-b")).isZero();

        assertThat(client.out())
            .contains("The quota holds on each node by itself; USE is that of all nodes, SHARE that of the node where it is most.");
    }

    @Test
    void budgetsAndTheMonthAreTold() {
        String month = "\"from\":\"2026-11-01\",\"to\":\"2026-12-01\",\"zone\":\"UTC\"";
        String budgeted = TENANT_B.replaceFirst("\\{", """
            {"monthToDate":{%1$s,"cpuHours":431.25,"memoryGibHours":7.0},"budget":{"per":"month",%1$s,"state":"warned",
             "cpuHours":{"limit":500.0,"used":431.25,"left":68.75,"share":0.8625}},""".formatted(month));
        client.controller().answers("GET /api/v1/tenants/tenant-b", 200, budgeted);
        client.controller().answers("GET /api/v1/tenants", 200, "{\"tenants\":[" + budgeted + "]}");
        client.controller().answers("GET /api/v1/nodes", 200, "{\"nodes\":[]}");

        assertThat(client.run("tenant", "show", "tenant-b")).isZero();
        assertThat(client.out()).contains("""
            USED IN THE MONTH THAT BEGAN ON 2026-11-01 (UTC): budget warned, begins anew on 2026-12-01
              RESOURCE  USED  BUDGET  SHARE  UNIT        LEFT
              cpu        431     500    86%  core-hours  68.8 left
              memory       7       -      -  GiB-hours
            """);
        assertThat(client.run("tenant", "list")).isZero();
        assertThat(client.run("top", "--once", "--sort", "budget")).isZero();
        assertThat(client.out().lines().filter(line -> line.contains("  86% warned  "))).hasSize(2);
    }

    @Test
    void topPrintsATableOnceWhereThereIsNoTerminal() {
        client.controller().answers("GET /api/v1/tenants", 200,
            "{\"tenants\":[{\"id\":\"_unattributed\",\"usage\":{\"cpuCores\":1.5}}," + TENANT_B + "]}");
        client.controller().answers("GET /api/v1/nodes", 200, "{\"nodes\":[{\"id\":\"n1\",\"state\":\"up\"}]}");

        int status = client.run("top", "--sort", "score");
        assertThat(status).as(client.err()).isZero();
        assertThat(client.out().lines()).containsExactly(
            "TENANT         STATE      SCORE   CPU  QUOTA    %  MEMORY  QUOTA   %  PIDS  QUOTA  %  IO  QUOTA  %  BUDGET  REASON",
            "tenant-b       throttled    100  0.49    0.5  98%     1Mi  256Mi  0%     3      -  -   -      -  -       -  "
                + "CPU 1.0 of 0.5 cores for 11 s",
            "_unattributed  -              -   1.5      -    -       -      -   -     -      -  -   -      -  -       -");
        client.forgetOut();
        assertThat(client.run("top", "--once", "--sort", "cpu")).isZero();
        assertThat(client.out().lines().skip(1)).first().asString().startsWith("_unattributed");
        client.forgetOut();
        assertThat(client.run("top", "-o", "json")).isZero();
        assertThat(MessageCodec.mapper().readTree(client.out()).path("tenants").size()).isEqualTo(2);
        assertThat(MessageCodec.mapper().readTree(client.out()).path("nodes").path(0).path("id").asString("")).isEqualTo("n1");
        assertThat(client.run("top", "--interval", "10ms")).isEqualTo(2);
        assertThat(client.run("top", "--sort", "luck")).isEqualTo(2);
        assertThat(client.err()).contains("want 100ms to 1h", "luck");
    }

    @Test
    void topPrintsTextOfOthersHarmlessly() {
        client.controller().answers("GET /api/v1/tenants", 200, "{\"tenants\":[" + TENANT_B.replace("CPU 1.0", "\\u001b[2J") + "]}");
        client.controller().answers("GET /api/v1/nodes", 200, "{\"nodes\":[]}");

        assertThat(client.run("top", "--once")).isZero();
        assertThat(client.out()).contains("?[2J of 0.5 cores").doesNotContain("\u001b");
    }

    @Test
    void jsonIsForPrograms() {
        client.controller().answers("GET /api/v1/tenants/tenant-b", 200, TENANT_B);

        assertThat(client.run("tenant", "show", "tenant-b", "-o", "json")).isZero();

        assertThat(client.out()).contains("\"cpuCores\" : 0.49").contains("\\u001B[31m");
    }

    @Test
    void applySendsTheFileAndTheToken() throws IOException {
        client.controller().answers("PUT /api/v1/tenants?dryRun=false&prune=false", 200,
            "{\"dryRun\":false,\"changes\":[{\"tenant\":\"tenant-a\",\"change\":\"created\"},{\"tenant\":\"tenant-b\",\"change\":\"unchanged\"}]}");
        Path file = Files.writeString(client.data().resolve("tenants.yaml"), "tenants: []\n");

        assertThat(client.run("tenant", "apply", "-f", file.toString())).isZero();

        assertThat(client.controller().lastCall().authorization()).contains("Bearer s3cret");
        assertThat(client.controller().lastCall().contentType()).contains("application/yaml");
        assertThat(client.controller().lastCall().body()).isEqualTo("tenants: []\n");
        assertThat(client.out().lines()).containsExactly("tenant-a created", "tenant-b unchanged");
    }

    @Test
    void aDryRunSaysSo() throws IOException {
        client.controller().answers("PUT /api/v1/tenants?dryRun=true&prune=true", 200,
            "{\"dryRun\":true,\"changes\":[{\"tenant\":\"old\",\"change\":\"deleted\"}]}");
        Path file = Files.writeString(client.data().resolve("tenants.yaml"), "tenants: []\n");

        assertThat(client.run("tenant", "apply", "--dry-run", "--prune", "-f", file.toString())).isZero();

        assertThat(client.out().lines()).containsExactly("old deleted", "dry run: nothing was changed");
    }

    @Test
    void pruningTenantsThatRunNamesTheWayOut() throws IOException {
        client.controller().answers("PUT /api/v1/tenants?dryRun=false&prune=true", 409,
            "{\"title\":\"Conflict\",\"status\":409,\"reason\":\"tenant-has-workloads\",\"detail\":\"still running: train-1 on n1\"}");
        client.controller().answers("PUT /api/v1/tenants?dryRun=false&prune=true&release=true", 200, "{\"dryRun\":false,\"changes\":[]}");
        Path file = Files.writeString(client.data().resolve("tenants.yaml"), "tenants: []\n");

        assertThat(client.run("tenant", "apply", "--prune", "-f", file.toString())).isEqualTo(1);
        assertThat(client.err()).contains("still running: train-1 on n1 (tenant-has-workloads); with --release");
        assertThat(client.run("tenant", "apply", "--prune", "--release", "-f", file.toString())).isZero();
    }

    @Test
    void aRefusedFileIsToldByLineAndField() throws IOException {
        client.controller().answers("PUT /api/v1/tenants?dryRun=false&prune=false", 400, """
            {"type":"about:blank","title":"Bad Request","status":400,"reason":"document-refused","detail":"2 problems",
             "problems":[{"line":3,"field":"tenants[0].quota.cpu","message":"cpu must be above zero (smallest: 1m)"},{"message":"empty"}]}""");
        Path file = Files.writeString(client.data().resolve("tenants.yaml"), "tenants: []\n");

        assertThat(client.run("tenant", "apply", "-f", file.toString())).isEqualTo(1);

        assertThat(client.err().lines()).containsExactly(
            file + ":3: tenants[0].quota.cpu: cpu must be above zero (smallest: 1m)", file + ": empty", "nothing was changed");
        assertThat(client.out()).isEmpty();
    }

    @Test
    void aMissingFileIsTold() {
        assertThat(client.run("tenant", "apply", "-f", client.data().resolve("absent.yaml").toString())).isEqualTo(1);
        assertThat(client.err()).contains("absent.yaml cannot be read");
    }

    @Test
    void deletingWithWorkloadsNamesTheWayOut() {
        client.controller().answers("DELETE /api/v1/tenants/tenant-b?release=false", 409,
            "{\"title\":\"Conflict\",\"status\":409,\"reason\":\"tenant-has-workloads\",\"detail\":\"tenant-b has 1 workload\"}");
        client.controller().answers("DELETE /api/v1/tenants/tenant-b?release=true", 204, "");

        assertThat(client.run("tenant", "delete", "tenant-b")).isEqualTo(1);
        assertThat(client.err()).contains("tenant-b has 1 workload (tenant-has-workloads); with --release");
        assertThat(client.run("tenant", "delete", "--release", "tenant-b")).isZero();
        assertThat(client.out().strip()).isEqualTo("tenant-b deleted");
    }

    @Test
    void explainPrintsSentencesThenFigures() {
        client.controller().answers("GET /api/v1/tenants/tenant-b/explain", 200, """
            {"tenant":"tenant-b","sentences":["tenant-b is throttled to 0.5 cores."],
             "figures":[{"resource":"cpu","use":0.49,"quota":0.5,"score":100,"state":"throttled"},{"resource":"gpu","use":1}],
             "limits":[{"node":"n1","limits":{"cpuCores":0.5},"until":"2026-11-22T10:01:01Z"}]}""");

        assertThat(client.run("explain", "tenant-b")).isZero();

        assertThat(client.out().lines()).containsExactly("tenant-b is throttled to 0.5 cores.", "",
            "RESOURCE   USE  QUOTA  SCORE  STATE", "cpu       0.49    0.5    100  throttled", "gpu          -      -      -  -", "",
            "NODE  LIMITS   UNTIL", "n1    cpu 0.5  2026-11-22T10:01:01Z");
    }

    @Test
    void anUnknownTenantIsAFailureNotAUsageError() {
        client.controller().answers("GET /api/v1/tenants/nobody", 404,
            "{\"title\":\"Not Found\",\"status\":404,\"reason\":\"tenant-not-found\",\"detail\":\"no tenant 'nobody'\"}");

        assertThat(client.run("tenant", "show", "nobody")).isEqualTo(1);
        assertThat(client.err()).contains("no tenant 'nobody' (tenant-not-found)");
    }

    @Test
    void wrongUsageIsStatusTwo() {
        assertThat(client.runAsIs("tenant")).isEqualTo(2);
        assertThat(client.run("tenant", "show", "../../etc")).isEqualTo(2);
        assertThat(client.err()).contains("say which: apply, list, show or delete", "is not valid");
    }

    @Test
    void nobodyThereSaysWhatToStart() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        assertThat(client.run("tenant", "list", "--url", "http://127.0.0.1:" + free)).isEqualTo(1);
        assertThat(client.err()).contains("nothing answers at http://127.0.0.1:" + free, "landlord up", "--url");
    }

    @Test
    void somethingElseThereIsTold() {
        assertThat(client.run("tenant", "list")).isEqualTo(1);
        assertThat(client.err()).contains("not as a Landlord controller does (status 404, text/html)");
    }

    @Test
    void theTokenStaysOnThisMachine() {
        assertThat(ControllerAddress.find("http://example.org:8080", null, client.data()).token()).isEmpty();
        assertThat(ControllerAddress.find("http://localhost:8080", null, client.data()).token()).contains("s3cret");
        assertThat(ControllerAddress.find("http://example.org:8080", client.data().resolve("admin.token"), client.data()).token()).contains("s3cret");
        assertThat(ControllerAddress.find(null, null, client.data().resolve("none"))).isEqualTo(
            new ControllerAddress(ControllerAddress.DEFAULT_URL, Optional.empty()));
    }

    @Test
    void withoutATokenItSaysWhereToFindOne() throws IOException {
        Files.delete(client.data().resolve("admin.token"));
        client.controller().answers("DELETE /api/v1/tenants/tenant-b?release=false", 401,
            "{\"title\":\"Unauthorized\",\"status\":401,\"reason\":\"token-missing\",\"detail\":\"send the token\"}");

        assertThat(client.run("tenant", "delete", "tenant-b")).isEqualTo(1);
        assertThat(client.err()).contains("--token-file").contains("--data");
    }

    @Command(name = "landlord", subcommands = {TenantCommand.class, ExplainCommand.class, TopCommand.class})
    private static final class Root {
    }
}
