package dev.landlord.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.launcher.RemedyException;
import dev.landlord.launcher.client.ControllerAddress;
import dev.landlord.protocol.json.MessageCodec;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

class ClientCommandsTest {
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

    private static final String BATCH = """
        {"name":"batch","origin":"added","tenants":2,"priority":80,"mode":"watch","enforce":"contended","clock":{"fillMs":300000,"drainMs":250},
         "marks":{"warn":50.0,"act":100.0,"calm":25.0},"data":{"samples":3,"share":0.5},"weight":{"at":75.0,"cpuWeight":25},"squeeze":{"at":75.0},
         "tiers":[{"factor":1.0,"minimumMs":0},{"factor":0.5,"minimumMs":120000}],"forgiveAfterMs":3600000,"leaseMs":90000,
         "eviction":{"warnedMs":30000,"ttlMs":60000,"graceMs":0,"cooldownMs":60000},
         "contention":{"cpuPercent":20.0,"memoryPercent":10.0,"ioPercent":20.0,"quietMs":60000},"exempt":{"processes":["sshd"],"users":[]},
         "budget":{"warnAtPercent":80.0,"answer":"throttle","floorCores":0.1}}
        """;

    @TempDir
    Path data;

    private FakeController controller;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void start() throws IOException {
        controller = new FakeController();
        Files.writeString(data.resolve("admin.token"), "s3cret\n");
        Files.writeString(data.resolve("controller.url"), controller.url() + "\n");
    }

    @AfterEach
    void stop() {
        controller.close();
    }

    @Test
    void listFindsTheControllerByItsDataDirectory() {
        controller.answers("GET /api/v1/tenants", 200, "{\"tenants\":[" + TENANT_B + ",{\"id\":\"_unattributed\",\"usage\":{\"cpuCores\":0.02}}]}");

        assertThat(run("tenant", "list")).isZero();

        assertThat(out.toString().lines()).containsExactly(
            "TENANT         CLASS   STATE       CPU  QUOTA  MEMORY  QUOTA  PIDS  IO  BUDGET  ISOLATION  REASON",
            "tenant-b       strict  throttled  0.49    0.5     1Mi  256Mi     3   -       -  active     CPU 1.0 of 0.5 cores for 11 s",
            "_unattributed  -       -          0.02      -       -      -     -   -       -  -");
    }

    @Test
    void showTellsAllAndKeepsHostileTextHarmless() {
        controller.answers("GET /api/v1/tenants/tenant-b", 200, TENANT_B);

        assertThat(run("tenant", "show", "tenant-b")).isZero();

        assertThat(out.toString()).contains("cpu       0.49    0.5        -    98%    100  throttled",
            "state      throttled since 2026-11-22T10:00:01Z: CPU 1.0 of 0.5 cores for 11 s",
            "isolation  active since 2026-11-22T10:00:00Z, limits enforced",
            "ok   limits: written and read back", "match      cgroup /slurm/uid_1001/*", "label      team: vision",
            "n1    cpu 0.5  2026-11-22T10:01:01Z  applied", "/landlord/tenant-b/train-1", "python ?[31mtrain.py");
        assertThat(out.toString()).doesNotContain("\u001b");
    }

    @Test
    void showTellsWhatIsLeftOfABudget() {
        controller.answers("GET /api/v1/tenants/tenant-b", 200, TENANT_B.replace("\"ceiling\"", """
            "budget":{"per":"month","from":"2026-11-01","to":"2026-12-01","zone":"UTC","state":"warned",\
            "cpuHours":{"limit":500.0,"used":423.4,"left":76.6,"share":0.8468}},"ceiling\""""));

        assertThat(run("tenant", "show", "tenant-b")).isZero();
        assertThat(out.toString()).contains("IN THE MONTH THAT BEGAN ON 2026-11-01 (UTC): budget warned, begins anew on 2026-12-01",
            "cpu        423     500    85%  core-hours  76.6 left").doesNotContain("GiB-hours");
    }

    @Test
    void showSaysThatAClassOnlyWatches() {
        controller.answers("GET /api/v1/tenants/tenant-b", 200, TENANT_B.replace("\"class\":\"strict\"", "\"class\":\"trial\",\"mode\":\"watch\""));

        assertThat(run("tenant", "show", "tenant-b")).isZero();
        assertThat(out.toString().lines().findFirst()).contains("tenant-b: class trial (only says what it would do), version 3");
    }

    @Test
    void showSaysWhereAQuotaHoldsOnEachNodeByItself() {
        controller.answers("GET /api/v1/tenants/tenant-b", 200, TENANT_B.replace("\"ceiling\"", "\"scope\":\"node\",\"ceiling\""));

        assertThat(run("tenant", "show", "tenant-b")).isZero();

        assertThat(out.toString())
            .contains("The quota holds on each node by itself; USE is that of all nodes, SHARE that of the node where it is most.");
    }

    @Test
    void budgetsAndTheMonthAreTold() {
        String month = "\"from\":\"2026-11-01\",\"to\":\"2026-12-01\",\"zone\":\"UTC\"";
        String budgeted = TENANT_B.replaceFirst("\\{", """
            {"monthToDate":{%1$s,"cpuHours":431.25,"memoryGibHours":7.0},"budget":{"per":"month",%1$s,"state":"warned",
             "cpuHours":{"limit":500.0,"used":431.25,"left":68.75,"share":0.8625}},""".formatted(month));
        controller.answers("GET /api/v1/tenants/tenant-b", 200, budgeted);
        controller.answers("GET /api/v1/tenants", 200, "{\"tenants\":[" + budgeted + "]}");
        controller.answers("GET /api/v1/nodes", 200, "{\"nodes\":[]}");

        assertThat(run("tenant", "show", "tenant-b")).isZero();
        assertThat(out.toString()).contains("""
            USED IN THE MONTH THAT BEGAN ON 2026-11-01 (UTC): budget warned, begins anew on 2026-12-01
              RESOURCE  USED  BUDGET  SHARE  UNIT        LEFT
              cpu        431     500    86%  core-hours  68.8 left
              memory       7       -      -  GiB-hours
            """);
        assertThat(run("tenant", "list")).isZero();
        assertThat(run("top", "--once", "--sort", "budget")).isZero();
        assertThat(out.toString().lines().filter(line -> line.contains("  86% warned  "))).hasSize(2);
    }

    @Test
    void topPrintsATableOnceWhereThereIsNoTerminal() {
        controller.answers("GET /api/v1/tenants", 200,
            "{\"tenants\":[{\"id\":\"_unattributed\",\"usage\":{\"cpuCores\":1.5}}," + TENANT_B + "]}");
        controller.answers("GET /api/v1/nodes", 200, "{\"nodes\":[{\"id\":\"n1\",\"state\":\"up\"}]}");

        int status = run("top", "--sort", "score");
        assertThat(status).as(err.toString()).isZero();
        assertThat(out.toString().lines()).containsExactly(
            "TENANT         STATE      SCORE   CPU  QUOTA    %  MEMORY  QUOTA   %  PIDS  QUOTA  %  IO  QUOTA  %  BUDGET  REASON",
            "tenant-b       throttled    100  0.49    0.5  98%     1Mi  256Mi  0%     3      -  -   -      -  -       -  "
                + "CPU 1.0 of 0.5 cores for 11 s",
            "_unattributed  -              -   1.5      -    -       -      -   -     -      -  -   -      -  -       -");
        out.getBuffer().setLength(0);
        assertThat(run("top", "--once", "--sort", "cpu")).isZero();
        assertThat(out.toString().lines().skip(1)).first().asString().startsWith("_unattributed");
        out.getBuffer().setLength(0);
        assertThat(run("top", "-o", "json")).isZero();
        assertThat(MessageCodec.mapper().readTree(out.toString()).path("tenants").size()).isEqualTo(2);
        assertThat(MessageCodec.mapper().readTree(out.toString()).path("nodes").path(0).path("id").asString("")).isEqualTo("n1");
        assertThat(run("top", "--interval", "10ms")).isEqualTo(2);
        assertThat(run("top", "--sort", "luck")).isEqualTo(2);
        assertThat(err.toString()).contains("want 100ms to 1h", "luck");
    }

    @Test
    void topPrintsTextOfOthersHarmlessly() {
        controller.answers("GET /api/v1/tenants", 200, "{\"tenants\":[" + TENANT_B.replace("CPU 1.0", "\\u001b[2J") + "]}");
        controller.answers("GET /api/v1/nodes", 200, "{\"nodes\":[]}");

        assertThat(run("top", "--once")).isZero();
        assertThat(out.toString()).contains("?[2J of 0.5 cores").doesNotContain("\u001b");
    }

    @Test
    void jsonIsForPrograms() {
        controller.answers("GET /api/v1/tenants/tenant-b", 200, TENANT_B);

        assertThat(run("tenant", "show", "tenant-b", "-o", "json")).isZero();

        assertThat(out.toString()).contains("\"cpuCores\" : 0.49").contains("\\u001B[31m");
    }

    @Test
    void applySendsTheFileAndTheToken() throws IOException {
        controller.answers("PUT /api/v1/tenants?dryRun=false&prune=false", 200,
            "{\"dryRun\":false,\"changes\":[{\"tenant\":\"tenant-a\",\"change\":\"created\"},{\"tenant\":\"tenant-b\",\"change\":\"unchanged\"}]}");
        Path file = Files.writeString(data.resolve("tenants.yaml"), "tenants: []\n");

        assertThat(run("tenant", "apply", "-f", file.toString())).isZero();

        assertThat(controller.lastCall().authorization()).contains("Bearer s3cret");
        assertThat(controller.lastCall().contentType()).contains("application/yaml");
        assertThat(controller.lastCall().body()).isEqualTo("tenants: []\n");
        assertThat(out.toString().lines()).containsExactly("tenant-a created", "tenant-b unchanged");
    }

    @Test
    void aDryRunSaysSo() throws IOException {
        controller.answers("PUT /api/v1/tenants?dryRun=true&prune=true", 200,
            "{\"dryRun\":true,\"changes\":[{\"tenant\":\"old\",\"change\":\"deleted\"}]}");
        Path file = Files.writeString(data.resolve("tenants.yaml"), "tenants: []\n");

        assertThat(run("tenant", "apply", "--dry-run", "--prune", "-f", file.toString())).isZero();

        assertThat(out.toString().lines()).containsExactly("old deleted", "dry run: nothing was changed");
    }

    @Test
    void pruningTenantsThatRunNamesTheWayOut() throws IOException {
        controller.answers("PUT /api/v1/tenants?dryRun=false&prune=true", 409,
            "{\"title\":\"Conflict\",\"status\":409,\"reason\":\"tenant-has-workloads\",\"detail\":\"still running: train-1 on n1\"}");
        controller.answers("PUT /api/v1/tenants?dryRun=false&prune=true&release=true", 200, "{\"dryRun\":false,\"changes\":[]}");
        Path file = Files.writeString(data.resolve("tenants.yaml"), "tenants: []\n");

        assertThat(run("tenant", "apply", "--prune", "-f", file.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("still running: train-1 on n1 (tenant-has-workloads); with --release");
        assertThat(run("tenant", "apply", "--prune", "--release", "-f", file.toString())).isZero();
    }

    @Test
    void aRefusedFileIsToldByLineAndField() throws IOException {
        controller.answers("PUT /api/v1/tenants?dryRun=false&prune=false", 400, """
            {"type":"about:blank","title":"Bad Request","status":400,"reason":"document-refused","detail":"2 problems",
             "problems":[{"line":3,"field":"tenants[0].quota.cpu","message":"cpu must be above zero (smallest: 1m)"},{"message":"empty"}]}""");
        Path file = Files.writeString(data.resolve("tenants.yaml"), "tenants: []\n");

        assertThat(run("tenant", "apply", "-f", file.toString())).isEqualTo(1);

        assertThat(err.toString().lines()).containsExactly(
            file + ":3: tenants[0].quota.cpu: cpu must be above zero (smallest: 1m)", file + ": empty", "nothing was changed");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aMissingFileIsTold() {
        assertThat(run("tenant", "apply", "-f", data.resolve("absent.yaml").toString())).isEqualTo(1);
        assertThat(err.toString()).contains("absent.yaml cannot be read");
    }

    @Test
    void deletingWithWorkloadsNamesTheWayOut() {
        controller.answers("DELETE /api/v1/tenants/tenant-b?release=false", 409,
            "{\"title\":\"Conflict\",\"status\":409,\"reason\":\"tenant-has-workloads\",\"detail\":\"tenant-b has 1 workload\"}");
        controller.answers("DELETE /api/v1/tenants/tenant-b?release=true", 204, "");

        assertThat(run("tenant", "delete", "tenant-b")).isEqualTo(1);
        assertThat(err.toString()).contains("tenant-b has 1 workload (tenant-has-workloads); with --release");
        assertThat(run("tenant", "delete", "--release", "tenant-b")).isZero();
        assertThat(out.toString().strip()).isEqualTo("tenant-b deleted");
    }

    @Test
    void explainPrintsSentencesThenFigures() {
        controller.answers("GET /api/v1/tenants/tenant-b/explain", 200, """
            {"tenant":"tenant-b","sentences":["tenant-b is throttled to 0.5 cores."],
             "figures":[{"resource":"cpu","use":0.49,"quota":0.5,"score":100,"state":"throttled"},{"resource":"gpu","use":1}],
             "limits":[{"node":"n1","limits":{"cpuCores":0.5},"until":"2026-11-22T10:01:01Z"}]}""");

        assertThat(run("explain", "tenant-b")).isZero();

        assertThat(out.toString().lines()).containsExactly("tenant-b is throttled to 0.5 cores.", "",
            "RESOURCE   USE  QUOTA  SCORE  STATE", "cpu       0.49    0.5    100  throttled", "gpu          -      -      -  -", "",
            "NODE  LIMITS   UNTIL", "n1    cpu 0.5  2026-11-22T10:01:01Z");
    }

    @Test
    void anUnknownTenantIsAFailureNotAUsageError() {
        controller.answers("GET /api/v1/tenants/nobody", 404,
            "{\"title\":\"Not Found\",\"status\":404,\"reason\":\"tenant-not-found\",\"detail\":\"no tenant 'nobody'\"}");

        assertThat(run("tenant", "show", "nobody")).isEqualTo(1);
        assertThat(err.toString()).contains("no tenant 'nobody' (tenant-not-found)");
    }

    @Test
    void wrongUsageIsStatusTwo() {
        assertThat(run("tenant")).isEqualTo(2);
        assertThat(run("tenant", "show", "../../etc")).isEqualTo(2);
        assertThat(err.toString()).contains("say which: apply, list, show or delete", "is not valid");
    }

    @Test
    void nobodyThereSaysWhatToStart() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        assertThat(run("tenant", "list", "--url", "http://127.0.0.1:" + free)).isEqualTo(1);
        assertThat(err.toString()).contains("nothing answers at http://127.0.0.1:" + free, "landlord up", "--url");
    }

    @Test
    void somethingElseThereIsTold() {
        assertThat(run("tenant", "list")).isEqualTo(1);
        assertThat(err.toString()).contains("not as a Landlord controller does (status 404, text/html)");
    }

    @Test
    void theTokenStaysOnThisMachine() {
        assertThat(ControllerAddress.find("http://example.org:8080", null, data).token()).isEmpty();
        assertThat(ControllerAddress.find("http://localhost:8080", null, data).token()).contains("s3cret");
        assertThat(ControllerAddress.find("http://example.org:8080", data.resolve("admin.token"), data).token()).contains("s3cret");
        assertThat(ControllerAddress.find(null, null, data.resolve("none"))).isEqualTo(
            new ControllerAddress(ControllerAddress.DEFAULT_URL, Optional.empty()));
    }

    @Test
    void withoutATokenItSaysWhereToFindOne() throws IOException {
        Files.delete(data.resolve("admin.token"));
        controller.answers("DELETE /api/v1/tenants/tenant-b?release=false", 401,
            "{\"title\":\"Unauthorized\",\"status\":401,\"reason\":\"token-missing\",\"detail\":\"send the token\"}");

        assertThat(run("tenant", "delete", "tenant-b")).isEqualTo(1);
        assertThat(err.toString()).contains("--token-file").contains("--data");
    }

    @Test
    void classesAreAppliedAsTheFileSays() throws IOException {
        controller.answers("PUT /api/v1/classes?dryRun=true", 200,
            "{\"dryRun\":true,\"changes\":[{\"class\":\"batch\",\"change\":\"created\"}]}");
        controller.answers("PUT /api/v1/classes?dryRun=false", 422, """
            {"title":"Unprocessable Content","status":422,"reason":"document-refused","detail":"1 problem; nothing was changed",
             "problems":[{"line":4,"field":"classes[1].lease","message":"must be between 6s and 3600s, got 1s"}]}""");
        Path file = Files.writeString(data.resolve("classes.yaml"), "classes: [ {name: batch} ]\n");

        assertThat(run("class", "apply", "--dry-run", "-f", file.toString())).isZero();
        assertThat(out.toString().lines()).containsExactly("batch created", "dry run: nothing was changed");
        assertThat(controller.lastCall().body()).isEqualTo("classes: [ {name: batch} ]\n");
        assertThat(controller.lastCall().authorization()).contains("Bearer s3cret");

        assertThat(run("class", "apply", "-f", file.toString())).isEqualTo(1);
        assertThat(err.toString().lines())
            .containsExactly(file + ":4: classes[1].lease: must be between 6s and 3600s, got 1s", "nothing was changed");
    }

    @Test
    void classesAreListedShownAndDeleted() {
        controller.answers("GET /api/v1/classes", 200, "{\"classes\":[" + BATCH + "]}");
        controller.answers("GET /api/v1/classes/batch", 200, BATCH);
        controller.answers("DELETE /api/v1/classes/batch", 204, "");
        controller.answers("DELETE /api/v1/classes/strict", 409,
            "{\"title\":\"Conflict\",\"status\":409,\"reason\":\"class-in-use\",\"detail\":\"named by tenant-b\"}");

        assertThat(run("class", "list")).isZero();
        assertThat(out.toString().lines()).containsExactly(
            "CLASS  ORIGIN  TENANTS  PRIORITY  MODE   ENFORCE    FULL AFTER  LEASE  RUNGS",
            "batch  added         2        80  watch  contended          5m    90s  weight, throttle, squeeze, eviction");
        out.getBuffer().setLength(0);
        assertThat(run("class", "show", "batch")).isZero();
        assertThat(out.toString().lines()).containsExactly("batch: added, named by 2 tenants", "", "priority   80", "mode       watch",
            "enforce    contended", "clock      full at twice the quota after 5m, empty after 250ms at most", "marks      warn 50, act 100, calm 25",
            "data       3 samples, 50 % of those expected", "weight     25 of 100 from score 75", "squeeze    memory from score 75",
            "tiers      100 % for 0s, 50 % for 2m", "forgiven   one offence after 1h", "freeze     none", "lease      90s",
            "eviction   warned for 30s, grace 0s, time to live 1m, pause 1m",
            "budget     warned at 80 %; spent: throttle, 0.1 cores left on each node",
            "contention cpu 20 %, memory 10 %, io 20 %, quiet for 1m",
            "exempt     processes: sshd; users: none");
        out.getBuffer().setLength(0);
        assertThat(run("class", "delete", "batch")).isZero();
        assertThat(out.toString().strip()).isEqualTo("batch deleted, or as shipped again");
        assertThat(run("class", "delete", "strict")).isEqualTo(1);
        assertThat(err.toString()).contains("named by tenant-b (class-in-use)");
    }

    @Test
    void aMeansIsSwitchedOffWithAReasonAndOnWithout() {
        controller.answers("PUT /api/v1/switches/throttle", 200, "{\"means\":\"throttle\",\"on\":false}");
        assertThat(run("switch", "off", "throttle", "--reason", "incident 7", "--actor", "alice")).isZero();
        assertThat(controller.lastCall().body()).isEqualTo("{\"on\":false,\"actor\":\"alice\",\"reason\":\"incident 7\"}");
        assertThat(out.toString().strip()).isEqualTo("throttle is switched off for the whole house");
        out.getBuffer().setLength(0);

        controller.answers("PUT /api/v1/switches/throttle", 200, "{\"means\":\"throttle\",\"on\":true}");
        assertThat(run("switch", "on", "throttle", "-o", "json")).isZero();
        assertThat(controller.lastCall().body()).isEqualTo(
            "{\"on\":true,\"actor\":\"%s\",\"reason\":\"switched on again\"}".formatted(System.getProperty("user.name")));
        assertThat(out.toString()).contains("\"on\" : true");

        assertThat(run("switch", "off", "throttle")).as("why?").isEqualTo(2);
        assertThat(run("switch", "off", "everything", "--reason", "x")).isEqualTo(2);
        assertThat(run("switch")).isEqualTo(2);
        assertThat(run("class")).isEqualTo(2);
        assertThat(err.toString()).contains("--reason", "say which: list, off or on", "say which: apply, list, show or delete");
    }

    @Test
    void switchesAreListedWithWhoAndWhy() {
        controller.answers("GET /api/v1/switches", 200, """
            {"switches":[{"means":"weight","on":true},
             {"means":"evict","on":false,"actor":"alice","reason":"incident \\u001b[31m7","at":"2026-11-22T10:00:01.5Z"}]}""");

        assertThat(run("switch", "list")).isZero();

        assertThat(out.toString().lines()).containsExactly("MEANS   STATE  SINCE                 BY     REASON",
            "weight  on     -                     -", "evict   OFF    2026-11-22T10:00:01Z  alice  incident ?[31m7");
    }

    private int run(String... args) {
        List<String> line = new ArrayList<>(Arrays.asList(args));
        if (args.length > 1) {
            line.addAll(List.of("--data", data.toString()));
        }
        return new CommandLine(new Root()).setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(ClientCommandsTest::tell)
            .setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true))
            .execute(line.toArray(String[]::new));
    }

    private static int tell(Exception failure, CommandLine command, ParseResult parsed) {
        command.getErr().println(failure instanceof RemedyException ? failure.getMessage() : failure.toString());
        return CommandLine.ExitCode.SOFTWARE;
    }

    @Command(name = "landlord", subcommands = {TenantCommand.class, ClassCommand.class, SwitchCommand.class, ExplainCommand.class, TopCommand.class})
    private static final class Root {
    }
}
