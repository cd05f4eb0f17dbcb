package dev.landlord.agent.spool;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.sqlite.SQLiteErrorCode;

/// Samples in an SQLite database, in the order of their ids. What a call has written is there after a kill of the process; a crash of the
/// whole machine may take the last seconds. For one thread.
///
/// Journal: WAL, flushed at checkpoints (`synchronous=NORMAL`), which tolerates a torn end. Held open by one process only.
final class SpoolFile implements AutoCloseable {
    /// About what a row takes besides its value and twice its tenant.
    private static final int ROW_BYTES = 96;
    private static final int PAGE_BYTES = 4096;
    private static final int VERSION = 1;
    private static final long JOURNAL_BYTES = 4 << 20;

    private final Connection connection;
    private final Packing packing = new Packing();
    private final PreparedStatement insert;
    private final PreparedStatement oldest;
    private final PreparedStatement delete;
    private final PreparedStatement expire;
    private long samples;
    private long bytes;

    /// A sample that was read back.
    ///
    /// @param value the message as it was, or empty if it can no longer be read
    record Row(long id, String tenant, long sampledAtMillis, long nanos, long meters, Optional<byte[]> value) {
    }

    /// What was deleted.
    record Gone(long samples, long bytes) {
    }

    /// Opens or makes it.
    ///
    /// @param maxBytes the database grows to
    SpoolFile(Path file, long maxBytes) throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try {
            run("PRAGMA page_size=" + PAGE_BYTES, "PRAGMA locking_mode=EXCLUSIVE", "PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL",
                "PRAGMA journal_size_limit=" + JOURNAL_BYTES, "PRAGMA temp_store=MEMORY", "PRAGMA cache_size=-1024",
                "PRAGMA max_page_count=" + Math.max(16, maxBytes / PAGE_BYTES));
            connection.setAutoCommit(false);
            make();
            insert = connection.prepareStatement("INSERT OR IGNORE INTO sample VALUES (?, ?, ?, ?, ?, ?, ?)");
            oldest = connection.prepareStatement("SELECT id, tenant, at, nanos, meters, value FROM sample ORDER BY id");
            delete = connection.prepareStatement("DELETE FROM sample WHERE id = ? RETURNING bytes");
            expire = connection.prepareStatement(
                "DELETE FROM sample WHERE id > ? AND CASE WHEN id < ? THEN at < ? ELSE nanos < ? END RETURNING bytes");
        } catch (SQLException e) {
            close();
            throw e;
        }
    }

    private void make() throws SQLException {
        var version = number("PRAGMA user_version");
        if (version == 0) {
            run("CREATE TABLE sample (id INTEGER PRIMARY KEY, tenant TEXT NOT NULL, at INTEGER NOT NULL, nanos INTEGER NOT NULL, "
                    + "meters INTEGER NOT NULL, bytes INTEGER NOT NULL, value BLOB NOT NULL)",
                "CREATE INDEX by_tenant ON sample (tenant, id, at, meters, bytes)",
                "PRAGMA user_version=" + VERSION);
        } else if (version != VERSION) {
            throw new SQLException("version %s of the spool is not known".formatted(version), null, SQLiteErrorCode.SQLITE_NOTADB.code);
        }
        samples = number("SELECT count(*) FROM sample");
        bytes = number("SELECT coalesce(sum(bytes), 0) FROM sample");
        connection.commit();
    }

    /// Samples that are in it.
    long samples() {
        return samples;
    }

    /// About what they take.
    long bytes() {
        return bytes;
    }

    /// The highest id, or 0.
    long lastId() throws SQLException {
        return number("SELECT coalesce(max(id), 0) FROM sample");
    }

    /// Adds all of them, or none. One whose id is there already is not added again.
    ///
    /// @return how many were added
    int append(List<Kept> kept) throws SQLException {
        return transaction(() -> {
            long added = 0;
            int count = 0;
            for (var each : kept) {
                var sample = each.sample();
                var packed = packing.pack(sample.value());
                long size = packed.length + ROW_BYTES + 2L * sample.tenant().length();
                insert.setLong(1, each.id());
                insert.setString(2, sample.tenant());
                insert.setLong(3, sample.sampledAtMillis());
                insert.setLong(4, sample.nanos());
                insert.setLong(5, sample.meters());
                insert.setLong(6, size);
                insert.setBytes(7, packed);
                int rows = insert.executeUpdate();
                count += rows;
                added += rows * size;
            }
            int all = count;
            long grown = added;
            return new Counted<>(all, all, grown);
        });
    }

    /// The oldest ones.
    ///
    /// @param mostBytes of their messages, but at least one
    List<Row> oldest(int most, long mostBytes) throws SQLException {
        return transaction(() -> {
            var rows = new ArrayList<Row>();
            long length = 0;
            oldest.setMaxRows(most);
            try (var found = oldest.executeQuery()) {
                while (length < mostBytes && found.next()) {
                    var value = unpack(found.getBytes(6));
                    length += value.map(plain -> plain.length).orElse(0);
                    rows.add(new Row(found.getLong(1), found.getString(2), found.getLong(3), found.getLong(4), found.getLong(5), value));
                }
            }
            return new Counted<>(rows, 0, 0);
        });
    }

    private Optional<byte[]> unpack(byte[] packed) {
        try {
            return Optional.of(packing.unpack(packed));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    void remove(Collection<Long> ids) throws SQLException {
        transaction(() -> {
            long count = 0;
            long freed = 0;
            for (long id : ids) {
                delete.setLong(1, id);
                var gone = gone(delete);
                count += gone.samples();
                freed += gone.bytes();
            }
            return new Counted<>(null, -count, -freed);
        });
    }

    /// Gives up some of those after an id, as the step says, from the oldest on.
    ///
    /// @param excess bytes to be freed; a little more may go
    Gone thin(Thinning.Step step, long after, long excess) throws SQLException {
        return transaction(() -> {
            try (var statement = connection.prepareStatement(step.what().sql())) {
                statement.setLong(1, after);
                statement.setLong(2, bytes / 100 * step.percent() + bytes % 100);
                statement.setLong(3, excess);
                return counted(gone(statement));
            }
        });
    }

    /// Gives up what is too old.
    ///
    /// @param after      only those with a higher id
    /// @param ownFrom    the first id of this run of the agent
    /// @param fromMillis wall clock before which samples of earlier runs are too old
    /// @param fromNanos  monotonic time before which those of this run are
    Gone expire(long after, long ownFrom, long fromMillis, long fromNanos) throws SQLException {
        return transaction(() -> {
            expire.setLong(1, after);
            expire.setLong(2, ownFrom);
            expire.setLong(3, fromMillis);
            expire.setLong(4, fromNanos);
            return counted(gone(expire));
        });
    }

    private static Counted<Gone> counted(Gone gone) {
        return new Counted<>(gone, -gone.samples(), -gone.bytes());
    }

    private static Gone gone(PreparedStatement deletion) throws SQLException {
        long count = 0;
        long freed = 0;
        try (var deleted = deletion.executeQuery()) {
            while (deleted.next()) {
                count++;
                freed += deleted.getLong(1);
            }
        }
        return new Gone(count, freed);
    }

    /// What a transaction gave, and by how much it changed what is held.
    private record Counted<T>(T result, long samples, long bytes) {
    }

    @FunctionalInterface
    private interface Work<T> {
        Counted<T> run() throws SQLException;
    }

    private <T> T transaction(Work<T> work) throws SQLException {
        try {
            var counted = work.run();
            connection.commit();
            samples += counted.samples();
            bytes += counted.bytes();
            return counted.result();
        } catch (SQLException e) {
            rollBack(e);
            throw e;
        }
    }

    /// SQLite has rolled back by itself after some errors, a full disk among them, and then refuses.
    private void rollBack(SQLException cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private void run(String... statements) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private long number(String query) throws SQLException {
        try (var statement = connection.createStatement(); var found = statement.executeQuery(query)) {
            found.next();
            return found.getLong(1);
        }
    }

    @Override
    public void close() throws SQLException {
        packing.close();
        connection.close();
    }
}
