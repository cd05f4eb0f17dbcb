package dev.landlord.controller.engine;

import dev.landlord.controller.ports.Archive;
import dev.landlord.protocol.Topic;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Feeds the archive: from where it ended before, or from the beginning of what the topics keep. Two readers, so that days and decisions need not
/// wait for hours of samples. Records wait in Kafka until the archive has room for them.
final class HistoryFeed {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryFeed.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final int LOOKS_PER_LINE = 10;
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);
    /// With fewer records to read nothing is said about it.
    private static final long WORTH_TELLING = 100_000;
    private static final List<List<Topic>> READERS = List.of(List.of(Topic.LEDGER, Topic.DECISIONS), List.of(Topic.USAGE));

    private final Vertx vertx;
    private final KafkaClients clients;
    private final Archive archive;
    private final InstantSource clock;
    private final EngineMetrics metrics;
    private final Attempts attempts;
    private final Progress progress;
    private List<Follower> followers = List.of();

    HistoryFeed(Vertx vertx, KafkaClients clients, Archive archive, InstantSource clock, EngineMetrics metrics, Attempts attempts,
        Progress progress) {
        this.progress = progress;
        this.vertx = vertx;
        this.clients = clients;
        this.archive = archive;
        this.clock = clock;
        this.metrics = metrics;
        this.attempts = attempts;
        metrics.gauge("history.behind", "Records that the history had still to read of those there were when it began", this, HistoryFeed::behind);
    }

    /// Goes on until it is stopped, also after errors.
    void start() {
        attempts.until("the history", this::follow).onSuccess(_ -> LOG.debug("The history has read all there was"));
    }

    Future<Void> stop() {
        var stopping = followers;
        followers = List.of();
        return Future.all(stopping.stream().map(Follower::stop).toList()).mapEmpty();
    }

    private long behind() {
        return followers.stream().mapToLong(Follower::behind).sum();
    }

    /// Samples are thinned until all that there were of them are read, also where that was interrupted.
    private Future<Void> follow() {
        var decoder = new ThinningDeserializer(clock);
        return archive.positions().compose(positions -> Future.all(READERS.stream().map(topics -> {
            var name = "history-" + topics.getFirst().name().toLowerCase(Locale.ROOT);
            return topics.contains(Topic.USAGE) ? clients.reader(name, decoder) : clients.reader(name);
        }).toList())
            .compose(readers -> {
                var made = new ArrayList<Follower>();
                for (int i = 0; i < READERS.size(); i++) {
                    made.add(new Follower(vertx, readers.resultAt(i), from(READERS.get(i), positions), this::take, clock, metrics));
                }
                followers = List.copyOf(made);
                decoder.thin(true);
                return attempts.stopped() ? stop() : catchUp(followers).onSuccess(_ -> decoder.thin(false));
            }));
    }

    private Future<Void> catchUp(List<Follower> begun) {
        var pace = new Pace();
        var looks = new int[1];
        long timer = vertx.setPeriodic(LOOK_EVERY.toMillis(), _ -> look(pace, ++looks[0]));
        return Future.all(IntStream.range(0, begun.size())
            .mapToObj(i -> begun.get(i).start().onSuccess(_ -> archive.caughtUp(READERS.get(i)))).toList()).<Void>mapEmpty()
            .onComplete(_ -> {
                vertx.cancelTimer(timer);
                progress.history(Optional.empty());
            })
            .recover(e -> stop().transform(_ -> Future.failedFuture(e)));
    }

    private void look(Pace pace, int looks) {
        long behind = behind();
        if (behind > 0) {
            var told = pace.at(clock.millis(), behind);
            progress.history(Optional.of(told));
            if (looks % LOOKS_PER_LINE == 0 && behind > WORTH_TELLING) {
                LOG.info("Reading the history: {} %, {} records to go{}", told.percent(), behind,
                    told.secondsLeft() == null ? "" : ", about %s s".formatted(told.secondsLeft()));
            }
        }
    }

    private static Map<Topic, Follower.From> from(List<Topic> topics, Map<Topic, Map<Integer, Long>> positions) {
        var from = new EnumMap<Topic, Follower.From>(Topic.class);
        topics.forEach(topic -> from.put(topic, new Follower.From.Next(positions.getOrDefault(topic, Map.of()))));
        return from;
    }

    private Future<Void> take(List<Read> batch) {
        var arrived = new ArrayList<Archive.Arrived>(batch.size());
        for (var record : batch) {
            if (record.value() instanceof Inbound.Known(var message) && message.key().equals(record.key())) {
                arrived.add(new Archive.Arrived(record.topic(), record.partition(), record.offset(), record.at(), message));
            }
        }
        return arrived.isEmpty() ? Future.succeededFuture() : archive.take(arrived).onFailure(_ -> beginAgain());
    }

    /// Both readers at once: what one of them has read since may be lost, too.
    private void beginAgain() {
        boolean caughtUp = behind() == 0;
        if (!followers.isEmpty()) {
            stop();
            if (caughtUp && !attempts.stopped()) {
                vertx.setTimer(AFTER_FAILURE.toMillis(), _ -> start());
            }
        }
    }
}
