package dev.landlord.launcher.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.landlord.launcher.harness.TestKafka;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.LedgerEntry;
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.Tally;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.protocol.message.UsageSample;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What tenants used over time, from the topics of a real broker; and that a history that is lost comes back from them.
@Timeout(300)
class HistoryOnKafkaTest {
    @RegisterExtension
    static final TestKafka KAFKA = TestKafka.fresh();

    private static final int MINUTES = 30;
    private static final int PAGE = 8192;

    @TempDir
    private Path data;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Instant end = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    /// The day before the first sample, so that what the controller itself books lies in no hour of it, also shortly after midnight.
    private final Instant yesterday = end.minus(Duration.ofMinutes(MINUTES)).truncatedTo(ChronoUnit.DAYS).minus(1, ChronoUnit.DAYS);
    private TestController controller;
    private Topics topics;

    @BeforeEach
    void start() {
        topics = new Topics(KAFKA);
        controller = open();
    }

    @AfterEach
    void stop() {
        topics.close();
        controller.close();
    }

    @Test
    void aHistoryThatIsMissingOrDamagedComesBackFromTheTopics() throws IOException {
        var tenant = new TenantId("tenant-a");
        topics.send(new TenantSpec(tenant, 1, null, new Quota(2.0, null, null, null), null, List.of(), Map.of()));
        topics.sendAll(LongStream.rangeClosed(0, MINUTES * 60 + 9).mapToObj(second -> sample(tenant, second)).toList());
        topics.send(day(tenant));
        topics.send(new Decision("1", tenant, end.minus(Duration.ofMinutes(9)), Decision.Action.THROTTLE, "cpu.overuse", "too much", Resource.CPU,
            null, null, "warned", "throttled", Map.of(), new Decision.Cause("policy", "strict")));
        topics.send(new Decision("2", tenant, end.minus(Duration.ofMinutes(5)), Decision.Action.RELEASE, "cpu.overuse", "calm", Resource.CPU,
            null, null, "throttled", "free", Map.of(), new Decision.Cause("policy", "strict")));

        awaitAll();
        var minutes = minutes();
        var days = days();
        assertThat(minutes.path("points").path(0).path("seconds").asInt()).isEqualTo(60);
        assertThat(minutes.path("points").path(7).path("cpuCores").asDouble()).isEqualTo(0.5);
        assertThat(minutes.path("enforced")).singleElement().satisfies(enforced -> {
            assertThat(enforced.path("state").asString()).isEqualTo("throttled");
            assertThat(enforced.path("to").asString()).isEqualTo(end.minus(Duration.ofMinutes(5)).toString());
        });
        assertThat(days.path("points").path(0).path("cpuUsageUsec").asLong()).isEqualTo(7_200_000_000L);
        assertThat(get("/api/v1/tenants/tenant-a").path("recent")).as("half an hour ago is not now").isEmpty();

        controller.close();
        Files.delete(data.resolve("history.db"));
        controller = open();
        awaitAll();
        var again = minutes();
        assertThat(again.path("points")).as("one sample in ten seconds is enough").isEqualTo(minutes.path("points"));
        assertThat(again.has("reading")).as("all has been read").isFalse();
        assertThat(again.path("enforced")).isEqualTo(minutes.path("enforced"));
        assertThat(days()).isEqualTo(days);

        controller.close();
        Files.write(data.resolve("history.db"), new byte[100_000]);
        controller = open();
        awaitAll();
        assertThat(minutes()).isEqualTo(again);
        assertThat(days()).isEqualTo(days);
        assertThat(data.resolve("history.db.damaged")).exists();

        controller.close();
        controller = open();
        awaitAll();
        assertThat(minutes()).as("nothing is counted again when the file is there").isEqualTo(again);

        Files.delete(data.resolve("history.db.damaged"));
        damageWhileItRuns();
        await().atMost(Duration.ofSeconds(90)).until(() -> {
            asked("/api/v1/tenants/tenant-a/usage");
            topics.send(sample(new TenantId("another"), 1));
            return Files.exists(data.resolve("history.db.damaged"));
        });
        await().atMost(Duration.ofSeconds(90)).until(() -> asked("/api/v1/tenants/tenant-a/usage").statusCode() == 200);
        awaitAll();
        assertThat(minutes()).as("read anew without a restart").isEqualTo(again);

        for (var suffix : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(data.resolve("history.db" + suffix));
        }
        await().atMost(Duration.ofSeconds(90)).until(() -> {
            topics.send(sample(new TenantId("another"), 1));
            return Files.exists(data.resolve("history.db"));
        });
        awaitAll();
        assertThat(minutes()).as("one that was removed while it was in use comes back, too").isEqualTo(again);
        assertThat(days()).isEqualTo(days);
    }

    /// Overwrites all pages but the first.
    private void damageWhileItRuns() throws IOException {
        try (var file = new RandomAccessFile(data.resolve("history.db").toFile(), "rw")) {
            file.seek(PAGE);
            file.write(new byte[Math.toIntExact(file.length() - PAGE)]);
        }
    }

    private TestController open() {
        return new TestController(TestController.config(KAFKA, data, 2)).awaitReady();
    }

    private void awaitAll() {
        await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
            assertThat(minutes().path("points")).hasSize(MINUTES);
            assertThat(minutes().path("points").path(MINUTES - 1).path("seconds").asInt()).isEqualTo(60);
            assertThat(minutes().path("enforced").path(0).has("to")).isTrue();
            assertThat(days().path("points")).isNotEmpty();
        });
    }

    private JsonNode minutes() {
        return get("/api/v1/tenants/tenant-a/usage?step=1m&from=%s&to=%s".formatted(end.minus(Duration.ofMinutes(MINUTES)), end));
    }

    private JsonNode days() {
        return get("/api/v1/tenants/tenant-a/usage?step=1d&from=%s&to=%s".formatted(yesterday, yesterday.plus(Duration.ofDays(1))));
    }

    private JsonNode get(String path) {
        var answer = asked(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }

    private HttpResponse<String> asked(String path) {
        try {
            return http.send(HttpRequest.newBuilder(controller.address(path)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private UsageSample sample(TenantId tenant, long second) {
        var at = end.minus(Duration.ofMinutes(MINUTES)).plusSeconds(second);
        var meters = new Meters(second * 500_000, null, null, null, 1L << 20, 1L << 20, null, null, 3L, second * 512, second * 512, null, null);
        return new UsageSample(tenant, new NodeId("n1"), "boot", 1, second + 1, at, second == 0 ? 0 : 1000,
            Math.max(10_000, Duration.between(at, Instant.now()).toMillis()), meters, 7L, null, List.of(), Map.of());
    }

    private LedgerEntry day(TenantId tenant) {
        var used = new Tally(7_200_000_000L, null, null, null, null, null, null, null, null, null, null, null, null, null);
        return new LedgerEntry(tenant, new NodeId("n1"), LocalDate.ofInstant(yesterday, ZoneOffset.UTC), LedgerEntry.Status.FINAL, null, 9,
            yesterday.plus(1, ChronoUnit.DAYS), used, List.of(new LedgerEntry.Hour(5, used)));
    }
}
