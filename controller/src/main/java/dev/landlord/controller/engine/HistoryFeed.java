package dev.landlord.controller.engine;

import dev.landlord.controller.ports.Archive;
import dev.landlord.controller.ports.Archive.PutOff;
import dev.landlord.protocol.Topic;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Feeds the archive: from where it ended before, or from the beginning of what the topics keep. Days and decisions need not wait for hours of
/// samples, nor the newest samples for those before them: each has a reader of its own (see [NewestFirst]). Records wait in Kafka until the archive
/// has room for them.
final class HistoryFeed {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryFeed.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final int LOOKS_PER_LINE = 10;
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);
    /// With fewer records to read nothing is said about it.
    private static final long WORTH_TELLING = 100_000;
    private static final List<Topic> BOOK = List.of(Topic.LEDGER, Topic.DECISIONS);
    private static final List<Topic> SAMPLES = List.of(Topic.USAGE);

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
        var newer = new ThinningDeserializer(clock);
        newer.thin(true);
        return archive.positions().compose(positions -> archive.older().compose(older ->
            Future.all(clients.reader("history-ledger"), clients.reader("history-usage", newer)).compose(readers ->
                divide(readers.resultAt(1), positions, older).onFailure(_ -> close(readers)).compose(division -> {
                    followers = List.of(follower(readers.resultAt(0), from(BOOK, positions), archive::take),
                        follower(readers.resultAt(1), division.from(), archive::take));
                    return division.older().isEmpty() ? Future.succeededFuture() : older(division.older().get());
                }))))
            .recover(e -> stop().transform(_ -> Future.failedFuture(e)))
            .compose(_ -> attempts.stopped() ? stop() : catchUp(followers, newer));
    }

    private static void close(CompositeFuture readers) {
        readers.<KafkaReadStream<String, Inbound>>list().forEach(KafkaReadStream::close);
    }

    /// What is read of usage.
    private record Division(Optional<PutOff> older, Map<Topic, Follower.From> from) {
    }

    /// What was put off before stays so, and nothing more is.
    private Future<Division> divide(KafkaReadStream<String, Inbound> reader, Map<Topic, Map<Integer, Long>> positions, Optional<PutOff> older) {
        if (older.isPresent()) {
            return Future.succeededFuture(new Division(older, from(SAMPLES, positions)));
        }
        return NewestFirst.divide(reader, positions.getOrDefault(Topic.USAGE, Map.of()), clock.instant()).compose(found -> found
            .map(newest -> archive.putOff(newest.older(), newest.from())
                .map(new Division(Optional.of(newest.older()), from(SAMPLES, Map.of(Topic.USAGE, newest.from())))))
            .orElseGet(() -> Future.succeededFuture(new Division(Optional.empty(), from(SAMPLES, positions)))));
    }

    /// Goes to where the older samples are; they are read when the newer ones are.
    private Future<Void> older(PutOff older) {
        var decoder = new ThinningDeserializer(clock, older.before().plus(NewestFirst.MARGIN));
        decoder.thin(true);
        return clients.reader("history-older", decoder).compose(reader -> {
            var follower = follower(reader, Map.of(Topic.USAGE, new Follower.From.Between(older.partitions())), archive::takeOlder);
            followers = Stream.concat(followers.stream(), Stream.of(follower)).toList();
            return follower.seek();
        });
    }

    private Follower follower(KafkaReadStream<String, Inbound> reader, Map<Topic, Follower.From> from,
        Function<List<Archive.Arrived>, Future<Void>> to) {
        Function<List<Read>, Future<Void>> handler = batch -> take(batch, to);
        return new Follower(vertx, reader, from, handler, clock, metrics);
    }

    private Future<Void> catchUp(List<Follower> begun, ThinningDeserializer newer) {
        var pace = new Pace();
        var looks = new int[1];
        long timer = vertx.setPeriodic(LOOK_EVERY.toMillis(), _ -> look(pace, ++looks[0]));
        var book = begun.get(0).start().onSuccess(_ -> archive.caughtUp(BOOK));
        var samples = begun.get(1).start().onSuccess(_ -> {
            newer.thin(false);
            archive.caughtUp(SAMPLES);
        });
        if (begun.size() > 2) {
            samples = samples.compose(_ -> begun.get(2).follow()).compose(_ -> {
                archive.olderCaughtUp();
                return begun.get(2).stop();
            });
        }
        return Future.all(book, samples).<Void>mapEmpty()
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

    private Future<Void> take(List<Read> batch, Function<List<Archive.Arrived>, Future<Void>> to) {
        var arrived = new ArrayList<Archive.Arrived>(batch.size());
        for (var record : batch) {
            if (record.value() instanceof Inbound.Known(var message) && message.key().equals(record.key())) {
                arrived.add(new Archive.Arrived(record.topic(), record.partition(), record.offset(), record.at(), message));
            }
        }
        return arrived.isEmpty() ? Future.succeededFuture() : to.apply(arrived).onFailure(_ -> beginAgain());
    }

    /// All readers at once: what one of them has read since may be lost, too.
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
