package dev.landlord.launcher.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.landlord.launcher.harness.TestKafka;
import dev.landlord.launcher.run.Workload;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.Tally;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// A budget acts once, also across a fail-over: what it leads to is said and done by one controller and taken over by the next, twice, each of
/// which knows only what the broker tells.
@Tag("kernel")
@Timeout(300)
@Order(1)
class BudgetKernelTest {
    @RegisterExtension
    static final TestKafka KAFKA = TestKafka.fresh();

    private static final TenantId TENANT = new TenantId("tenant-b");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /// Five seconds of one core.
    private static final double CPU_HOURS = 5.0 / 3600;
    private static final double MORE_CPU_HOURS = 1;
    /// Of class `standard`.
    private static final double FLOOR_CORES = 0.1;
    private static final Duration WARNED = Duration.ofSeconds(30);
    private static final double NANOS_PER_MICRO = 1_000;
    /// The API tells millionths of an hour.
    private static final double ROUNDING_USEC = 2_000;

    private static HouseInProcesses house;
    private static KernelView kernel;

    @BeforeAll
    static void startHouse() throws Exception {
        house = HouseInProcesses.named("landlord-budget", KAFKA.clientProperties());
        kernel = house.kernel();
        house.start();
        declare(CPU_HOURS);
        house.awaitGroups(TENANT);
    }

    @AfterAll
    static void stopHouse() {
        if (house != null) {
            house.close();
        }
    }

    @Test
    void aBudgetActsOnceWhoeverDecides() throws Exception {
        String original = kernel.cpuLimit(TENANT);
        Workload hog = house.run(TENANT, "hog", "sh", "-c", "while :; do :; done");

        await().atMost(PATIENCE).until(() -> new Decisions(house.client()).of(TENANT).stream().anyMatch(BudgetKernelTest::isWarning));
        assertThat(kernel.cpuLimit(TENANT)).as("while it is only warned").isEqualTo(original);
        failOverTo("second");

        await().atMost(WARNED.plus(PATIENCE)).until(() -> !kernel.cpuLimit(TENANT).equals(original));
        long floored = System.nanoTime();
        long usedThen = kernel.cpuNanos(TENANT);
        assertThat(kernel.cpuQuotaCores(TENANT)).isEqualTo(FLOOR_CORES);
        await().atMost(PATIENCE).until(() -> limitsUntil() != null);
        Instant until = limitsUntil();
        failOverTo("third");

        await().atMost(PATIENCE).until(() -> limitsUntil() != null && limitsUntil().isAfter(until));
        assertThat(kernel.cpuQuotaCores(TENANT)).as("the limit stands on").isEqualTo(FLOOR_CORES);
        assertThat((double) (kernel.cpuNanos(TENANT) - usedThen) / (System.nanoTime() - floored)).as("cores since it is limited")
            .isBetween(0.0, FLOOR_CORES * 1.1);
        assertThat(house.tenant("tenant-b").at("/budget/state").asString("")).isEqualTo("spent");
        assertThat(rules()).containsExactly("budget.warn", "budget.spent", "budget.floor");
        assertThat(Duration.between(at("budget.warn"), at("budget.spent"))).as("the warning has stood").isGreaterThanOrEqualTo(WARNED);

        declare(MORE_CPU_HOURS);
        await().atMost(PATIENCE).until(() -> kernel.cpuLimit(TENANT).equals(original));
        assertThat(hog.process().isAlive()).as("nothing is ended for it").isTrue();
        assertThat(rules()).containsExactly("budget.warn", "budget.spent", "budget.floor", "budget.changed");

        assertThat(new Decisions(house.client()).of(TENANT)).as("the last controller tells the same").containsExactlyElementsOf(decisions());
        hog.process().destroyForcibly().waitFor();
        assertThat(hog.group().remove(PATIENCE)).isTrue();
        assertOneAccount();
    }

    /// What the budget counts is what the kernel says was used, and what the ledger publishes.
    private static void assertOneAccount() {
        double used = kernel.cpuNanos(TENANT) / NANOS_PER_MICRO;
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(countedUsec("/budget/cpuHours/used")).isCloseTo(used, within(ROUNDING_USEC)));
        JsonNode tenant = house.tenant("tenant-b");
        assertThat(tenant.at("/budget/state").asString("")).isEqualTo("within");
        assertThat(tenant.at("/monthToDate/cpuHours")).isEqualTo(tenant.at("/budget/cpuHours/used"));
        // The last record of a tenant that leaves has all of it, without the wait for the minute's end.
        house.client().delete("/tenants/tenant-b");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat((double) bookedUsec(tenant.at("/budget/from").asString("").substring(0, 7)))
            .isCloseTo(used, within(1.0)));
    }

    private static void declare(double cpuHours) {
        house.client().put("/tenants/tenant-b", "{\"class\":\"standard\",\"budget\":{\"cpuHours\":%s}}".formatted(cpuHours)
            .getBytes(StandardCharsets.UTF_8), "application/json");
    }

    /// Another controller goes on, with nothing but what the broker has.
    private static void failOverTo(String directory) throws Exception {
        house.killController();
        house.startController(directory);
    }

    private static Instant limitsUntil() {
        String until = house.tenant("tenant-b").path("enforcement").path("limits").path(0).path("until").asString("");
        return until.isEmpty() ? null : Instant.parse(until);
    }

    private static double countedUsec(String pointer) {
        return house.tenant("tenant-b").at(pointer).asDouble(Double.NaN) * Tally.USEC_PER_CORE_HOUR;
    }

    private static boolean isWarning(JsonNode decision) {
        return decision.path("rule").asString("").equals("budget.warn");
    }

    /// The rules of all that was ever decided about its budget. What was decided just before a fail-over comes again, as it was.
    private static List<String> rules() {
        return decisions().stream().map(decision -> decision.path("rule").asString("")).filter(rule -> rule.startsWith("budget.")).toList();
    }

    private static Instant at(String rule) {
        return decisions().stream().filter(decision -> decision.path("rule").asString("").equals(rule))
            .map(decision -> Instant.parse(decision.path("at").asString(""))).findFirst().orElseThrow();
    }

    private static List<JsonNode> decisions() {
        return all(Topic.DECISIONS).stream().distinct()
            .sorted(Comparator.comparing(decision -> Instant.parse(decision.path("at").asString("")))).toList();
    }

    /// @param month e.g. `2026-11`
    private static long bookedUsec(String month) {
        Map<String, JsonNode> latest = new HashMap<>();
        all(Topic.LEDGER).stream().filter(entry -> entry.path("day").asString("").startsWith(month)).forEach(entry -> latest.merge(
            entry.path("node").asString("") + "/" + entry.path("day").asString(""), entry,
            (one, other) -> one.path("revision").asLong() > other.path("revision").asLong() ? one : other));
        return latest.values().stream().mapToLong(entry -> entry.path("total").path("cpuUsageUsec").asLong(0)).sum();
    }

    /// What a topic has of the tenant, from its beginning.
    private static List<JsonNode> all(Topic topic) {
        return OutsideConsumer.read(OutsideConsumer.properties(KAFKA.clientProperties()), Duration.ofSeconds(20), List.of(topic))
            .get(topic).stream().map(MessageCodec.mapper()::readTree).filter(entry -> entry.path("tenant").asString("").equals(TENANT.value()))
            .toList();
    }
}
