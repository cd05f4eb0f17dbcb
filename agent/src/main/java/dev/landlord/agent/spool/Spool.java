package dev.landlord.agent.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Samples that wait for the broker, on disk, oldest first; see [Thinning] for what goes when there are too many. As long as nothing waits
/// there is no file.
///
/// For one thread that may block, but for [#state].
public final class Spool implements AutoCloseable {
    /// Above the id of any sample that a run of the agent could have kept whose ids began at the bottom.
    public static final long UNREAD = 1L << 52;

    /// Bytes of messages that are read for each that is asked for, taken together: fewer come where they are large, but one at least.
    private static final long BYTES_EACH = 4096;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long AGE_CHECK_NANOS = 60_000 * NANOS_PER_MILLI;
    private static final String FILE = "samples.db";
    private static final String DAMAGED = "samples.damaged";
    private static final String LIBRARY_DIRECTORY = "org.sqlite.tmpdir";
    /// What SQLite's library is unpacked as, and the empty file beside it.
    private static final String LIBRARIES = "sqlite-*-libsqlitejdbc.*";
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);

    private final Path directory;
    private final SpoolLimits limits;
    private final InstantSource clock;
    private final LongSupplier monotonicNanos;
    private SpoolFile file;
    private long ownFrom = 1;
    /// The highest id that was given out: up to it samples are on their way, and stay.
    private long given;
    private long checkedAgeNanos;
    private boolean thins;
    private long spooled;
    private long thinned;
    private long dropped;
    private volatile SpoolState state = SpoolState.EMPTY;

    /// @param directory      for this alone; made when it is needed
    /// @param clock          wall clock
    /// @param monotonicNanos a clock that never goes back
    public Spool(Path directory, SpoolLimits limits, InstantSource clock, LongSupplier monotonicNanos) {
        this.directory = directory;
        this.limits = limits;
        this.clock = clock;
        this.monotonicNanos = monotonicNanos;
        this.checkedAgeNanos = monotonicNanos.getAsLong();
    }

    /// Looks for what an earlier run has left. If that fails, it may succeed later; ids of this run are then above [#UNREAD].
    ///
    /// @return the highest id in use, or 0; ids of this run are higher
    public long open() throws IOException, SQLException {
        if (Files.exists(directory.resolve(FILE))) {
            ownFrom = UNREAD + 1;
            ownFrom = onFile(SpoolFile::lastId) + 1;
            long waiting = onFile(opened -> {
                expire(opened);
                return opened.samples();
            });
            if (waiting == 0) {
                discard();
                ownFrom = 1;
            } else {
                LOG.info("{} samples of an earlier run wait in {}", waiting, directory);
            }
        }
        return ownFrom - 1;
    }

    /// What it holds now. From any thread.
    public SpoolState state() {
        return state;
    }

    /// Keeps samples; they outlive the process when this returns.
    ///
    /// @param samples by id; ones that are kept already stay as they are
    public void append(List<Kept> samples) throws IOException, SQLException {
        try {
            onFile(opened -> add(opened, samples));
        } catch (SQLException e) {
            if (!SpoolErrors.isFull(e)) {
                throw e;
            }
            onFile(opened -> {
                thin(opened, opened.bytes() / 2);
                return add(opened, samples);
            });
        }
        onFile(opened -> {
            if (monotonicNanos.getAsLong() - checkedAgeNanos >= AGE_CHECK_NANOS) {
                expire(opened);
            }
            if (opened.bytes() > fill()) {
                thin(opened, fill() / 5 * 4);
            }
            return null;
        });
    }

    private int add(SpoolFile opened, List<Kept> samples) throws SQLException {
        int added = opened.append(samples);
        spooled += added;
        return added;
    }

    /// Takes out what has arrived, and gives the oldest of the rest, as messages that say how long they have waited. They stay until they
    /// have arrived.
    ///
    /// @param most      of them, fewer if they are large
    /// @param delivered ids of samples that have arrived
    public List<Kept> head(int most, Collection<Long> delivered) throws IOException, SQLException {
        if (file == null && !Files.exists(directory.resolve(FILE))) {
            return List.of();
        }
        return onFile(opened -> {
            opened.remove(delivered);
            given = 0;
            var messages = new ArrayList<Kept>();
            long mostBytes = most * BYTES_EACH;
            var rows = opened.oldest(most, mostBytes);
            while (!rows.isEmpty() && messages.isEmpty()) {
                var unreadable = new ArrayList<Long>();
                for (var row : rows) {
                    var waited = row.id() < ownFrom ? clock.millis() - row.sampledAtMillis() : waitedMillis(row.nanos());
                    row.value().flatMap(value -> Sampled.delayed(value, Math.max(1, waited))).ifPresentOrElse(
                        value -> messages.add(new Kept(row.id(),
                            new Sampled(row.tenant(), row.sampledAtMillis(), row.nanos(), row.meters(), value))),
                        () -> unreadable.add(row.id()));
                    given = row.id();
                }
                if (!unreadable.isEmpty()) {
                    LOG.error("{} samples in {} can no longer be read; they are given up", unreadable.size(), directory);
                    dropped += unreadable.size();
                    opened.remove(unreadable);
                }
                rows = messages.isEmpty() ? opened.oldest(most, mostBytes) : rows;
            }
            return messages;
        });
    }

    /// Samples of this run that were never on disk, as messages that say how long they have waited.
    public List<Kept> delayed(List<Kept> samples) {
        return samples.stream().map(kept -> {
            var sample = kept.sample();
            var value = Sampled.delayed(sample.value(), Math.max(1, waitedMillis(sample.nanos()))).orElse(sample.value());
            return new Kept(kept.id(), new Sampled(sample.tenant(), sample.sampledAtMillis(), sample.nanos(), sample.meters(), value));
        }).toList();
    }

    private long waitedMillis(long nanos) {
        return (monotonicNanos.getAsLong() - nanos) / NANOS_PER_MILLI;
    }

    /// Removes the file, with all that is in it.
    public void discard() throws IOException {
        close();
        for (var suffix : List.of("", "-wal", "-shm", "-journal")) {
            Files.deleteIfExists(directory.resolve(FILE + suffix));
        }
        thins = false;
        given = 0;
        tell(0, 0);
    }

    /// Samples stay where they are.
    @Override
    public void close() {
        if (file != null) {
            try {
                file.close();
            } catch (SQLException e) {
                LOG.warn("The spool in {} was not closed in order: {}", directory, e.getMessage());
            }
            file = null;
        }
    }

    /// SQLite fills pages unevenly, so samples may take three quarters of what the file may grow to.
    private long fill() {
        return limits.maxBytes() / 4 * 3;
    }

    private void thin(SpoolFile opened, long target) throws SQLException {
        if (!thins) {
            LOG.warn("The spool in {} is full with {} samples; it is thinned from the oldest on", directory, opened.samples());
            thins = true;
        }
        for (var step : Thinning.STEPS) {
            long excess = opened.bytes() - target;
            if (excess > 0) {
                long gone = opened.thin(step, given, excess).samples();
                thinned += step.what().keepsTotals() ? gone : 0;
                dropped += step.what().keepsTotals() ? 0 : gone;
            }
        }
    }

    private void expire(SpoolFile opened) throws SQLException {
        long nanos = monotonicNanos.getAsLong();
        checkedAgeNanos = nanos;
        dropped += opened.expire(given, ownFrom, clock.millis() - limits.maxAge().toMillis(), nanos - limits.maxAge().toNanos()).samples();
    }

    @FunctionalInterface
    private interface Work<T> {
        T on(SpoolFile opened) throws SQLException;
    }

    /// Opens the file where it is not, and anew after an error. One that is damaged is put aside, and another one is begun.
    private <T> T onFile(Work<T> work) throws IOException, SQLException {
        try {
            return work.on(opened());
        } catch (SQLException e) {
            close();
            if (!SpoolErrors.isDamage(e)) {
                throw e;
            }
            LOG.error("The spool in {} is damaged ({}); it is put aside as {}, and what it held is lost", directory, e.getMessage(), DAMAGED);
            Files.move(directory.resolve(FILE), directory.resolve(DAMAGED), StandardCopyOption.REPLACE_EXISTING);
            discard();
            return work.on(opened());
        } finally {
            // While it cannot be opened, it holds what it held.
            tell(file == null ? state.waiting() : file.samples(), file == null ? state.bytes() : file.bytes());
        }
    }

    private SpoolFile opened() throws IOException, SQLException {
        if (file == null) {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            // Where SQLite's library is unpacked to: others can write to /tmp. It goes only when the process ends in order.
            if (System.getProperty(LIBRARY_DIRECTORY) == null) {
                removeLibraries();
                System.setProperty(LIBRARY_DIRECTORY, directory.toString());
            }
            file = new SpoolFile(directory.resolve(FILE), limits.maxBytes());
        }
        return file;
    }

    private void removeLibraries() throws IOException {
        try (var left = Files.newDirectoryStream(directory, LIBRARIES)) {
            for (var library : left) {
                Files.deleteIfExists(library);
            }
        }
    }

    private void tell(long samples, long bytes) {
        state = new SpoolState(samples, bytes, spooled, thinned, dropped);
    }
}
