package dev.landlord.controller.history.sqlite;

import dev.landlord.controller.history.Figures;
import dev.landlord.controller.history.Resolution;
import dev.landlord.controller.history.UsageRollUp;
import dev.landlord.controller.ports.Archive.PutOff;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.LedgerEntry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Writes batches, each together with the offsets up to which it includes the topics, so that a restart neither loses nor repeats anything.
/// Confined to one thread.
final class HistoryWriter implements AutoCloseable {
    private static final String ADD = """
        INSERT INTO %s AS old (tenant, step, cpu, memory, peak, pids, io, covered) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (tenant, step) DO UPDATE SET
         cpu = CASE WHEN old.cpu IS NULL THEN excluded.cpu ELSE old.cpu + ifnull(excluded.cpu, 0) END,
         memory = CASE WHEN old.memory IS NULL THEN excluded.memory ELSE old.memory + ifnull(excluded.memory, 0) END,
         peak = max(ifnull(old.peak, excluded.peak), ifnull(excluded.peak, old.peak)),
         pids = max(ifnull(old.pids, excluded.pids), ifnull(excluded.pids, old.pids)),
         io = CASE WHEN old.io IS NULL THEN excluded.io ELSE old.io + ifnull(excluded.io, 0) END,
         covered = old.covered | excluded.covered""";
    private static final String BOOK = """
        INSERT INTO ledger AS old (tenant, day, node, revision, status, why, booked_to, total, hours) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (tenant, day, node) DO UPDATE SET revision = excluded.revision, status = excluded.status, why = excluded.why,
         booked_to = excluded.booked_to, total = excluded.total, hours = excluded.hours
        WHERE excluded.revision >= old.revision""";
    private static final String MOVE = "INSERT OR REPLACE INTO position (topic, part, next) VALUES (?, ?, ?)";
    private static final String DECIDE = "INSERT OR IGNORE INTO decision (tenant, at, id, json) VALUES (?, ?, ?, ?)";

    private static final long NANOS = 1_000_000_000;
    /// Of 1970; nanoseconds in 64 bits go a little further.
    private static final Duration FARTHEST = Duration.ofDays(290 * 365);

    private final Connection connection;
    private final Names names;
    private final Map<Resolution, PreparedStatement> add = new EnumMap<>(Resolution.class);
    private final PreparedStatement book;
    private final PreparedStatement move;
    private final PreparedStatement decide;

    /// What is written at once.
    ///
    /// @param steps     to be added to what is there
    /// @param days      one of a key
    /// @param decisions each as it was published
    /// @param positions offsets that come next
    /// @param older     offsets that come next of the samples that were put off
    record Batch(Map<UsageRollUp.Key, Figures> steps, Collection<LedgerEntry> days, Collection<Decision> decisions,
        Map<Topic, Map<Integer, Long>> positions, Map<Integer, Long> older) {
    }

    HistoryWriter(Connection connection) throws SQLException {
        this.connection = connection;
        this.names = new Names(connection);
        add.put(Resolution.TEN_SECONDS, connection.prepareStatement(ADD.formatted(table(Resolution.TEN_SECONDS))));
        add.put(Resolution.MINUTE, connection.prepareStatement(ADD.formatted(table(Resolution.MINUTE))));
        book = connection.prepareStatement(BOOK);
        move = connection.prepareStatement(MOVE);
        decide = connection.prepareStatement(DECIDE);
    }

    /// The table of the steps from samples.
    static String table(Resolution resolution) {
        return switch (resolution) {
            case TEN_SECONDS -> "ten_seconds";
            case MINUTE -> "minute";
            case HOUR, DAY -> throw new IllegalArgumentException("there are no %s from samples".formatted(resolution));
        };
    }

    Map<Topic, Map<Integer, Long>> positions() throws SQLException {
        var positions = new EnumMap<Topic, Map<Integer, Long>>(Topic.class);
        try (var statement = connection.createStatement(); var rows = statement.executeQuery("SELECT topic, part, next FROM position")) {
            while (rows.next()) {
                positions.computeIfAbsent(Topic.valueOf(rows.getString(1)), _ -> new HashMap<>()).put(rows.getInt(2), rows.getLong(3));
            }
        }
        return positions;
    }

    /// All of it, or on an exception nothing.
    void write(Batch batch) throws SQLException {
        for (var entry : batch.steps().entrySet()) {
            step(entry.getKey(), entry.getValue());
        }
        for (var statement : add.values()) {
            statement.executeBatch();
        }
        for (var day : batch.days()) {
            day(day);
        }
        book.executeBatch();
        for (var decision : batch.decisions()) {
            decide.setLong(1, names.id(decision.tenant().value()));
            decide.setLong(2, decision.at().toEpochMilli());
            decide.setString(3, decision.id());
            decide.setBytes(4, MessageCodec.encode(withoutInputs(decision)));
            decide.addBatch();
        }
        decide.executeBatch();
        for (var topic : batch.positions().entrySet()) {
            move(topic.getKey(), topic.getValue());
        }
        for (var partition : batch.older().entrySet()) {
            run("UPDATE older SET next = ? WHERE part = ?", partition.getValue(), partition.getKey());
        }
        connection.commit();
    }

    private void move(Topic topic, Map<Integer, Long> offsets) throws SQLException {
        for (var partition : offsets.entrySet()) {
            move.setString(1, topic.name());
            move.setInt(2, partition.getKey());
            move.setLong(3, partition.getValue());
            move.addBatch();
        }
        move.executeBatch();
    }

    /// Samples that were put off and are still to be read.
    Optional<PutOff> older() throws SQLException {
        var partitions = new HashMap<Integer, PutOff.Stretch>();
        long before = 0;
        try (var statement = connection.createStatement(); var rows = statement.executeQuery("SELECT part, next, last, before FROM older")) {
            while (rows.next()) {
                partitions.put(rows.getInt(1), new PutOff.Stretch(rows.getLong(2), rows.getLong(3)));
                before = rows.getLong(4);
            }
        }
        return partitions.isEmpty() ? Optional.empty() : Optional.of(new PutOff(Instant.ofEpochSecond(before), partitions));
    }

    /// @param from where the others begin, by partition
    void putOff(PutOff older, Map<Integer, Long> from) throws SQLException {
        for (var partition : older.partitions().entrySet()) {
            run("INSERT OR REPLACE INTO older (part, next, last, before) VALUES (?, ?, ?, ?)", partition.getKey(), partition.getValue().next(),
                partition.getValue().end(), older.before().getEpochSecond());
        }
        move(Topic.USAGE, from);
        connection.commit();
    }

    /// All that was put off has been read.
    void olderCaughtUp() throws SQLException {
        run("DELETE FROM older");
        connection.commit();
    }

    private void run(String sql, long... parameters) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setLong(i + 1, parameters[i]);
            }
            statement.executeUpdate();
        }
    }

    /// Removes what is not kept any longer. With the tenant in the condition, the index leads to what is old, and nothing else is read.
    void prune(Instant now) throws SQLException {
        for (var resolution : add.keySet()) {
            run("DELETE FROM %s WHERE tenant IN (SELECT id FROM name) AND step < ?".formatted(table(resolution)), resolution.firstKept(now));
        }
        run("DELETE FROM ledger WHERE tenant IN (SELECT id FROM name) AND day < ?", Resolution.DAY.firstKept(now));
        run("DELETE FROM decision WHERE tenant IN (SELECT id FROM name) AND at < ?", now.minus(Resolution.DAY.kept()).toEpochMilli());
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        for (var statement : add.values()) {
            statement.close();
        }
        book.close();
        move.close();
        decide.close();
    }

    private void step(UsageRollUp.Key key, Figures figures) throws SQLException {
        var statement = add.get(key.resolution());
        statement.setLong(1, names.id(key.tenant().value()));
        statement.setLong(2, key.step());
        set(statement, 3, figures.cpuUsageUsec());
        set(statement, 4, figures.memoryKibMillis());
        set(statement, 5, figures.memoryPeakBytes());
        set(statement, 6, figures.pidsPeak());
        set(statement, 7, figures.ioBytes());
        statement.setLong(8, figures.covered());
        statement.addBatch();
    }

    private void day(LedgerEntry day) throws SQLException {
        book.setLong(1, names.id(day.tenant().value()));
        book.setLong(2, day.day().toEpochDay());
        book.setLong(3, names.id(day.node().value()));
        book.setLong(4, day.revision());
        book.setString(5, day.status().name());
        book.setString(6, day.why());
        book.setLong(7, nanos(day.bookedTo()));
        book.setBytes(8, TallyBytes.encode(day.total()));
        book.setBytes(9, TallyBytes.encode(day.hours()));
        book.addBatch();
    }

    /// Whether its times can be kept.
    static boolean fits(LedgerEntry day) {
        return isNear(day.bookedTo()) && Math.abs(day.day().toEpochDay()) < FARTHEST.toDays();
    }

    /// Whether its time can be kept.
    static boolean fits(Decision decision) {
        return isNear(decision.at());
    }

    private static boolean isNear(Instant time) {
        return Math.abs(time.getEpochSecond()) < FARTHEST.toSeconds();
    }

    /// Since 1970; for times that [fit][#fits].
    static long nanos(Instant time) {
        return time.getEpochSecond() * NANOS + time.getNano();
    }

    static Instant time(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
    }

    private static Decision withoutInputs(Decision decision) {
        return new Decision(decision.id(), decision.tenant(), decision.at(), decision.action(), decision.rule(), decision.text(),
            decision.resource(), decision.node(), decision.workload(), decision.before(), decision.after(), Map.of(), decision.cause());
    }

    private static void set(PreparedStatement statement, int at, Long value) throws SQLException {
        if (value == null) {
            statement.setNull(at, Types.INTEGER);
        } else {
            statement.setLong(at, value);
        }
    }
}
