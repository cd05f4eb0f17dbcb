package dev.landlord.launcher.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.landlord.launcher.run.Workload;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.json.MessageCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// What is billed is what the kernel says was used, whatever died meanwhile: several processes that burn CPU time, started and ended often, while
/// the agent is killed twice, the broker is away, and the controller is killed in the middle of a commit.
@Tag("kernel")
@Timeout(300)
@Order(1)
class LedgerKernelTest {
    private static final TenantId TENANT = new TenantId("tenant-b");
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration BROKER_AWAY = Duration.ofSeconds(60);
    /// A record is cut each minute of the node's time.
    private static final Duration BOOKED_WITHIN = Duration.ofSeconds(100);
    private static final int PHASES = 3;
    /// In each phase; together more than 200.
    private static final int SHORT_ONES = 70;
    private static final int LONG_ONES = 9;
    private static final int SIDE_BY_SIDE = 3;
    private static final double TOLERANCE = 0.001;
    private static final String BURN = "i=0; while [ $i -lt %d ]; do i=$((i+1)); done";
    private static final long NANOS_PER_MICRO = 1000;

    private static HouseInProcesses house;
    private static KernelView kernel;

    @BeforeAll
    static void startHouse() throws Exception {
        house = HouseInProcesses.named("landlord-ledger");
        kernel = house.kernel();
        house.start();
        house.declare("tenants: [{id: tenant-b, quota: {cpu: 64}}]", TENANT);
    }

    @AfterAll
    static void stopHouse() {
        if (house != null) {
            house.close();
        }
    }

    @Test
    void theLedgerSaysWhatTheKernelSays() throws Exception {
        duringLoad(0, () -> {
            house.killAgent();
            house.startAgent();
        });
        await().atMost(PATIENCE).until(() -> !records().isEmpty());
        int before = records().size();

        Instant[] back = new Instant[1];
        duringLoad(1, () -> {
            house.killBroker();
            long since = System.nanoTime();
            house.killAgent();
            house.launchAgent();
            await().atMost(PATIENCE).until(() -> System.nanoTime() - since > BROKER_AWAY.toNanos());
            back[0] = Instant.now();
            house.startBroker();
            house.awaitAgent();
        });
        duringLoad(2, () -> {
            // A record is published between the state that it rests on and the checkpoint.
            await().atMost(BOOKED_WITHIN).pollInterval(Duration.ofMillis(100)).until(() -> records().size() > before);
            house.killController();
            house.startController();
        });

        long used = kernel.cpuNanos(TENANT) / NANOS_PER_MICRO;
        assertThat(used).as("microseconds of CPU time of the parent group").isGreaterThan(2_000_000);
        await().atMost(BOOKED_WITHIN).until(() -> Math.abs(booked("cpuUsageUsec") - used) <= used * TOLERANCE);
        System.out.printf("ledger: %d us booked, %d us in the kernel, %d records%n", booked("cpuUsageUsec"), used, records().size());
        assertThat(kernel.cpuNanos(TENANT) / NANOS_PER_MICRO).as("nothing runs any more").isEqualTo(used);
        assertThat(samplesOfRun(3)).as("of the agent that was started without a broker").filteredOn(sample ->
            Instant.parse(sample.path("sampledAt").asString("")).isBefore(back[0])).hasSizeGreaterThan(20);
        assertConsistent();
        assertThat(booked("cpuUnknownMs")).as("the own group tells all").isZero();
        assertThat(booked("memoryUnknownMs")).as("between two runs of the agent").isPositive();
        assertThat(booked("workloads")).as("those that a sample saw").isBetween(1L, (long) PHASES * (SHORT_ONES + LONG_ONES));
    }

    private interface Event {
        void happen() throws Exception;
    }

    /// Short processes one after the other, and beside them longer ones, two in each of three workloads; something happens meanwhile.
    private static void duringLoad(int phase, Event event) throws Exception {
        CompletableFuture<Void> shortOnes = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < SHORT_ONES; i++) {
                end(house.run(TENANT, "short-%d-%d".formatted(phase, i), "sh", "-c", BURN.formatted(3_000)));
            }
        });
        CompletableFuture<Void> longOnes = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < LONG_ONES; i += SIDE_BY_SIDE) {
                List<Workload> together = new ArrayList<>();
                for (int k = i; k < i + SIDE_BY_SIDE; k++) {
                    String burn = BURN.formatted(100_000);
                    together.add(house.run(TENANT, "long-%d-%d".formatted(phase, k), "sh", "-c",
                        "(%s) & (%s) & wait".formatted(burn, burn)));
                }
                together.forEach(LedgerKernelTest::end);
            }
        });
        event.happen();
        CompletableFuture.allOf(shortOnes, longOnes).join();
    }

    private static void end(Workload workload) {
        assertThat(workload.exit().join()).isZero();
        assertThat(workload.group().remove(PATIENCE)).isTrue();
    }

    /// Whatever was published, however often: one revision of a key has one content, and its total is the sum of its hours.
    private static void assertConsistent() {
        Map<String, JsonNode> byRevision = new HashMap<>();
        for (JsonNode entry : records()) {
            JsonNode other = byRevision.putIfAbsent(key(entry) + " " + entry.path("revision"), entry);
            assertThat(entry).isEqualTo(other == null ? entry : other);
            assertThat(entry.path("hours").valueStream().mapToLong(hour -> hour.path("cpuUsageUsec").asLong(0)).sum())
                .isEqualTo(entry.at("/total/cpuUsageUsec").asLong(0));
        }
    }

    private static long booked(String field) {
        Map<String, JsonNode> latest = new HashMap<>();
        records().forEach(entry -> latest.merge(key(entry), entry,
            (one, other) -> one.path("revision").asLong() > other.path("revision").asLong() ? one : other));
        return latest.values().stream().mapToLong(entry -> entry.path("total").path(field).asLong(0)).sum();
    }

    private static String key(JsonNode entry) {
        return "%s/%s/%s".formatted(entry.path("tenant").asString(""), entry.path("node").asString(""), entry.path("day").asString(""));
    }

    private static List<JsonNode> records() {
        return all(Topic.LEDGER);
    }

    private static List<JsonNode> samplesOfRun(long agentRun) {
        return all(Topic.USAGE).stream().filter(sample -> sample.path("agentRun").asLong() == agentRun).toList();
    }

    /// What a topic has of the tenant.
    private static List<JsonNode> all(Topic topic) {
        return OutsideConsumer.read(OutsideConsumer.properties(house.clientProperties()), Duration.ofSeconds(20), List.of(topic))
            .get(topic).stream().map(MessageCodec.mapper()::readTree).filter(entry -> entry.path("tenant").asString("").equals(TENANT.value()))
            .toList();
    }
}
