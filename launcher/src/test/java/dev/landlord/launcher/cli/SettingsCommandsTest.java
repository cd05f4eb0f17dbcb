package dev.landlord.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import picocli.CommandLine.Command;

/// The commands that tell of classes and switches, and set them.
class SettingsCommandsTest {
    private static final String BATCH = """
        {"name":"batch","origin":"added","tenants":2,"priority":80,"mode":"watch","enforce":"contended","clock":{"fillMs":300000,"drainMs":250},
         "marks":{"warn":50.0,"act":100.0,"calm":25.0},"data":{"samples":3,"share":0.5},"weight":{"at":75.0,"cpuWeight":25},"squeeze":{"at":75.0},
         "tiers":[{"factor":1.0,"minimumMs":0},{"factor":0.5,"minimumMs":120000}],"forgiveAfterMs":3600000,"leaseMs":90000,
         "eviction":{"warnedMs":30000,"ttlMs":60000,"graceMs":0,"cooldownMs":60000},
         "contention":{"cpuPercent":20.0,"memoryPercent":10.0,"ioPercent":20.0,"quietMs":60000},"exempt":{"processes":["sshd"],"users":[]},
         "budget":{"warnAtPercent":80.0,"answer":"throttle","floorCores":0.1}}
        """;

    @RegisterExtension
    final ClientCommand client = new ClientCommand(Root::new);

    @Test
    void classesAreAppliedAsTheFileSays() throws IOException {
        client.controller().answers("PUT /api/v1/classes?dryRun=true", 200,
            "{\"dryRun\":true,\"changes\":[{\"class\":\"batch\",\"change\":\"created\"}]}");
        client.controller().answers("PUT /api/v1/classes?dryRun=false", 422, """
            {"title":"Unprocessable Content","status":422,"reason":"document-refused","detail":"1 problem; nothing was changed",
             "problems":[{"line":4,"field":"classes[1].lease","message":"must be between 6s and 3600s, got 1s"}]}""");
        Path file = Files.writeString(client.data().resolve("classes.yaml"), "classes: [ {name: batch} ]\n");

        assertThat(client.run("class", "apply", "--dry-run", "-f", file.toString())).isZero();
        assertThat(client.out().lines()).containsExactly("batch created", "dry run: nothing was changed");
        assertThat(client.controller().lastCall().body()).isEqualTo("classes: [ {name: batch} ]\n");
        assertThat(client.controller().lastCall().authorization()).contains("Bearer s3cret");

        assertThat(client.run("class", "apply", "-f", file.toString())).isEqualTo(1);
        assertThat(client.err().lines())
            .containsExactly(file + ":4: classes[1].lease: must be between 6s and 3600s, got 1s", "nothing was changed");
    }

    @Test
    void classesAreListedShownAndDeleted() {
        client.controller().answers("GET /api/v1/classes", 200, "{\"classes\":[" + BATCH + "]}");
        client.controller().answers("GET /api/v1/classes/batch", 200, BATCH);
        client.controller().answers("DELETE /api/v1/classes/batch", 204, "");
        client.controller().answers("DELETE /api/v1/classes/strict", 409,
            "{\"title\":\"Conflict\",\"status\":409,\"reason\":\"class-in-use\",\"detail\":\"named by tenant-b\"}");

        assertThat(client.run("class", "list")).isZero();
        assertThat(client.out().lines()).containsExactly(
            "CLASS  ORIGIN  TENANTS  PRIORITY  MODE   ENFORCE    FULL AFTER  LEASE  RUNGS",
            "batch  added         2        80  watch  contended          5m    90s  weight, throttle, squeeze, eviction");
        client.forgetOut();
        assertThat(client.run("class", "show", "batch")).isZero();
        assertThat(client.out().lines()).containsExactly("batch: added, named by 2 tenants", "", "priority   80", "mode       watch",
            "enforce    contended", "clock      full at twice the quota after 5m, empty after 250ms at most", "marks      warn 50, act 100, calm 25",
            "data       3 samples, 50 % of those expected", "weight     25 of 100 from score 75", "squeeze    memory from score 75",
            "tiers      100 % for 0s, 50 % for 2m", "forgiven   one offence after 1h", "freeze     none", "lease      90s",
            "eviction   warned for 30s, grace 0s, time to live 1m, pause 1m",
            "budget     warned at 80 %; spent: throttle, 0.1 cores left on each node",
            "contention cpu 20 %, memory 10 %, io 20 %, quiet for 1m",
            "exempt     processes: sshd; users: none");
        client.forgetOut();
        assertThat(client.run("class", "delete", "batch")).isZero();
        assertThat(client.out().strip()).isEqualTo("batch deleted, or as shipped again");
        assertThat(client.run("class", "delete", "strict")).isEqualTo(1);
        assertThat(client.err()).contains("named by tenant-b (class-in-use)");
    }

    @Test
    void aMeansIsSwitchedOffWithAReasonAndOnWithout() {
        client.controller().answers("PUT /api/v1/switches/throttle", 200, "{\"means\":\"throttle\",\"on\":false}");
        assertThat(client.run("switch", "off", "throttle", "--reason", "incident 7", "--actor", "alice")).isZero();
        assertThat(client.controller().lastCall().body()).isEqualTo("{\"on\":false,\"actor\":\"alice\",\"reason\":\"incident 7\"}");
        assertThat(client.out().strip()).isEqualTo("throttle is switched off for the whole house");
        client.forgetOut();

        client.controller().answers("PUT /api/v1/switches/throttle", 200, "{\"means\":\"throttle\",\"on\":true}");
        assertThat(client.run("switch", "on", "throttle", "-o", "json")).isZero();
        assertThat(client.controller().lastCall().body()).isEqualTo(
            "{\"on\":true,\"actor\":\"%s\",\"reason\":\"switched on again\"}".formatted(System.getProperty("user.name")));
        assertThat(client.out()).contains("\"on\" : true");

        assertThat(client.run("switch", "off", "throttle")).as("why?").isEqualTo(2);
        assertThat(client.run("switch", "off", "everything", "--reason", "x")).isEqualTo(2);
        assertThat(client.runAsIs("switch")).isEqualTo(2);
        assertThat(client.runAsIs("class")).isEqualTo(2);
        assertThat(client.err()).contains("--reason", "say which: list, off or on", "say which: apply, list, show or delete");
    }

    @Test
    void switchesAreListedWithWhoAndWhy() {
        client.controller().answers("GET /api/v1/switches", 200, """
            {"switches":[{"means":"weight","on":true},
             {"means":"evict","on":false,"actor":"alice","reason":"incident \\u001b[31m7","at":"2026-11-22T10:00:01.5Z"}]}""");

        assertThat(client.run("switch", "list")).isZero();

        assertThat(client.out().lines()).containsExactly("MEANS   STATE  SINCE                 BY     REASON",
            "weight  on     -                     -", "evict   OFF    2026-11-22T10:00:01Z  alice  incident ?[31m7");
    }

    @Command(name = "landlord", subcommands = {ClassCommand.class, SwitchCommand.class})
    private static final class Root {
    }
}
