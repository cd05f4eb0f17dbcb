package dev.landlord.launcher.controller;

import static org.awaitility.Awaitility.await;

import dev.landlord.launcher.harness.TestKafka;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.LedgerEntry;
import dev.landlord.protocol.message.Message;
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.Tally;
import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample;
import java.io.IOException;
import java.net.URI;
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
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// How long a history that is lost takes to come back: a tenth of a house of 1,000 tenants on 10 nodes, a month of days of the ledger and a stretch
/// of the samples of two days ago, read by a controller in a process of its own from a real broker. A measurement, not a test, so its name keeps
/// it out of the usual run: `mvn verify -pl launcher -am -Dtest=HistoryRebuild -Dsurefire.failIfNoSpecifiedTests=false`.
class HistoryRebuild {
    private static final int TENANTS = 100;
    private static final int NODES = 10;
    private static final int DAYS = 30;
    private static final int SECONDS = Integer.getInteger("landlord.seconds", 600);
    private static final List<String> FLAGS = List.of(System.getProperty("landlord.flags", "-Xmx1g").split(" "));

    @RegisterExtension
    static final TestKafka KAFKA = TestKafka.fresh();

    @TempDir
    private Path dir;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Random random = new Random(7);
    private final Instant began = Instant.now().minus(Duration.ofHours(47)).truncatedTo(ChronoUnit.HOURS);

    @Test
    void measure() throws IOException {
        rebuild("nothing", 0);
        fill(TENANTS * NODES * DAYS, this::day);
        rebuild("days of the ledger", TENANTS * NODES * DAYS);
        // Somebody owns the partitions meanwhile, so that afterwards there is little to replay.
        var owner = Files.createDirectories(dir.resolve("owner"));
        try (var _ = new ControllerProcess(KAFKA, owner, 8, FLAGS)) {
            fill(TENANTS * NODES * SECONDS, this::sample);
            await().atMost(Duration.ofMinutes(20)).ignoreExceptions().until(() -> ask(owner, "/health/ready").equals("{\"status\":\"ready\"}")
                && behind(owner) == 0 && read(owner) >= TENANTS * NODES * SECONDS);
        }
        // What was sent within the last two minutes is read for the present, too.
        await().pollDelay(Duration.ofSeconds(125)).atMost(Duration.ofSeconds(130)).until(() -> true);
        rebuild("samples beside them", TENANTS * NODES * SECONDS);
    }

    private void rebuild(String what, int records) throws IOException {
        var data = Files.createDirectories(dir.resolve(what));
        try (var controller = new ControllerProcess(KAFKA, data, 8, FLAGS)) {
            await().atMost(Duration.ofMinutes(10)).pollInterval(Duration.ofMillis(20)).ignoreExceptions().until(() ->
                ask(data, "/health/ready").contains("\"ready\""));
            var cpu = controller.cpu();
            long from = System.nanoTime();
            await().atMost(Duration.ofMinutes(30)).pollInterval(Duration.ofMillis(50)).until(() ->
                !ask(data, "/health/ready").contains("history"));
            await().atMost(Duration.ofMinutes(30)).pollInterval(Duration.ofMillis(50)).until(() -> behind(data) == 0);
            System.out.printf("%s: %,d records; %.1f s after it was ready, of CPU %.1f s; CPU since its start %.1f s; %,d kB of file%n", what,
                records, (System.nanoTime() - from) / 1e9, controller.cpu().minus(cpu).toMillis() / 1e3, controller.cpu().toMillis() / 1e3,
                Files.size(data.resolve("history.db")) / 1000);
        }
    }

    private double behind(Path data) {
        return metric(data, "landlord_controller_history_behind");
    }

    /// Samples that the owner has taken in.
    private double read(Path data) {
        return metric(data, "landlord_controller_records_total{topic=\"usage\"}");
    }

    private double metric(Path data, String name) {
        return ask(data, "/metrics").lines().filter(line -> line.startsWith(name))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).findFirst().orElse(-1);
    }

    private String ask(Path data, String path) {
        try {
            var address = URI.create(Files.readString(data.resolve("controller.url")).strip()).resolve(path);
            return http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("the controller does not answer", e);
        }
    }

    private void fill(int count, IntFunction<Message> message) {
        var config = KAFKA.clientConfig();
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        config.put(ProducerConfig.LINGER_MS_CONFIG, "20");
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, "65536");
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
            IntStream.range(0, count).mapToObj(message).forEach(each ->
                producer.send(new ProducerRecord<>(each.topic().topicName(), each.key(), MessageCodec.encode(each))));
        }
    }

    private LedgerEntry day(int number) {
        var day = LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC).minusDays(1 + number / (TENANTS * NODES));
        var hours = IntStream.range(0, 24).mapToObj(hour -> new LedgerEntry.Hour(hour, used())).toList();
        return new LedgerEntry(tenant(number), node(number), day, LedgerEntry.Status.FINAL, null, 1_440,
            day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant(),
            hours.stream().map(LedgerEntry.Hour::used).reduce(Tally.NONE, Tally::plus), hours);
    }

    private Tally used() {
        return new Tally(random.nextLong(3_600_000_000L), random.nextLong(1_000_000L), random.nextLong(3_774_873_600L), random.nextLong(1L << 32),
            random.nextLong(1L << 32), random.nextLong(1L << 20), random.nextLong(1L << 20), 0L, random.nextLong(1L << 33), random.nextLong(500),
            random.nextLong(20), null, null, null);
    }

    private Message sample(int number) {
        long second = number / (TENANTS * NODES) + 1L;
        var meters = new Meters(second * 500_000L, 0L, 0L, 0L, 1L << 30, 1L << 29, second * 1_000_000L, 0L, 12L, second * 4096L, 0L, second, 0L);
        var at = began.plusSeconds(second);
        return new UsageSample(tenant(number), node(number), "0c1a8b9e-3f5d-4d1e-9a57-6f2f3c8b7a10", 7, second, at, second == 1 ? 0 : 1000,
            Duration.between(at, Instant.now()).toMillis(), meters, 4711L, null, List.of(new WorkloadSample("train-1",
                "/landlord/" + tenant(number) + "/train-1", 4712, WorkloadSample.Origin.OWN, began, meters, List.of())), Map.of());
    }

    private static TenantId tenant(int number) {
        return new TenantId("tenant-" + number % TENANTS);
    }

    private static NodeId node(int number) {
        return new NodeId("node-" + number / TENANTS % NODES);
    }
}
