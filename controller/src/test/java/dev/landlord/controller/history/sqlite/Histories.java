package dev.landlord.controller.history.sqlite;

import static dev.landlord.controller.view.Messages.A;
import static dev.landlord.controller.view.Messages.N1;
import static dev.landlord.controller.view.Messages.START;
import static dev.landlord.controller.view.Messages.at;
import static dev.landlord.controller.view.Messages.own;

import dev.landlord.controller.ports.Archive.Arrived;
import dev.landlord.controller.ports.UsageSeries;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.message.LedgerEntry;
import dev.landlord.protocol.message.Message;
import dev.landlord.protocol.message.Tally;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;

/// Histories as controllers open them one after the other, with one clock; and what they take in and tell.
final class Histories implements AutoCloseable {
    static final Duration MINUTE = Duration.ofMinutes(1);
    static final LocalDate DAY = LocalDate.parse("2026-11-22");

    Instant now = START;
    private final Vertx vertx = Vertx.vertx();
    private final List<History> opened = new ArrayList<>();
    private final Path dir;
    private long offset;

    Histories(Path dir) {
        this.dir = dir;
    }

    @Override
    public void close() {
        opened.forEach(history -> await(history.close()));
        await(vertx.close());
    }

    History open() {
        return open(dir);
    }

    History open(Path in) {
        return open(in, new SimpleMeterRegistry());
    }

    History open(Path in, MeterRegistry metrics) {
        var history = new History(vertx, in.resolve("history.db"), () -> now, metrics);
        opened.add(history);
        return history;
    }

    static void take(History history, List<Arrived> records) {
        await(history.positions());
        await(history.take(records));
    }

    /// All that there is has been read, and so much time passes that what waits is written.
    void write(History history) {
        history.caughtUp(List.of(Topic.LEDGER));
        now = now.plus(History.WRITE_EVERY).plusMillis(1);
        await(history.take(List.of()));
    }

    static List<UsageSeries.Point> minutes(History history) {
        return history.usage(A, START, at(3600), MINUTE).orElseThrow().points();
    }

    static List<LedgerEntry> totals(History history, LocalDate from, LocalDate to, Optional<TenantId> tenant) {
        var found = new ArrayList<LedgerEntry>();
        history.totals(from, to, tenant, found::add);
        return found;
    }

    /// Samples of half a core, one a second.
    static List<Arrived> usage(long first, long last) {
        return LongStream.rangeClosed(first, last).mapToObj(seq -> new Arrived(Topic.USAGE, 0, seq - 1, at(seq), own(A, N1, seq, seq * 500_000)))
            .toList();
    }

    List<Arrived> arrived(Topic topic, Message... messages) {
        return List.of(messages).stream().map(message -> new Arrived(topic, 0, offset++, now, message)).toList();
    }

    static LedgerEntry day(TenantId tenant, NodeId node, LocalDate day, long revision, long cpuUsageUsec) {
        var used = new Tally(cpuUsageUsec, null, 5L, 0L, null, null, null, null, null, 3L, null, 70L, null, null);
        return new LedgerEntry(tenant, node, day, revision == 7 ? LedgerEntry.Status.INCOMPLETE : LedgerEntry.Status.OPEN,
            revision == 7 ? "silent" : null, revision, START.plusNanos(123_456_789), used, List.of(new LedgerEntry.Hour(10, used)));
    }

    /// The same day as a report is told it: without its hours.
    static LedgerEntry total(TenantId tenant, NodeId node, LocalDate day, long revision, long cpuUsageUsec) {
        var whole = day(tenant, node, day, revision, cpuUsageUsec);
        return new LedgerEntry(tenant, node, day, whole.status(), whole.why(), revision, whole.bookedTo(), whole.total(), List.of());
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("not within 20 s", e);
        }
    }
}
