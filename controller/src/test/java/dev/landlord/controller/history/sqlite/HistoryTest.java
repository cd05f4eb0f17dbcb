package dev.landlord.controller.history.sqlite;

import static dev.landlord.controller.history.sqlite.Histories.DAY;
import static dev.landlord.controller.history.sqlite.Histories.MINUTE;
import static dev.landlord.controller.history.sqlite.Histories.await;
import static dev.landlord.controller.history.sqlite.Histories.day;
import static dev.landlord.controller.history.sqlite.Histories.minutes;
import static dev.landlord.controller.history.sqlite.Histories.take;
import static dev.landlord.controller.history.sqlite.Histories.total;
import static dev.landlord.controller.history.sqlite.Histories.totals;
import static dev.landlord.controller.history.sqlite.Histories.usage;
import static dev.landlord.controller.view.Messages.A;
import static dev.landlord.controller.view.Messages.B;
import static dev.landlord.controller.view.Messages.N1;
import static dev.landlord.controller.view.Messages.N2;
import static dev.landlord.controller.view.Messages.START;
import static dev.landlord.controller.view.Messages.at;
import static dev.landlord.controller.view.Messages.decision;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.landlord.controller.ports.Unavailable;
import dev.landlord.controller.ports.UsageSeries;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.LedgerEntry;
import dev.landlord.protocol.message.Tally;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is kept, over restarts and crashes and for how long, and from when on it is told.
class HistoryTest {
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
    void whatWasTakenInIsThereAfterARestartOnceAndReadingGoesOnWhereItEnded() {
        var history = histories.open();
        take(history, usage(1, 61));
        await(history.close());

        var again = histories.open();
        assertThat(await(again.positions())).isEqualTo(Map.of(Topic.USAGE, Map.of(0, 61L)));
        take(again, usage(62, 122));
        histories.write(again);

        assertThat(minutes(again)).extracting(UsageSeries.Point::cpuUsageUsec).as("the first sample after each start has none before it")
            .containsExactly(29_500_000L, 29_500_000L, 1_000_000L);
    }

    @Test
    void aCrashLosesNothingThatIsNotReadAgain() {
        var history = histories.open();
        take(history, usage(1, 61));
        histories.write(history);
        take(history, usage(62, 100));
        // No close: what waits in memory is gone, as after kill -9.
        var files = copyOfTheFiles();

        var after = histories.open(files);
        assertThat(await(after.positions())).isEqualTo(Map.of(Topic.USAGE, Map.of(0, 61L)));
        assertThat(minutes(after)).extracting(UsageSeries.Point::cpuUsageUsec).containsExactly(29_500_000L, 500_000L);
    }

    @Test
    void daysAreKeptByTheirHighestRevision() {
        var history = histories.open();
        take(history, histories.arrived(Topic.LEDGER, day(A, N2, DAY, 7, 1), day(A, N1, DAY, 3, 2), day(B, N1, DAY, 1, 3), day(A, N1, DAY, 2, 99),
            day(A, N1, DAY.minusDays(1), 1, 4)));
        histories.write(history);
        take(history, histories.arrived(Topic.LEDGER, day(A, N1, DAY, 2, 98), day(A, N2, DAY, 8, 5)));
        histories.write(history);

        assertThat(totals(history, DAY.minusDays(1), DAY, Optional.empty())).containsExactlyInAnyOrder(
            total(A, N1, DAY.minusDays(1), 1, 4), total(A, N1, DAY, 3, 2), total(A, N2, DAY, 8, 5), total(B, N1, DAY, 1, 3));
        assertThat(totals(history, DAY, DAY, Optional.of(B))).containsExactly(total(B, N1, DAY, 1, 3));
        assertThat(totals(history, DAY.plusDays(1), DAY.plusDays(2), Optional.empty())).isEmpty();
    }

    @Test
    void decisionsAreToldOnce() {
        var history = histories.open();
        take(history, histories.arrived(Topic.DECISIONS, decision("1", A, at(5)), decision("1", A, at(5))));
        histories.write(history);
        take(history, histories.arrived(Topic.DECISIONS, decision("1", A, at(5)), decision("2", B, at(6))));
        histories.write(history);

        assertThat(history.usage(A, START, at(60), MINUTE).orElseThrow().enforced()).singleElement().satisfies(enforced -> {
            assertThat(enforced.state()).isEqualTo("throttled");
            assertThat(enforced.from()).isEqualTo(at(5));
            assertThat(enforced.to()).isNull();
        });
    }

    @Test
    void whatIsNotKeptAnyLongerGoes() {
        var history = histories.open();
        take(history, usage(1, 61));
        take(history, histories.arrived(Topic.LEDGER, day(A, N1, DAY, 1, 3)));
        histories.write(history);
        assertThat(minutes(history)).hasSize(2);
        assertThat(history.firstKept(histories.now)).isEqualTo(DAY.minusDays(400));

        histories.now = START.plus(Duration.ofDays(4));
        histories.write(history);
        assertThat(history.usage(A, START, at(3600), Duration.ofHours(1)).orElseThrow().points()).as("hours stay").hasSize(1);
        assertThat(minutes(history)).as("minutes are gone, the hour takes their place").extracting(UsageSeries.Point::start).containsExactly(START);
        histories.now = START.plus(Duration.ofDays(402));
        histories.write(history);
        assertThat(history.usage(A, START, at(3600), Duration.ofHours(1)).orElseThrow().points()).isEmpty();
        assertThat(totals(history, DAY, DAY, Optional.empty())).isEmpty();
    }

    @Test
    void aRecordWithAnImpossibleTimeIsLeftOutAndKeepsNobodyBack() {
        var metrics = new SimpleMeterRegistry();
        var history = histories.open(dir, metrics);
        take(history, histories.arrived(Topic.DECISIONS, new Decision("9", A, Instant.MAX, Decision.Action.THROTTLE, "cpu.overuse", "ever",
            Resource.CPU, null, null, "free", "throttled", Map.of(), new Decision.Cause("policy", "strict"))));
        take(history, histories.arrived(Topic.LEDGER, new LedgerEntry(A, N2, DAY, LedgerEntry.Status.OPEN, null, 1,
            Instant.parse("+20000-01-01T00:00:00Z"), Tally.NONE, List.of()), day(A, N1, DAY, 3, 2)));
        histories.write(history);

        assertThat(totals(history, DAY, DAY, Optional.empty())).containsExactly(total(A, N1, DAY, 3, 2));
        assertThat(await(history.positions())).containsKeys(Topic.DECISIONS, Topic.LEDGER);
        assertThat(metrics.get("landlord.controller.history.left.out").counter().count()).isEqualTo(2);
    }

    @Test
    void beforeItIsOpenNothingIsKnown() {
        var history = histories.open();

        assertThat(history.usage(A, START, at(60), MINUTE)).isEmpty();
        assertThatThrownBy(() -> totals(history, DAY, DAY, Optional.empty())).isInstanceOf(Unavailable.class)
            .hasMessageContaining("still being read");
    }

    @Test
    void halfABookIsNone() {
        var history = histories.open();
        take(history, histories.arrived(Topic.LEDGER, day(A, N1, DAY, 1, 3)));
        history.caughtUp(List.of(Topic.USAGE));
        await(history.take(List.of()));
        assertThatThrownBy(() -> totals(history, DAY, DAY, Optional.empty())).isInstanceOf(Unavailable.class);

        history.caughtUp(List.of(Topic.LEDGER, Topic.DECISIONS));
        await(history.take(List.of()));
        assertThat(totals(history, DAY, DAY, Optional.empty())).as("what was given is on file then").containsExactly(total(A, N1, DAY, 1, 3));
    }

    private Path copyOfTheFiles() {
        try {
            var copy = Files.createDirectories(dir.resolve("copy"));
            for (var name : List.of("history.db", "history.db-wal")) {
                Files.copy(dir.resolve(name), copy.resolve(name));
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
