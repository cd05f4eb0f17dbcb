package dev.landlord.controller.history.sqlite;

import static dev.landlord.controller.view.Messages.A;
import static dev.landlord.controller.view.Messages.B;
import static dev.landlord.controller.view.Messages.N1;
import static dev.landlord.controller.view.Messages.N2;
import static dev.landlord.controller.view.Messages.START;
import static dev.landlord.controller.view.Messages.at;
import static dev.landlord.controller.view.Messages.decision;
import static dev.landlord.controller.view.Messages.own;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.landlord.controller.ports.Archive.Arrived;
import dev.landlord.controller.ports.Unavailable;
import dev.landlord.controller.ports.UsageSeries;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.LedgerEntry;
import dev.landlord.protocol.message.Message;
import dev.landlord.protocol.message.Tally;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final LocalDate DAY = LocalDate.parse("2026-11-22");

    @TempDir
    private Path dir;

    private final Vertx vertx = Vertx.vertx();
    private final List<History> opened = new ArrayList<>();
    private Instant now = START;
    private long offset;

    @AfterEach
    void close() {
        opened.forEach(history -> await(history.close()));
        await(vertx.close());
    }

    @Test
    void whatWasTakenInIsThereAfterARestartOnceAndReadingGoesOnWhereItEnded() {
        var history = open();
        take(history, usage(1, 61));
        await(history.close());

        var again = open();
        assertThat(await(again.positions())).isEqualTo(Map.of(Topic.USAGE, Map.of(0, 61L)));
        take(again, usage(62, 122));
        write(again);

        assertThat(minutes(again)).extracting(UsageSeries.Point::cpuUsageUsec).as("the first sample after each start has none before it")
            .containsExactly(29_500_000L, 29_500_000L, 1_000_000L);
    }

    @Test
    void aCrashLosesNothingThatIsNotReadAgain() {
        var history = open();
        take(history, usage(1, 61));
        write(history);
        take(history, usage(62, 100));
        // No close: what waits in memory is gone, as after kill -9.
        var files = copyOfTheFiles();

        var after = open(files);
        assertThat(await(after.positions())).isEqualTo(Map.of(Topic.USAGE, Map.of(0, 61L)));
        assertThat(minutes(after)).extracting(UsageSeries.Point::cpuUsageUsec).containsExactly(29_500_000L, 500_000L);
    }

    @Test
    void daysAreKeptByTheirHighestRevision() {
        var history = open();
        take(history, arrived(Topic.LEDGER, day(A, N2, DAY, 7, 1), day(A, N1, DAY, 3, 2), day(B, N1, DAY, 1, 3), day(A, N1, DAY, 2, 99),
            day(A, N1, DAY.minusDays(1), 1, 4)));
        write(history);
        take(history, arrived(Topic.LEDGER, day(A, N1, DAY, 2, 98), day(A, N2, DAY, 8, 5)));
        write(history);

        assertThat(totals(history, DAY.minusDays(1), DAY, Optional.empty())).containsExactlyInAnyOrder(
            total(A, N1, DAY.minusDays(1), 1, 4), total(A, N1, DAY, 3, 2), total(A, N2, DAY, 8, 5), total(B, N1, DAY, 1, 3));
        assertThat(totals(history, DAY, DAY, Optional.of(B))).containsExactly(total(B, N1, DAY, 1, 3));
        assertThat(totals(history, DAY.plusDays(1), DAY.plusDays(2), Optional.empty())).isEmpty();
    }

    @Test
    void decisionsAreToldOnce() {
        var history = open();
        take(history, arrived(Topic.DECISIONS, decision("1", A, at(5)), decision("1", A, at(5))));
        write(history);
        take(history, arrived(Topic.DECISIONS, decision("1", A, at(5)), decision("2", B, at(6))));
        write(history);

        assertThat(history.usage(A, START, at(60), MINUTE).orElseThrow().enforced()).singleElement().satisfies(enforced -> {
            assertThat(enforced.state()).isEqualTo("throttled");
            assertThat(enforced.from()).isEqualTo(at(5));
            assertThat(enforced.to()).isNull();
        });
    }

    @Test
    void whatIsNotKeptAnyLongerGoes() {
        var history = open();
        take(history, usage(1, 61));
        take(history, arrived(Topic.LEDGER, day(A, N1, DAY, 1, 3)));
        write(history);
        assertThat(minutes(history)).hasSize(2);
        assertThat(history.firstKept(now)).isEqualTo(DAY.minusDays(400));

        now = START.plus(Duration.ofDays(4));
        write(history);
        assertThat(history.usage(A, START, at(3600), Duration.ofHours(1)).orElseThrow().points()).as("hours stay").hasSize(1);
        assertThat(minutes(history)).as("minutes are gone, the hour takes their place").extracting(UsageSeries.Point::start).containsExactly(START);
        now = START.plus(Duration.ofDays(402));
        write(history);
        assertThat(history.usage(A, START, at(3600), Duration.ofHours(1)).orElseThrow().points()).isEmpty();
        assertThat(totals(history, DAY, DAY, Optional.empty())).isEmpty();
    }

    @Test
    void aMissingFileIsMadeAndReadingBeginsAtTheBeginning() throws IOException {
        var history = open();
        take(history, usage(1, 61));
        await(history.close());
        Files.delete(dir.resolve("history.db"));

        assertThat(await(open().positions())).isEmpty();
        assertThat(dir.resolve("history.db")).exists();
    }

    @Test
    void aFileThatIsNoDatabaseIsSetAside() throws IOException {
        Files.writeString(dir.resolve("history.db"), "this is not a database, whatever its name says; ".repeat(100));

        var history = open();
        assertThat(await(history.positions())).isEmpty();
        assertThat(Files.readString(dir.resolve("history.db.damaged"))).startsWith("this is not a database");
        take(history, usage(1, 61));
        write(history);
        assertThat(minutes(history)).isNotEmpty();
    }

    @Test
    void aFileWithADamagedPageIsSetAside() throws IOException {
        fillAndClose();
        damage();

        assertThat(await(open().positions())).as("begins anew").isEmpty();
        assertThat(dir.resolve("history.db.damaged")).exists();
    }

    @Test
    void aFileOfAnotherVersionIsSetAside() throws Exception {
        fillAndClose();
        try (var file = new RandomAccessFile(dir.resolve("history.db").toFile(), "rw")) {
            file.seek(60); // user_version in the header of SQLite's file format
            file.writeInt(99);
        }

        assertThat(await(open().positions())).isEmpty();
    }

    @Test
    void damageThatShowsLaterMakesReadingBeginAgain() throws IOException {
        fillAndClose();
        var history = open();
        assertThat(await(history.positions())).isNotEmpty();
        damage();

        assertThatThrownBy(() -> {
            for (int round = 0; round < 100; round++) {
                history.usage(A, START, at(3600), MINUTE);
                totals(history, DAY, DAY.plusDays(400), Optional.empty());
                take(history, arrived(Topic.LEDGER, day(A, N1, DAY.plusDays(round), 9, 9)));
                write(history);
            }
        }).isInstanceOfAny(Unavailable.class, CompletionException.class, SQLException.class, IllegalStateException.class);
        assertThatThrownBy(() -> {
            take(history, usage(1, 2));
            write(history);
        }).as("reading has to begin again");

        assertThat(await(history.positions())).as("from the beginning").isEmpty();
        take(history, usage(1, 61));
        write(history);
        assertThat(minutes(history)).hasSize(2);
    }

    @Test
    void aFileThatIsRemovedWhileItIsInUseIsMadeAnewAndReadingBeginsAgain() throws IOException {
        var history = open();
        take(history, usage(1, 61));
        write(history);
        assertThat(minutes(history)).hasSize(2);
        for (var suffix : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(dir.resolve("history.db" + suffix));
        }

        assertThatThrownBy(() -> {
            await(history.take(usage(62, 63)));
            write(history);
        }).as("reading has to begin again");
        assertThat(await(history.positions())).as("from the beginning").isEmpty();
        take(history, usage(1, 61));
        write(history);
        assertThat(minutes(history)).hasSize(2);
        assertThat(dir.resolve("history.db.damaged")).doesNotExist();
    }

    @Test
    void aFullDiskLosesAndRepeatsNothingAndSaysWhatToDo() {
        var history = open();
        take(history, usage(1, 61));
        write(history);
        try (var full = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("history.db"));
            var statement = full.createStatement()) {
            // The last statement of a batch fails, as any may on a full disk.
            statement.execute("CREATE TRIGGER full BEFORE INSERT ON position BEGIN SELECT RAISE(ABORT, 'no room'); END");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        assertThatThrownBy(() -> {
            await(history.take(usage(62, 121)));
            write(history);
        }).as("reading has to begin again");
        try (var roomy = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("history.db")); var statement = roomy.createStatement()) {
            statement.execute("DROP TRIGGER full");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }

        assertThat(await(history.positions())).isEqualTo(Map.of(Topic.USAGE, Map.of(0, 61L)));
        take(history, usage(62, 122));
        write(history);
        assertThat(minutes(history)).extracting(UsageSeries.Point::cpuUsageUsec).containsExactly(29_500_000L, 29_500_000L, 1_000_000L);
        assertThat(HistoryErrors.withRemedy(new SQLException("database or disk is full", null, 13), dir.resolve("history.db")))
            .contains("database or disk is full", "free some space", "dataDir", dir.toString());
    }

    @Test
    void whereItCannotWriteItSaysSoAndWhatToDo() throws IOException {
        Files.createDirectory(dir.resolve("history.db.lock"));

        assertThatThrownBy(() -> await(open().positions())).hasMessageContaining("history.db.lock")
            .hasMessageContaining("let the controller's user write to " + dir).hasMessageContaining("dataDir");
        assertThat(HistoryErrors.withRemedy(new AccessDeniedException("/data/history.db.lock"), Path.of("/data/history.db")))
            .isEqualTo("no access to /data/history.db.lock; let the controller's user write to /data, or give the controller another 'dataDir'");
    }

    @Test
    void aRecordWithAnImpossibleTimeIsLeftOutAndKeepsNobodyBack() {
        var metrics = new SimpleMeterRegistry();
        var history = new History(vertx, dir.resolve("history.db"), () -> now, metrics);
        opened.add(history);
        take(history, arrived(Topic.DECISIONS, new Decision("9", A, Instant.MAX, Decision.Action.THROTTLE, "cpu.overuse", "ever", Resource.CPU,
            null, null, "free", "throttled", Map.of(), new Decision.Cause("policy", "strict"))));
        take(history, arrived(Topic.LEDGER, new LedgerEntry(A, N2, DAY, LedgerEntry.Status.OPEN, null, 1, Instant.parse("+20000-01-01T00:00:00Z"),
            Tally.NONE, List.of()), day(A, N1, DAY, 3, 2)));
        write(history);

        assertThat(totals(history, DAY, DAY, Optional.empty())).containsExactly(total(A, N1, DAY, 3, 2));
        assertThat(await(history.positions())).containsKeys(Topic.DECISIONS, Topic.LEDGER);
        assertThat(metrics.get("landlord.controller.history.left.out").counter().count()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"total", "hours"})
    void rowsThatNobodyWroteLikeThisAreDamageToo(String column) throws SQLException {
        var history = open();
        take(history, arrived(Topic.LEDGER, day(A, N1, DAY, 3, 2)));
        write(history);
        assertThat(history.usage(A, START, at(3600), Duration.ofHours(1))).isPresent();
        // What SQLite cannot notice: it has no checksums.
        try (var other = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("history.db")); var statement = other.createStatement()) {
            statement.execute("UPDATE ledger SET %s = x'0AFF'".formatted(column));
        }

        if (column.equals("total")) {
            assertThatThrownBy(() -> totals(history, DAY, DAY, Optional.empty())).isInstanceOf(Unavailable.class);
        }
        assertThat(history.usage(A, START, at(3600), Duration.ofHours(1))).isEmpty();
        assertThatThrownBy(() -> write(history)).as("reading has to begin again");
        assertThat(await(history.positions())).as("from the beginning").isEmpty();
        assertThat(dir.resolve("history.db.damaged")).exists();
    }

    @Test
    void twoControllersDoNotShareAFile() {
        await(open().positions());

        assertThatThrownBy(() -> await(open().positions())).hasMessageContaining("another controller uses it").hasMessageContaining("dataDir");
    }

    @Test
    void beforeItIsOpenNothingIsKnown() {
        var history = open();

        assertThat(history.usage(A, START, at(60), MINUTE)).isEmpty();
        assertThatThrownBy(() -> totals(history, DAY, DAY, Optional.empty())).isInstanceOf(Unavailable.class)
            .hasMessageContaining("still being read");
    }

    @Test
    void halfABookIsNone() {
        var history = open();
        take(history, arrived(Topic.LEDGER, day(A, N1, DAY, 1, 3)));
        history.caughtUp(List.of(Topic.USAGE));
        await(history.take(List.of()));
        assertThatThrownBy(() -> totals(history, DAY, DAY, Optional.empty())).isInstanceOf(Unavailable.class);

        history.caughtUp(List.of(Topic.LEDGER, Topic.DECISIONS));
        await(history.take(List.of()));
        assertThat(totals(history, DAY, DAY, Optional.empty())).as("what was given is on file then").containsExactly(total(A, N1, DAY, 1, 3));
    }

    private History open() {
        return open(dir);
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

    /// All that there is has been read, and so much time passes that what waits is written.
    private void write(History history) {
        history.caughtUp(List.of(Topic.LEDGER));
        now = now.plus(History.WRITE_EVERY).plusMillis(1);
        await(history.take(List.of()));
    }

    private List<UsageSeries.Point> minutes(History history) {
        return history.usage(A, START, at(3600), MINUTE).orElseThrow().points();
    }

    private List<Arrived> usage(long first, long last) {
        return LongStream.rangeClosed(first, last).mapToObj(seq -> new Arrived(Topic.USAGE, 0, seq - 1, at(seq), own(A, N1, seq, seq * 500_000)))
            .toList();
    }

    private List<Arrived> arrived(Topic topic, Message... messages) {
        return List.of(messages).stream().map(message -> new Arrived(topic, 0, offset++, now, message)).toList();
    }

    private static LedgerEntry day(TenantId tenant, NodeId node, LocalDate day, long revision, long cpuUsageUsec) {
        var used = new Tally(cpuUsageUsec, null, 5L, 0L, null, null, null, null, null, 3L, null, 70L, null, null);
        return new LedgerEntry(tenant, node, day, revision == 7 ? LedgerEntry.Status.INCOMPLETE : LedgerEntry.Status.OPEN,
            revision == 7 ? "silent" : null, revision, START.plusNanos(123_456_789), used, List.of(new LedgerEntry.Hour(10, used)));
    }

    private static LedgerEntry total(TenantId tenant, NodeId node, LocalDate day, long revision, long cpuUsageUsec) {
        var whole = day(tenant, node, day, revision, cpuUsageUsec);
        return new LedgerEntry(tenant, node, day, whole.status(), whole.why(), revision, whole.bookedTo(), whole.total(), List.of());
    }

    private static List<LedgerEntry> totals(History history, LocalDate from, LocalDate to, Optional<TenantId> tenant) {
        var found = new ArrayList<LedgerEntry>();
        history.totals(from, to, tenant, found::add);
        return found;
    }

    private void fillAndClose() {
        var history = open();
        take(history, usage(1, 3600));
        IntStream.range(0, 2_000).forEach(i -> await(history.take(arrived(Topic.LEDGER, day(A, new NodeId("n" + i), DAY, 1, 4)))));
        await(history.close());
    }

    /// Writes over everything behind the first pages.
    private void damage() throws IOException {
        try (var file = new RandomAccessFile(dir.resolve("history.db").toFile(), "rw")) {
            assertThat(file.length()).isGreaterThan(10 * 8192);
            for (long at = 8192; at < file.length(); at += 512) {
                file.seek(at);
                file.write(new byte[] {13, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1});
            }
        }
    }

    private Path copyOfTheFiles() {
        try {
            var copy = Files.createDirectories(dir.resolve("copy"));
            for (var name : List.of("history.db", "history.db-wal")) {
                Files.copy(dir.resolve(name), copy.resolve(name));
            }
            return copy;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static <T> T await(io.vertx.core.Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("not within 20 s", e);
        }
    }
}
