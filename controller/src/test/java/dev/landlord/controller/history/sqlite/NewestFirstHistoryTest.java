package dev.landlord.controller.history.sqlite;

import static dev.landlord.controller.view.Messages.A;
import static dev.landlord.controller.view.Messages.N1;
import static dev.landlord.controller.view.Messages.N2;
import static dev.landlord.controller.view.Messages.START;
import static dev.landlord.controller.view.Messages.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.controller.ports.Archive.Arrived;
import dev.landlord.controller.ports.Archive.PutOff;
import dev.landlord.controller.ports.UsageSeries;
import dev.landlord.controller.view.Messages;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.message.UsageSample;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The newest samples are read before those that were put off.
class NewestFirstHistoryTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    private Path dir;

    private final Vertx vertx = Vertx.vertx();
    private final List<History> opened = new ArrayList<>();
    private Instant now = START;

    @AfterEach
    void close() {
        opened.forEach(history -> await(history.close()));
        await(vertx.close());
    }

    /// Two nodes, one of which sends a part of its samples an hour late, read in order by one reader, and the newest first by two.
    @Test
    void whatTwoReadersDrawIsWhatOneDraws() {
        var all = whole();
        var inOrder = open(dir.resolve("in order"));
        take(inOrder, all);
        write(inOrder);
        var expected = inOrder.usage(A, START, at(12_000), MINUTE).orElseThrow();
        assertThat(expected.points()).hasSizeGreaterThan(190);

        int end = all.size() - 100;
        var before = at(7_200);
        int from = IntStream.range(0, all.size()).filter(i -> all.get(i).at().isAfter(before.minusSeconds(600))).findFirst().orElseThrow();
        var history = open(dir.resolve("newest first"));
        await(history.positions());
        assertThat(await(history.older())).isEmpty();
        var older = new PutOff(before, Map.of(0, new PutOff.Stretch(0, end)));
        await(history.putOff(older, Map.of(0, (long) from)));
        take(history, all.subList(from, end));
        history.caughtUp(List.of(Topic.USAGE));
        write(history);
        assertThat(history.usage(A, before, at(11_400), MINUTE).orElseThrow().points()).as("the newest are there first").hasSize(70)
            .isEqualTo(inOrder.usage(A, before, at(11_400), MINUTE).orElseThrow().points());
        assertThat(history.usage(A, START, before, MINUTE).orElseThrow().points()).isEmpty();

        await(history.takeOlder(all.subList(0, 500)));
        take(history, all.subList(end, all.size()));
        await(history.takeOlder(all.subList(500, end)));
        history.olderCaughtUp();
        write(history);

        assertThat(history.usage(A, START, at(12_000), MINUTE).orElseThrow()).isEqualTo(expected);
        assertThat(await(history.older())).isEmpty();
        assertThat(await(history.positions())).isEqualTo(Map.of(Topic.USAGE, Map.of(0, (long) all.size())));
    }

    @Test
    void whatWasPutOffIsKnownAfterACrashAndGoesOnWhereItEnded() throws IOException {
        var all = whole();
        var history = open(dir);
        await(history.positions());
        var other = new PutOff.Stretch(5, 9);
        await(history.putOff(new PutOff(at(7_200), Map.of(0, new PutOff.Stretch(0, all.size()), 3, other)), Map.of(0, 900L, 3, 9L)));
        await(history.takeOlder(all.subList(0, 300)));
        write(history);
        await(history.takeOlder(all.subList(300, 400)));
        // No close: what waits in memory is gone, as after kill -9.
        var copy = Files.createDirectories(dir.resolve("copy"));
        for (var name : List.of("history.db", "history.db-wal")) {
            Files.copy(dir.resolve(name), copy.resolve(name));
        }
        var after = open(copy);

        assertThat(await(after.positions())).isEqualTo(Map.of(Topic.USAGE, Map.of(0, 900L, 3, 9L)));
        assertThat(await(after.older())).contains(new PutOff(at(7_200), Map.of(0, new PutOff.Stretch(300, all.size()), 3, other)));
        take(after, all.subList(900, all.size()));
        await(after.takeOlder(all.subList(300, all.size())));
        after.olderCaughtUp();
        write(after);
        var inOrder = open(dir.resolve("in order"));
        take(inOrder, all);
        write(inOrder);
        var expected = inOrder.usage(A, START, at(12_000), MINUTE).orElseThrow().points();
        var found = after.usage(A, START, at(12_000), MINUTE).orElseThrow().points();
        assertThat(found).extracting(UsageSeries.Point::start).isEqualTo(expected.stream().map(UsageSeries.Point::start).toList());
        assertThat(found.stream().filter(point -> !expected.contains(point))).as("as after any restart, what lies between the last sample before "
            + "and the first after it is not drawn: in one minute of each reader at most, and of a node that is late").hasSizeLessThanOrEqualTo(4);
        assertThat(found.stream().mapToLong(UsageSeries.Point::cpuUsageUsec).sum())
            .isLessThanOrEqualTo(expected.stream().mapToLong(UsageSeries.Point::cpuUsageUsec).sum());
    }

    /// Three hours and a third, a sample of each of two nodes in ten seconds.
    private List<Arrived> whole() {
        var all = new ArrayList<Arrived>();
        var late = new ArrayList<Arrived>();
        for (long seq = 1; seq <= 1_200; seq++) {
            all.add(new Arrived(Topic.USAGE, 0, 0, at(seq * 10), spaced(N1, seq)));
            var other = spaced(N2, seq);
            if (seq > 500 && seq < 1_000) {
                late.add(new Arrived(Topic.USAGE, 0, 0, at(10_000), other.delayed(10_000_000 - seq * 10_000)));
            } else {
                all.addAll(late);
                late.clear();
                all.add(new Arrived(Topic.USAGE, 0, 0, at(seq * 10), other));
            }
        }
        now = at(12_000);
        return IntStream.range(0, all.size()).mapToObj(i -> new Arrived(Topic.USAGE, 0, i, all.get(i).at(), all.get(i).message())).toList();
    }

    private static UsageSample spaced(NodeId node, long seq) {
        var meters = Messages.meters(seq * seq * 10_000, 1L << 20, seq % 7, seq * 512);
        return new UsageSample(A, node, Messages.BOOT, 1, seq, at(seq * 10), seq == 1 ? 0 : 10_000, meters, null, List.of(), Map.of());
    }

    private History open(Path in) {
        var history = new History(vertx, in.resolve("history.db"), () -> now, new SimpleMeterRegistry());
        opened.add(history);
        return history;
    }

    private void take(History history, List<Arrived> records) {
        await(history.positions());
        await(history.take(records));
    }

    /// So much time passes that what waits is written.
    private void write(History history) {
        now = now.plus(History.WRITE_EVERY).plusMillis(1);
        await(history.take(List.of()));
    }

    private static <T> T await(io.vertx.core.Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("not within 20 s", e);
        }
    }
}
