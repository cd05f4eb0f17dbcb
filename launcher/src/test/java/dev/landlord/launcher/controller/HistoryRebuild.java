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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// How long a history that is lost takes to come back: a part of a house, samples and days of the ledger, read by a controller in a process of its
/// own from a real broker. Properties say what part: how many minutes of samples (`landlord.minutes`), at how many seconds from one to the next
/// (`landlord.every`), how many minutes ago they began (`landlord.ago`); how many days of the ledger (`landlord.days`); and of how many tenants on
/// ten nodes each (`landlord.tenants`). A measurement, not a test, so its name keeps it out of the usual run:
/// `mvn verify -pl launcher -am -Dtest=HistoryRebuild -Dsurefire.failIfNoSpecifiedTests=false`.
class HistoryRebuild {
    private static final int TENANTS = Integer.getInteger("landlord.tenants", 100);
    private static final int NODES = 10;
    private static final int DAYS = Integer.getInteger("landlord.days", 30);
    private static final int EVERY = Integer.getInteger("landlord.every", 1);
    private static final int SAMPLES = Integer.getInteger("landlord.minutes", 10) * 60 / EVERY;
    private static final Duration AGO = Duration.ofMinutes(Integer.getInteger("landlord.ago", 47 * 60));
    private static final int PARTITIONS = 8;
    private static final List<String> FLAGS = List.of(System.getProperty("landlord.flags", "-Xmx1g").split(" "));

    @RegisterExtension
    static final TestKafka KAFKA = TestKafka.fresh();

    @TempDir
    private Path dir;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Random random = new Random(7);
    private final Instant began = Instant.now().minus(AGO).truncatedTo(ChronoUnit.MINUTES);

    @Test
    void measure() throws IOException {
        try (var usage = new PastUsage(KAFKA, PARTITIONS)) {
            samples(usage);
        }
        rebuild("samples", TENANTS * NODES * SAMPLES);
        rebuild("samples", 0);
        fill(TENANTS * NODES * DAYS, this::day);
        rebuild("samples", TENANTS * NODES * DAYS);
        rebuild("both", TENANTS * NODES * (SAMPLES + DAYS));
    }

    /// @param into    a directory; what was read into it before is not read again
    /// @param records that are read
    private void rebuild(String into, int records) throws IOException {
        var data = Files.createDirectories(dir.resolve(into));
        try (var controller = new ControllerProcess(KAFKA, data, PARTITIONS, FLAGS)) {
            await().atMost(Duration.ofMinutes(10)).pollInterval(Duration.ofMillis(20)).ignoreExceptions().until(() ->
                ask(data, "/health/ready").contains("\"ready\""));
            var cpu = controller.cpu();
            long from = System.nanoTime();
            await().atMost(Duration.ofMinutes(60)).pollInterval(Duration.ofMillis(200)).until(() ->
                !ask(data, "/health/ready").contains("history"));
            await().atMost(Duration.ofMinutes(60)).pollInterval(Duration.ofMillis(200)).until(() -> behind(data) == 0);
            System.out.printf("%s: %,d records; %.1f s after it was ready, of CPU %.1f s; CPU since its start %.1f s; %,d put off, %,d kB of file%n",
                into, records, (System.nanoTime() - from) / 1e9, controller.cpu().minus(cpu).toMillis() / 1e3, controller.cpu().toMillis() / 1e3,
                Math.round(metric(data, "landlord_controller_history_put_off_total")), bytes(data) / 1000);
        }
    }

    private static long bytes(Path data) throws IOException {
        long bytes = 0;
        for (var name : List.of("history.db", "history.db-wal")) {
            bytes += Files.exists(data.resolve(name)) ? Files.size(data.resolve(name)) : 0;
        }
        return bytes;
    }

    private double behind(Path data) {
        return metric(data, "landlord_controller_history_behind");
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

    /// In the order of time. The codec would take longer than all else, so it writes one of each meter, and the figures of the others go into that.
    private void samples(PastUsage usage) {
        var texts = IntStream.range(0, TENANTS * NODES).mapToObj(meter -> new Text(sample(meter, Figures.MARKS))).toList();
        for (long seq = 1; seq <= SAMPLES; seq++) {
            var at = began.plusSeconds(seq * EVERY);
            var figures = new Figures(at, seq, seq * EVERY, Duration.between(at, Instant.now()).toMillis());
            var words = figures.inWords();
            for (int meter = 0; meter < texts.size(); meter++) {
                var value = texts.get(meter).with(words);
                if (seq == SAMPLES && !Arrays.equals(value, MessageCodec.encode(sample(meter, figures)))) {
                    throw new IllegalStateException("not what the codec writes: " + new String(value, StandardCharsets.UTF_8));
                }
                usage.send(tenant(meter).value(), at, value);
            }
        }
    }

    private UsageSample sample(int meter, Figures of) {
        long second = of.second();
        var meters = new Meters(second * 500_000L, 0L, 0L, 0L, 1L << 30, 1L << 29, second * 1_000_000L, 0L, 12L, second * 4096L, 0L, second, 0L);
        return new UsageSample(tenant(meter), node(meter), "0c1a8b9e-3f5d-4d1e-9a57-6f2f3c8b7a10", 7, of.seq(), of.at(), EVERY * 1000L,
            of.delayedMs(), meters, 4711L, null, List.of(new WorkloadSample("train-1", "/landlord/" + tenant(meter) + "/train-1", 4712,
                WorkloadSample.Origin.OWN, began, meters, List.of())), Map.of());
    }

    /// What differs from one sample of a meter to the next.
    ///
    /// @param second since the beginning, of which its counters are multiples
    private record Figures(Instant at, long seq, long second, long delayedMs) {
        /// Figures that stand nowhere else.
        static final Figures MARKS = new Figures(Instant.EPOCH, 7_000_000_001L, 7_000_003L, 7_000_000_002L);

        List<String> inWords() {
            return Stream.of(at, seq, second, delayedMs, second * 500_000, second * 1_000_000, second * 4096).map(Object::toString).toList();
        }
    }

    /// A sample as it is written, cut where its figures stand.
    private static final class Text {
        private static final Pattern FIGURE = Pattern.compile("\\d[\\d:TZ-]*");

        private final List<String> pieces = new ArrayList<>();
        private final List<Integer> figures = new ArrayList<>();

        Text(UsageSample sample) {
            var marks = Figures.MARKS.inWords();
            var text = new String(MessageCodec.encode(sample), StandardCharsets.UTF_8);
            int from = 0;
            for (var found = FIGURE.matcher(text); found.find();) {
                int figure = marks.indexOf(found.group());
                if (figure >= 0) {
                    pieces.add(text.substring(from, found.start()));
                    figures.add(figure);
                    from = found.end();
                }
            }
            pieces.add(text.substring(from));
        }

        byte[] with(List<String> words) {
            var text = new StringBuilder();
            for (int i = 0; i < figures.size(); i++) {
                text.append(pieces.get(i)).append(words.get(figures.get(i)));
            }
            return text.append(pieces.getLast()).toString().getBytes(StandardCharsets.UTF_8);
        }
    }

    private static TenantId tenant(int number) {
        return new TenantId("tenant-" + number % TENANTS);
    }

    private static NodeId node(int number) {
        return new NodeId("node-" + number / TENANTS % NODES);
    }
}
