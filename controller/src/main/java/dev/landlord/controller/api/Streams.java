package dev.landlord.controller.api;

import dev.landlord.controller.view.House;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The event streams: a snapshot for each new reader, then to all of them what changes in the house. Confined to the event loop.
final class Streams {
    private static final Logger LOG = LoggerFactory.getLogger(Streams.class);

    private final Vertx vertx;
    private final House house;
    private final InstantSource clock;
    private final ApiSettings.Streams settings;
    private final Set<StreamReader> readers = new LinkedHashSet<>();
    private List<Long> timers = List.of();
    private long slow;
    private long refused;

    Streams(Vertx vertx, House house, InstantSource clock, ApiSettings.Streams settings) {
        this.vertx = vertx;
        this.house = house;
        this.clock = clock;
        this.settings = settings;
    }

    void start() {
        timers = List.of(
            vertx.setPeriodic(settings.every().toMillis(), _ -> tellChanges()),
            vertx.setPeriodic(settings.heartbeat().toMillis(), _ -> tell(List.copyOf(readers), StreamFrames.HEARTBEAT)));
    }

    void stop() {
        timers.forEach(vertx::cancelTimer);
        readers.forEach(StreamReader::end);
        readers.clear();
    }

    void open(RoutingContext call) {
        if (readers.size() >= settings.most()) {
            refused++;
            throw new Refusal(503, "too-many-streams", "%s event streams are open, which is as many as may be; try again later"
                .formatted(readers.size()));
        }
        var response = call.response();
        var reader = new StreamReader(response, settings.backlogBytes());
        response.closeHandler(_ -> readers.remove(reader));
        response.exceptionHandler(_ -> readers.remove(reader));
        // Compressed, an event would wait in the compressor for those after it.
        response.setChunked(true).putHeader("Content-Encoding", "identity").putHeader("Content-Type", "text/event-stream")
            .putHeader("Date", httpDate()).putHeader("X-Accel-Buffering", "no");
        if (readers.isEmpty()) {
            house.passOver(clock.instant());
        }
        readers.add(reader);
        var snapshot = house.snapshot(clock.instant());
        vertx.executeBlocking(() -> StreamFrames.event("snapshot", snapshot), false).onSuccess(reader::begin).onFailure(call::fail);
    }

    int open() {
        return readers.size();
    }

    /// Readers that were disconnected because they did not keep up.
    long slow() {
        return slow;
    }

    /// Readers that were turned away because there were too many.
    long refused() {
        return refused;
    }

    /// Changes are written on a worker, in order, and told to those only who were there when they were taken: the snapshot of whoever
    /// came later has them.
    private void tellChanges() {
        if (readers.isEmpty()) {
            house.passOver(clock.instant());
            return;
        }
        var audience = List.copyOf(readers);
        var changes = house.changes(clock.instant());
        if (!changes.isEmpty()) {
            vertx.executeBlocking(() -> StreamFrames.of(changes), true)
                .onSuccess(frames -> frames.forEach(frame -> tell(audience, frame)))
                .onFailure(e -> LOG.error("changes could not be told to {} event streams", audience.size(), e));
        }
    }

    private void tell(List<StreamReader> audience, Buffer frame) {
        for (var reader : audience) {
            if (readers.contains(reader) && !reader.offer(frame)) {
                slow++;
                readers.remove(reader);
                reader.cut();
            }
        }
    }

    private String httpDate() {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.instant().atZone(ZoneOffset.UTC));
    }
}
