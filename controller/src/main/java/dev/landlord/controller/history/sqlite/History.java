package dev.landlord.controller.history.sqlite;

import dev.landlord.controller.history.Resolution;
import dev.landlord.controller.history.SeriesBuilder;
import dev.landlord.controller.ports.Archive;
import dev.landlord.controller.ports.LedgerBook;
import dev.landlord.controller.ports.Unavailable;
import dev.landlord.controller.ports.UsageHistory;
import dev.landlord.controller.ports.UsageSeries;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.message.LedgerEntry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// The history of this controller. One thread of its own takes in and writes; whoever reads does so on his own thread.
///
/// What was taken in waits in memory for at most [#WRITE_EVERY] and [#MOST_WAITING] steps, days and decisions; then it is written as one
/// transaction, with the offsets. A crash loses nothing that is not read again. Damage found while it runs makes [#take] fail: then the file has been
/// set aside, and reading begins again at [#positions]. So it does when the file was removed, and after any other failure, with the file as it is.
public final class History implements Archive, UsageHistory, LedgerBook {
    static final Duration WRITE_EVERY = Duration.ofSeconds(10);
    static final int MOST_WAITING = 50_000;
    private static final Logger LOG = LoggerFactory.getLogger(History.class);
    private static final Duration PRUNE_EVERY = Duration.ofMinutes(10);
    private static final Duration SAY_AGAIN = Duration.ofMinutes(5);
    private static final Duration LONGEST_WORK = Duration.ofMinutes(10);

    private final Vertx vertx;
    private final Path path;
    private final InstantSource clock;
    private final Counter left;
    private final Counter putOff;
    private final Counter failures;
    private final WorkerExecutor worker;
    private final long timer;
    private boolean closed;
    /// Reading holds it shared; whoever closes or moves the file, alone.
    private final ReadWriteLock use = new ReentrantReadWriteLock();
    private volatile HistoryFile file;
    /// Whether all is on file that was booked when reading began.
    private volatile boolean bookIsWhole;
    /// Whether all samples were taken in that there were then.
    private volatile boolean samplesAreWhole;
    /// What of them was put off; set by the worker.
    private volatile Optional<PutOff> older = Optional.empty();
    /// Set by whoever found the file damaged.
    private volatile boolean damaged;
    private volatile String said = "";
    private volatile Instant saidAt = Instant.MIN;

    // Of the worker alone.
    private HistoryWriter writer;
    private Intake intake;
    private Instant writtenAt = Instant.MIN;
    private Instant prunedAt = Instant.MIN;

    /// Opens nothing yet; that happens when somebody asks for [#positions].
    public History(Vertx vertx, Path path, InstantSource clock, MeterRegistry metrics) {
        this.vertx = vertx;
        this.path = path;
        this.clock = clock;
        this.left = Counter.builder("landlord.controller.history.left.out")
            .description("Samples that the history left out: repeated, too old, from the future, at an impossible time, or at one told before")
            .register(metrics);
        this.failures = Counter.builder("landlord.controller.history.failures")
            .description("Times that the history could not be read or written").register(metrics);
        this.putOff = Counter.builder("landlord.controller.history.put.off")
            .description("Samples of before the last hours that were taken in after newer ones").register(metrics);
        this.intake = new Intake(left, putOff);
        this.worker = vertx.createSharedWorkerExecutor("history-" + path.toAbsolutePath(), 1, LONGEST_WORK.toNanos(), TimeUnit.NANOSECONDS);
        this.timer = vertx.setPeriodic(WRITE_EVERY.toMillis(), _ -> worker.executeBlocking(() -> {
            if (writer != null) {
                flush();
            }
            return null;
        }).onFailure(this::failed));
    }

    @Override
    public Future<Map<Topic, Map<Integer, Long>>> positions() {
        return worker.executeBlocking(() -> {
            open();
            if (!intake.isEmpty()) {
                flush();
            }
            return writer.positions();
        });
    }

    @Override
    public Future<Optional<PutOff>> older() {
        return worker.executeBlocking(() -> writer == null ? Optional.empty() : writer.older());
    }

    @Override
    public Future<Void> putOff(PutOff samples, Map<Integer, Long> from) {
        return work(() -> {
            flush();
            writer.putOff(samples, from);
            older(Optional.of(samples));
        });
    }

    @Override
    public Future<Void> take(List<Arrived> records) {
        return take(records, (record, now) -> intake.take(record, now));
    }

    @Override
    public Future<Void> takeOlder(List<Arrived> records) {
        return take(records, (record, now) -> intake.takeOlder(record, now));
    }

    private Future<Void> take(List<Arrived> records, BiConsumer<Arrived, Instant> each) {
        return work(() -> {
            var now = clock.instant();
            records.forEach(record -> each.accept(record, now));
            if (intake.size() >= MOST_WAITING || writtenAt.isBefore(now.minus(WRITE_EVERY))) {
                flush();
            }
        });
    }

    private Future<Void> work(Work work) {
        return worker.<Void>executeBlocking(() -> {
            if (writer == null) {
                throw new Closed();
            }
            work.run();
            return null;
        }).onFailure(e -> {
            if (!(e instanceof Closed)) {
                failed(e);
            }
        });
    }

    @Override
    public Optional<UsageSeries> usage(TenantId tenant, Instant from, Instant to, Duration step) {
        return read(reads -> SeriesBuilder.build(reads.of(tenant, samplesAreWhole, older.map(PutOff::before)), from, to, step));
    }

    @Override
    public void caughtUp(List<Topic> topics) {
        worker.executeBlocking(() -> {
            if (writer != null) {
                flush();
                bookIsWhole |= topics.contains(Topic.LEDGER);
                samplesAreWhole |= topics.contains(Topic.USAGE);
            }
            return null;
        }).onFailure(this::failed);
    }

    @Override
    public void olderCaughtUp() {
        work(() -> {
            flush();
            writer.olderCaughtUp();
            older(Optional.empty());
        });
    }

    @Override
    public void totals(LocalDate from, LocalDate to, Optional<TenantId> tenant, Consumer<LedgerEntry> each) {
        if (!bookIsWhole) {
            throw new Unavailable("what is booked is still being read; try again in a while, or see this controller's log", null);
        }
        read(reads -> {
            reads.totals(from, to, tenant, each);
            return this;
        }).orElseThrow(() -> new Unavailable("what is booked cannot be read; this controller's log tells why", null));
    }

    @Override
    public LocalDate firstKept(Instant now) {
        return LocalDate.ofEpochDay(Resolution.DAY.firstKept(now));
    }

    /// Writes what waits and closes the file; to be called where it was made.
    public Future<Void> close() {
        if (closed) {
            return Future.succeededFuture();
        }
        closed = true;
        vertx.cancelTimer(timer);
        return worker.<Void>executeBlocking(() -> {
            if (writer != null) {
                flush();
            }
            closeFile();
            return null;
        }).onFailure(this::failed).eventually(worker::close);
    }

    private void open() throws IOException, SQLException {
        if (writer == null) {
            bookIsWhole = false;
            samplesAreWhole = false;
            use.writeLock().lock();
            try {
                file = HistoryFile.open(path);
                writer = new HistoryWriter(file.writer());
                older(writer.older());
                damaged = false;
            } finally {
                use.writeLock().unlock();
            }
        }
    }

    private void flush() throws SQLException, IOException {
        var now = clock.instant();
        try {
            if (damaged) {
                throw new SQLException("found damaged while it was read");
            }
            if (!file.isInPlace()) {
                throw removed();
            }
            if (!intake.isEmpty()) {
                writer.write(intake.batch());
                intake.written();
            }
            writtenAt = now;
            if (prunedAt.isBefore(now.minus(PRUNE_EVERY))) {
                writer.prune(now);
                prunedAt = now;
            }
        } catch (SQLException | IOException | RuntimeException e) {
            startOver(damaged || e instanceof SQLException sql && HistoryErrors.isDamage(sql));
            throw e;
        }
    }

    /// What waited is lost with the meters, but not its offsets: it is read again.
    private void startOver(boolean setAside) throws IOException {
        closeFile();
        intake = new Intake(left, putOff);
        older(Optional.empty());
        if (setAside) {
            LOG.warn("The history in {} is damaged; it is set aside and read anew from the topics", path);
            HistoryFile.setAside(path);
        }
    }

    private void older(Optional<PutOff> samples) {
        older = samples;
        intake.putOff(samples);
    }

    private void closeFile() throws IOException {
        use.writeLock().lock();
        try {
            writer = null;
            if (file != null) {
                file.close();
                file = null;
            }
        } finally {
            use.writeLock().unlock();
        }
    }

    private <T> Optional<T> read(Reading<T> reading) {
        use.readLock().lock();
        try {
            if (file == null || damaged) {
                return Optional.empty();
            }
            try (var connection = file.reader()) {
                return Optional.of(reading.of(new HistoryReads(connection)));
            }
        } catch (HistoryReads.Unread e) {
            return unread(e.sql(), HistoryErrors.isDamage(e.sql()));
        } catch (SQLException e) {
            return unread(e, HistoryErrors.isDamage(e));
        } catch (IllegalArgumentException | BufferUnderflowException | DateTimeException e) {
            // SQLite has no checksums: rows that nobody wrote like this.
            return unread(e, true);
        } finally {
            use.readLock().unlock();
        }
    }

    /// Whoever reads a file by its name finds another one there, or none, before the writer has noticed: that is no matter of rights or damage.
    private <T> Optional<T> unread(Exception e, boolean isDamage) {
        boolean inPlace = isInPlace();
        failed(inPlace ? e : removed());
        damaged |= inPlace && isDamage;
        return Optional.empty();
    }

    private boolean isInPlace() {
        try {
            return file.isInPlace();
        } catch (IOException _) {
            return false;
        }
    }

    private IOException removed() {
        return new IOException("it was removed or replaced while it was in use; it is opened anew, and what it lacks is read from the topics");
    }

    /// Whoever asks again and again must not fill the log with the same.
    private void failed(Throwable why) {
        failures.increment();
        var sentence = HistoryErrors.withRemedy(why, path);
        boolean isNew = !sentence.equals(said) || saidAt.isBefore(clock.instant().minus(SAY_AGAIN));
        if (isNew) {
            said = sentence;
            saidAt = clock.instant();
        }
        LOG.atLevel(isNew ? Level.WARN : Level.DEBUG).log("The history in {} failed: {}", path, sentence);
    }

    /// Something else has failed, and told so: the file was closed for it, and reading begins again at [#positions].
    private static final class Closed extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        private Closed() {
            super("the history was closed; reading begins again at its positions");
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws SQLException, IOException;
    }

    @FunctionalInterface
    private interface Reading<T> {
        T of(HistoryReads reads) throws SQLException;
    }
}
