package dev.landlord.controller.history.sqlite;

import dev.landlord.controller.history.Figures;
import dev.landlord.controller.history.Resolution;
import dev.landlord.controller.history.SeriesBuilder;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.json.Decoded;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.LedgerEntry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Reads by one connection, for one call.
final class HistoryReads {
    /// The newest decisions that a series is drawn from.
    private static final int MOST_DECISIONS = 500;
    private static final String DAYS = """
        SELECT tenant.name, node.name, day, revision, status, why, booked_to, total%s FROM ledger
        JOIN name AS tenant ON tenant.id = ledger.tenant JOIN name AS node ON node.id = ledger.node
        WHERE ledger.tenant %s AND day BETWEEN ? AND ?""";
    private static final String HOURS = ", hours";
    private static final Comparator<LedgerEntry> ORDER = Comparator.comparing(LedgerEntry::node).thenComparing(LedgerEntry::day);

    private final Connection connection;

    HistoryReads(Connection connection) {
        this.connection = connection;
    }

    /// In no order, without their hours.
    void totals(LocalDate from, LocalDate to, Optional<TenantId> tenant, Consumer<LedgerEntry> each) throws SQLException {
        read("", from, to, tenant, row -> each.accept(entry(row, List.of())));
    }

    /// One tenant's, in order.
    List<LedgerEntry> entries(LocalDate from, LocalDate to, TenantId tenant) throws SQLException {
        var entries = new ArrayList<LedgerEntry>();
        read(HOURS, from, to, Optional.of(tenant), row -> entries.add(entry(row, TallyBytes.hours(row.getBytes(9)))));
        entries.sort(ORDER);
        return entries;
    }

    private void read(String more, LocalDate from, LocalDate to, Optional<TenantId> tenant, EachRow each) throws SQLException {
        var condition = tenant.isPresent() ? "= (SELECT id FROM name WHERE name = ?)" : "IN (SELECT id FROM name)";
        try (var query = connection.prepareStatement(DAYS.formatted(more, condition))) {
            int parameter = 1;
            if (tenant.isPresent()) {
                query.setString(parameter++, tenant.get().value());
            }
            query.setLong(parameter++, from.toEpochDay());
            query.setLong(parameter, to.toEpochDay());
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    each.take(rows);
                }
            }
        }
    }

    /// What is kept of one tenant. An [SQLException] comes out as the cause of an [Unread].
    ///
    /// @param isWhole whether all samples have been read that there are, but for those put off
    /// @param older   the moment before which samples are still to be read that were put off
    SeriesBuilder.Kept of(TenantId tenant, boolean isWhole, Optional<Instant> older) throws SQLException {
        try (var query = connection.prepareStatement("SELECT id FROM name WHERE name = ?")) {
            query.setString(1, tenant.value());
            try (var rows = query.executeQuery()) {
                return new OfTenant(tenant, rows.next() ? rows.getLong(1) : -1, isWhole, older);
            }
        }
    }

    /// The file could not be read.
    static final class Unread extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unread(SQLException cause) {
            super(cause);
        }

        SQLException sql() {
            return (SQLException) getCause();
        }
    }

    private static LedgerEntry entry(ResultSet row, List<LedgerEntry.Hour> hours) throws SQLException {
        return new LedgerEntry(new TenantId(row.getString(1)), new NodeId(row.getString(2)), LocalDate.ofEpochDay(row.getLong(3)),
            LedgerEntry.Status.valueOf(row.getString(5)), row.getString(6), row.getLong(4), HistoryWriter.time(row.getLong(7)),
            TallyBytes.tally(row.getBytes(8)), hours);
    }

    private final class OfTenant implements SeriesBuilder.Kept {
        private final TenantId tenant;
        private final long id;
        private final boolean isWhole;
        private final Optional<Instant> older;

        OfTenant(TenantId tenant, long id, boolean isWhole, Optional<Instant> older) {
            this.tenant = tenant;
            this.id = id;
            this.isWhole = isWhole;
            this.older = older;
        }

        @Override
        public List<SeriesBuilder.Stretch> read() {
            long newest = isWhole ? Long.MAX_VALUE : readTo(Long.MAX_VALUE);
            if (older.isEmpty()) {
                return List.of(new SeriesBuilder.Stretch(Long.MIN_VALUE, newest));
            }
            long between = Resolution.MINUTE.stepAt(older.get());
            return List.of(new SeriesBuilder.Stretch(between, Math.max(between, newest)), new SeriesBuilder.Stretch(Long.MIN_VALUE, readTo(between)));
        }

        /// The minute after the last that there is of those before one.
        private long readTo(long before) {
            return list("SELECT coalesce(max(step), -1) FROM %s WHERE tenant = ? AND step < ?".formatted(HistoryWriter.table(Resolution.MINUTE)),
                row -> row.getLong(1) + 1, before).getFirst();
        }

        @Override
        public long first(Resolution resolution, long from) {
            // Unlike `min(step)`, which SQLite answers by reading all of them, this ends with the first.
            return list("SELECT step FROM %s WHERE tenant = ? AND step >= ? ORDER BY step LIMIT 1".formatted(HistoryWriter.table(resolution)),
                row -> row.getLong(1), from).stream().findFirst().orElse(Long.MAX_VALUE);
        }

        @Override
        public List<Figures.AtStep> steps(Resolution resolution, long from, long to) {
            return list("SELECT step, cpu, memory, peak, pids, io, covered FROM %s WHERE tenant = ? AND step >= ? AND step < ? ORDER BY step"
                .formatted(HistoryWriter.table(resolution)), row -> new Figures.AtStep(row.getLong(1),
                    new Figures(known(row, 2), known(row, 3), known(row, 4), known(row, 5), known(row, 6), row.getLong(7))), from, to);
        }

        @Override
        public List<LedgerEntry> days(Instant from, Instant to) {
            try {
                return entries(LocalDate.ofEpochDay(Resolution.DAY.stepAt(from)), LocalDate.ofEpochDay(Resolution.DAY.stepAt(to)), tenant);
            } catch (SQLException e) {
                throw new Unread(e);
            }
        }

        @Override
        public List<Decision> decisions(Instant to) {
            var newest = list("SELECT json FROM decision WHERE tenant = ? AND at < ? ORDER BY at DESC, rowid DESC LIMIT ?", row -> row.getBytes(1),
                to.toEpochMilli(), MOST_DECISIONS);
            var decisions = new ArrayList<Decision>();
            for (var json : newest.reversed()) {
                if (MessageCodec.decision(json) instanceof Decoded.Known(Decision decision)) {
                    decisions.add(decision);
                }
            }
            return decisions;
        }

        private <T> List<T> list(String sql, OfRow<T> read, long... parameters) {
            try (var query = connection.prepareStatement(sql)) {
                query.setLong(1, id);
                for (int i = 0; i < parameters.length; i++) {
                    query.setLong(i + 2, parameters[i]);
                }
                var found = new ArrayList<T>();
                try (var rows = query.executeQuery()) {
                    while (rows.next()) {
                        found.add(read.of(rows));
                    }
                }
                return found;
            } catch (SQLException e) {
                throw new Unread(e);
            }
        }
    }

    /// @param <T> what a row is read to
    @FunctionalInterface
    private interface OfRow<T> {
        T of(ResultSet row) throws SQLException;
    }

    @FunctionalInterface
    private interface EachRow {
        void take(ResultSet row) throws SQLException;
    }

    private static Long known(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : Long.valueOf(value);
    }
}
