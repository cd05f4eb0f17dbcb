package dev.landlord.launcher.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.landlord.launcher.harness.TestKafka;
import dev.landlord.launcher.run.Workload;
import dev.landlord.protocol.TenantId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What `kill -9` of agent or controller leaves, and what becomes of it.
@Tag("kernel")
@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Order(1)
class CrashKernelTest {
    @RegisterExtension
    static final TestKafka KAFKA = TestKafka.fresh();

    private static final TenantId TENANT = new TenantId("tenant-b");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /// Of class `strict`.
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration QUIET = Duration.ofSeconds(5);

    private static HouseInProcesses house;
    private static KernelView kernel;
    private static String original;

    @BeforeAll
    static void startHouse() throws Exception {
        house = HouseInProcesses.named("landlord-crash", KAFKA.clientProperties());
        kernel = house.kernel();
        house.start();
        house.declare("tenants: [{id: tenant-b, quota: {cpu: 500m}, class: strict}]", TENANT);
        // A throttle by hand reaches the nodes on which the tenant is known to be.
        await().atMost(PATIENCE).until(() ->
            !house.tenant("tenant-b").path("isolation").path("status").asString("not-started").equals("not-started"));
        original = kernel.cpuLimit(TENANT);
    }

    @AfterAll
    static void stopHouse() {
        if (house != null) {
            house.close();
        }
    }

    @Test
    @Order(1)
    void theAgentDiesDuringAThrottle() throws Exception {
        throttle();
        String limit = kernel.cpuLimit(TENANT);

        house.killAgent();
        assertThat(kernel.cpuLimit(TENANT)).isEqualTo(limit);
        house.startAgent();

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(kernel.cpuLimit(TENANT)).isEqualTo(limit);
            assertThat(house.tenant("tenant-b").path("enforcement").path("state").asString("")).isEqualTo("throttled");
        });
        release();
    }

    @Test
    @Order(2)
    void theControllerDiesDuringAThrottle() throws Exception {
        throttle();
        String limit = kernel.cpuLimit(TENANT);
        Instant until = limitsUntil();

        house.killController();
        house.startController();

        await().atMost(PATIENCE).until(() -> limitsUntil().isAfter(until));
        assertThat(kernel.cpuLimit(TENANT)).isEqualTo(limit);
        release();
    }

    @Test
    @Order(3)
    void theAgentDiesDuringAnEvictionAndASuccessorIsSafe() throws Exception {
        Workload victim = stubborn("train");
        house.killAgent();
        assertThat(victim.process().isAlive()).isTrue();
        house.startAgent();

        await().atMost(PATIENCE).until(() -> !victim.process().isAlive() && kernel.processes(TENANT, "train").isEmpty());
        await().atMost(PATIENCE).until(() -> count("evicted") == 1);
        assertThat(victim.group().remove(PATIENCE)).isTrue();

        Workload successor = house.run(TENANT, "train", "sleep", "600");
        house.killAgent();
        house.startAgent();
        assertThat(successor.exit()).as("the successor of the evicted workload").isNotCompleted();
        await().during(QUIET).atMost(QUIET.multipliedBy(2)).until(() -> successor.process().isAlive());
        assertThat(count("evict")).isEqualTo(1);
        successor.process().destroyForcibly().waitFor();
        assertThat(successor.group().remove(PATIENCE)).isTrue();
    }

    @Test
    @Order(4)
    void theControllerDiesDuringAnEviction() throws Exception {
        long orders = count("evict");
        long ended = count("evicted");
        Workload victim = stubborn("infer");
        house.killController();
        house.startController();

        await().atMost(PATIENCE).until(() -> !victim.process().isAlive() && kernel.processes(TENANT, "infer").isEmpty());
        await().atMost(PATIENCE).until(() -> count("evicted") == ended + 1);
        await().during(QUIET).atMost(QUIET.multipliedBy(2)).until(() -> count("evict") == orders + 1);
        assertThat(victim.group().remove(PATIENCE)).isTrue();
    }

    @Test
    @Order(5)
    void theControllerIsGoneForGoodAndTheLeaseEnds() throws Exception {
        throttle();

        house.killController();

        await().atMost(LEASE.plus(PATIENCE)).until(() -> kernel.cpuLimit(TENANT).equals(original));
    }

    /// A workload that is being evicted: it has had its SIGTERM, and does not mind. Its processes stay the same, as an eviction that is
    /// taken up after a crash ends those only that it found before.
    private static Workload stubborn(String name) {
        Path marker = house.data().resolve(name + ".asked");
        Workload workload = house.run(TENANT, name, "sh", "-c",
            "(trap '' TERM; exec sleep 600) & trap 'echo >> \"$1\"' TERM; while :; do wait; done",
            "sh", marker.toString());
        await().atMost(PATIENCE).ignoreExceptions().until(() -> byHand("evict", "{\"workload\":\"%s\",\"reason\":\"a test\"}".formatted(name)));
        await().atMost(PATIENCE).until(() -> Files.exists(marker));
        return workload;
    }

    private static void throttle() {
        byHand("throttle", "{\"limits\":{\"cpuCores\":0.25},\"reason\":\"a test\",\"minutes\":30}");
        await().atMost(PATIENCE).until(() -> !kernel.cpuLimit(TENANT).equals(original));
        await().atMost(PATIENCE).until(() -> limitsUntil() != null);
    }

    private static void release() {
        byHand("release", "{\"reason\":\"a test\"}");
        await().atMost(PATIENCE).until(() -> kernel.cpuLimit(TENANT).equals(original));
    }

    private static Instant limitsUntil() {
        String until = house.tenant("tenant-b").path("enforcement").path("limits").path(0).path("until").asString("");
        return until.isEmpty() ? null : Instant.parse(until);
    }

    private static boolean byHand(String action, String body) {
        house.client().post("/tenants/tenant-b/" + action, body.getBytes(StandardCharsets.UTF_8), "application/json");
        return true;
    }

    private static long count(String action) {
        return new Decisions(house.client()).count(TENANT, action);
    }
}
