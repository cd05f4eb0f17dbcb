package dev.landlord.controller.history.sqlite;

import static dev.landlord.controller.history.sqlite.Histories.DAY;
import static dev.landlord.controller.history.sqlite.Histories.MINUTE;
import static dev.landlord.controller.history.sqlite.Histories.await;
import static dev.landlord.controller.history.sqlite.Histories.day;
import static dev.landlord.controller.history.sqlite.Histories.minutes;
import static dev.landlord.controller.history.sqlite.Histories.take;
import static dev.landlord.controller.history.sqlite.Histories.totals;
import static dev.landlord.controller.history.sqlite.Histories.usage;
import static dev.landlord.controller.view.Messages.A;
import static dev.landlord.controller.view.Messages.N1;
import static dev.landlord.controller.view.Messages.START;
import static dev.landlord.controller.view.Messages.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.landlord.controller.ports.Archive.PutOff;
import dev.landlord.controller.ports.Unavailable;
import dev.landlord.controller.ports.UsageSeries;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Topic;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/// What becomes of a file that is missing, foreign, damaged, removed, full, not to be written or in use.
class HistoryFileTest {
    @TempDir
    private Path dir;
    private Histories histories;

    @BeforeEach
    void begin() {
        histories = new Histories(dir);
    }

    @AfterEach
    void close() {
        histories.close();
    }

    @Test
    void aMissingFileIsMadeAndReadingBeginsAtTheBeginning() throws IOException {
        var history = histories.open();
        take(history, usage(1, 61));
        await(history.close());
        Files.delete(dir.resolve("history.db"));

        assertThat(await(histories.open().positions())).isEmpty();
        assertThat(dir.resolve("history.db")).exists();
    }

    @Test
    void aFileThatIsNoDatabaseIsSetAside() throws IOException {
        Files.writeString(dir.resolve("history.db"), "this is not a database, whatever its name says; ".repeat(100));

        var history = histories.open();
        assertThat(await(history.positions())).isEmpty();
        assertThat(Files.readString(dir.resolve("history.db.damaged"))).startsWith("this is not a database");
        take(history, usage(1, 61));
        histories.write(history);
        assertThat(minutes(history)).isNotEmpty();
    }

    @Test
    void aFileWithADamagedPageIsSetAside() throws IOException {
        fillAndClose();
        damage();

        assertThat(await(histories.open().positions())).as("begins anew").isEmpty();
        assertThat(dir.resolve("history.db.damaged")).exists();
    }

    @Test
    void aFileOfAnotherVersionIsSetAside() throws Exception {
        fillAndClose();
        try (var file = new RandomAccessFile(dir.resolve("history.db").toFile(), "rw")) {
            file.seek(60); // user_version in the header of SQLite's file format
            file.writeInt(99);
        }

        assertThat(await(histories.open().positions())).isEmpty();
    }

    @Test
    void damageThatShowsLaterMakesReadingBeginAgain() throws IOException {
        fillAndClose();
        var history = histories.open();
        assertThat(await(history.positions())).isNotEmpty();
        damage();

        assertThatThrownBy(() -> {
            for (int round = 0; round < 100; round++) {
                history.usage(A, START, at(3600), MINUTE);
                totals(history, DAY, DAY.plusDays(400), Optional.empty());
                take(history, histories.arrived(Topic.LEDGER, day(A, N1, DAY.plusDays(round), 9, 9)));
                histories.write(history);
            }
        }).isInstanceOfAny(Unavailable.class, CompletionException.class, SQLException.class, IllegalStateException.class);
        assertThatThrownBy(() -> {
            take(history, usage(1, 2));
            histories.write(history);
        }).as("reading has to begin again");

        assertThat(await(history.positions())).as("from the beginning").isEmpty();
        take(history, usage(1, 61));
        histories.write(history);
        assertThat(minutes(history)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"total", "hours"})
    void rowsThatNobodyWroteLikeThisAreDamageToo(String column) throws SQLException {
        var history = histories.open();
        take(history, histories.arrived(Topic.LEDGER, day(A, N1, DAY, 3, 2)));
        histories.write(history);
        assertThat(history.usage(A, START, at(3600), Duration.ofHours(1))).isPresent();
        // What SQLite cannot notice: it has no checksums.
        try (var other = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("history.db")); var statement = other.createStatement()) {
            statement.execute("UPDATE ledger SET %s = x'0AFF'".formatted(column));
        }

        if (column.equals("total")) {
            assertThatThrownBy(() -> totals(history, DAY, DAY, Optional.empty())).isInstanceOf(Unavailable.class);
        }
        assertThat(history.usage(A, START, at(3600), Duration.ofHours(1))).isEmpty();
        assertThatThrownBy(() -> histories.write(history)).as("reading has to begin again");
        assertThat(await(history.positions())).as("from the beginning").isEmpty();
        assertThat(dir.resolve("history.db.damaged")).exists();
    }

    @Test
    void aFileThatIsRemovedWhileItIsInUseIsMadeAnewAndReadingBeginsAgain() throws IOException {
        var history = histories.open();
        take(history, usage(1, 61));
        histories.write(history);
        assertThat(minutes(history)).hasSize(2);
        for (var suffix : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(dir.resolve("history.db" + suffix));
        }

        assertThatThrownBy(() -> {
            await(history.take(usage(62, 63)));
            histories.write(history);
        }).as("reading has to begin again");
        assertThat(await(history.positions())).as("from the beginning").isEmpty();
        take(history, usage(1, 61));
        histories.write(history);
        assertThat(minutes(history)).hasSize(2);
        assertThat(dir.resolve("history.db.damaged")).doesNotExist();
    }

    /// Charts are drawn and records are on their way while nobody has noticed yet.
    @Test
    void thatAFileWasRemovedIsToldOnceAndAsThat() throws IOException {
        var told = new ListAppender<ILoggingEvent>();
        told.start();
        var log = (Logger) LoggerFactory.getLogger(History.class);
        log.addAppender(told);
        try {
            var history = histories.open();
            take(history, usage(1, 61));
            histories.write(history);
            for (var suffix : List.of("", "-wal", "-shm")) {
                Files.deleteIfExists(dir.resolve("history.db" + suffix));
            }

            assertThat(history.usage(A, START, at(3600), MINUTE)).isEmpty();
            assertThatThrownBy(() -> histories.write(history)).as("reading has to begin again");
            assertThatThrownBy(() -> await(history.take(usage(62, 63))));
            assertThatThrownBy(() -> await(history.putOff(new PutOff(START, Map.of()), Map.of())));
            await(history.positions());
        } finally {
            log.detachAppender(told);
        }
        assertThat(told.list).filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.INFO) && line.getFormattedMessage().contains(dir.toString()))
            .singleElement().extracting(ILoggingEvent::getFormattedMessage).asString().contains("removed or replaced", "opened anew")
            .doesNotContain("user write");
    }

    @Test
    void aFullDiskLosesAndRepeatsNothingAndSaysWhatToDo() {
        var history = histories.open();
        take(history, usage(1, 61));
        histories.write(history);
        try (var full = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("history.db"));
            var statement = full.createStatement()) {
            // The last statement of a batch fails, as any may on a full disk.
            statement.execute("CREATE TRIGGER full BEFORE INSERT ON position BEGIN SELECT RAISE(ABORT, 'no room'); END");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        assertThatThrownBy(() -> {
            await(history.take(usage(62, 121)));
            histories.write(history);
        }).as("reading has to begin again");
        try (var roomy = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("history.db")); var statement = roomy.createStatement()) {
            statement.execute("DROP TRIGGER full");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }

        assertThat(await(history.positions())).isEqualTo(Map.of(Topic.USAGE, Map.of(0, 61L)));
        take(history, usage(62, 122));
        histories.write(history);
        assertThat(minutes(history)).extracting(UsageSeries.Point::cpuUsageUsec).containsExactly(29_500_000L, 29_500_000L, 1_000_000L);
        assertThat(HistoryErrors.withRemedy(new SQLException("database or disk is full", null, 13), dir.resolve("history.db")))
            .contains("database or disk is full", "free some space", "dataDir", dir.toString());
    }

    @Test
    void whereItCannotWriteItSaysSoAndWhatToDo() throws IOException {
        Files.createDirectory(dir.resolve("history.db.lock"));

        assertThatThrownBy(() -> await(histories.open().positions())).hasMessageContaining("history.db.lock")
            .hasMessageContaining("let the controller's user write to " + dir).hasMessageContaining("dataDir");
        assertThat(HistoryErrors.withRemedy(new AccessDeniedException("/data/history.db.lock"), Path.of("/data/history.db")))
            .isEqualTo("no access to /data/history.db.lock; let the controller's user write to /data, or give the controller another 'dataDir'");
    }

    @Test
    void twoControllersDoNotShareAFile() {
        await(histories.open().positions());

        assertThatThrownBy(() -> await(histories.open().positions())).hasMessageContaining("another controller uses it")
            .hasMessageContaining("dataDir");
    }

    private void fillAndClose() {
        var history = histories.open();
        take(history, usage(1, 3600));
        IntStream.range(0, 2_000).forEach(i -> await(history.take(histories.arrived(Topic.LEDGER, day(A, new NodeId("n" + i), DAY, 1, 4)))));
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
}
