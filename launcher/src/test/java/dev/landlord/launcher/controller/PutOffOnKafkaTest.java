package dev.landlord.launcher.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.landlord.launcher.harness.TestKafka;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.UsageSample;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A history that is lost comes back with the newest hours first and those before them after that, and what two readers drew is what the samples say.
@Timeout(300)
class PutOffOnKafkaTest {
    @RegisterExtension
    static final TestKafka KAFKA = TestKafka.fresh();

    private static final int HOURS = 7;
    private static final int EVERY = 10;
    private static final TenantId TENANT = new TenantId("tenant-a");

    @TempDir
    private Path data;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Instant end = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    private final Instant begin = end.minus(Duration.ofHours(HOURS));

    @Test
    void twoReadersDrawWhatTheSamplesSay() throws IOException {
        try (var usage = new PastUsage(KAFKA, 2)) {
            LongStream.rangeClosed(1, HOURS * 3_600L / EVERY + 2).mapToObj(this::sample).forEach(usage::send);
        }
        try (var controller = new TestController(TestController.config(KAFKA, data, 2)).awaitReady()) {
            awaitAll(controller);
            assertThat(controller.metric("landlord.controller.history.left.out")).isZero();
            assertThat(controller.metric("landlord.controller.history.put.off")).as("of all but the last two to three hours, two a minute, and what "
                + "follows them for ten minutes").isBetween((HOURS - 3) * 120.0, (HOURS - 2) * 120.0 + 10 * 60 / EVERY + 2);
        }
        try (var controller = new TestController(TestController.config(KAFKA, data, 2)).awaitReady()) {
            awaitAll(controller);
            assertThat(controller.metric("landlord.controller.history.put.off")).as("nothing is read twice").isZero();
        }
        Files.delete(data.resolve("history.db"));
        try (var controller = new TestController(TestController.config(KAFKA, data, 2)).awaitReady()) {
            awaitAll(controller);
        }
    }

    private void awaitAll(TestController controller) {
        await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
            var points = minutes(controller).path("points");
            assertThat(points).hasSize(HOURS * 60);
            for (int minute = 0; minute < HOURS * 60; minute++) {
                var point = points.path(minute);
                assertThat(point.path("start").asString()).isEqualTo(begin.plus(Duration.ofMinutes(minute)).toString());
                assertThat(point.path("seconds").asInt()).as("minute %d", minute).isEqualTo(60);
                assertThat(point.path("cpuUsageUsec").asLong()).as("minute %d", minute).isEqualTo(used(minute + 1) - used(minute));
            }
        });
    }

    /// Microseconds up to a minute; each takes more than the one before.
    private static long used(long minute) {
        return minute * minute * 60_000;
    }

    private UsageSample sample(long seq) {
        long second = (seq - 1) * EVERY;
        long minute = second / 60;
        var cpu = used(minute) + (used(minute + 1) - used(minute)) / 60 * (second % 60);
        var meters = new Meters(cpu, null, null, null, 1L << 20, 1L << 20, null, null, 3L, 0L, 0L, null, null);
        var at = begin.plusSeconds(second);
        return new UsageSample(TENANT, new NodeId("n1"), "boot", 1, seq, at, seq == 1 ? 0 : EVERY * 1000L,
            Math.max(10_000, Duration.between(at, Instant.now()).toMillis()), meters, 7L, null, List.of(), Map.of());
    }

    private JsonNode minutes(TestController controller) {
        try {
            var answer = http.send(HttpRequest.newBuilder(controller.address("/api/v1/tenants/%s/usage?step=1m&from=%s&to=%s".formatted(TENANT, begin,
                end))).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return JsonMapper.shared().readTree(answer.body());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
