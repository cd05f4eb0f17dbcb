package dev.landlord.controller.report;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.LedgerEntry;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Adds up days of the ledger, one after the other, in any order. Holds one line for each tenant, node or day that the report is by, whatever their
/// number; so whoever feeds it looks at [#size].
public final class ReportBuilder {
    private final Period period;
    private final Set<Dimension> by;
    private final TenantId tenant;
    private final SortedMap<Key, Line> lines = new TreeMap<>();
    private Instant asOf;
    private LocalDate keptFrom;

    /// @param by     at least one
    /// @param tenant the only one that it is about, or null: everybody
    /// @param asOf   when the ledger is read
    public ReportBuilder(Period period, Set<Dimension> by, TenantId tenant, Instant asOf) {
        this.period = period;
        this.by = EnumSet.copyOf(by);
        this.tenant = tenant;
        this.asOf = asOf;
    }

    /// For a report that is put together of others; it is as of the earliest of them.
    public ReportBuilder(Period period, Set<Dimension> by, TenantId tenant) {
        this(period, by, tenant, Instant.MAX);
    }

    /// Tells the first day that is still kept.
    public void keptFrom(LocalDate day) {
        if (period.from().isBefore(day) && (keptFrom == null || keptFrom.isBefore(day))) {
            keptFrom = day;
        }
    }

    /// Adds a day. Each key of the ledger may come once, with its latest record.
    public void add(LedgerEntry entry) {
        add(entry.tenant(), entry.node(), entry.day(), Line.of(entry));
    }

    /// Adds a report by the same dimensions about other days of the period.
    ///
    /// @throws IllegalArgumentException if its days are in another time zone
    public void add(Report other) {
        if (!Report.UTC.equals(other.timeZone())) {
            throw new IllegalArgumentException("days in the time zone '%s' cannot be added to days in %s".formatted(other.timeZone(), Report.UTC));
        }
        other.lines().forEach(line -> add(line.tenant(), line.node(), line.day(), line));
        asOf = other.asOf().isBefore(asOf) ? other.asOf() : asOf;
        Optional.ofNullable(other.keptFrom()).ifPresent(this::keptFrom);
    }

    /// How many lines there are.
    public int size() {
        return lines.size();
    }

    public Report report() {
        var total = lines.values().stream().reduce(Line.empty(null, null, null), Line::plus);
        return new Report(period.from(), period.to(), Report.UTC, List.copyOf(by), tenant, asOf, List.copyOf(lines.values()), total,
            keptFrom, null, null);
    }

    private void add(TenantId whose, NodeId where, LocalDate when, Line part) {
        var key = new Key(by.contains(Dimension.TENANT) ? whose : null, by.contains(Dimension.NODE) ? where : null,
            by.contains(Dimension.DAY) ? when : null);
        lines.merge(key, Line.empty(key.tenant(), key.node(), key.day()).plus(part), (sum, _) -> sum.plus(part));
    }

    private record Key(TenantId tenant, NodeId node, LocalDate day) implements Comparable<Key> {
        private static final Comparator<Key> ORDER = Comparator
            .comparing(Key::tenant, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(Key::node, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(Key::day, Comparator.nullsFirst(Comparator.naturalOrder()));

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }
}
