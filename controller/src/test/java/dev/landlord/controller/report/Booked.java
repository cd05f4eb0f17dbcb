package dev.landlord.controller.report;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.LedgerEntry;
import dev.landlord.protocol.message.Tally;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/// A ledger that is made up.
public final class Booked {
    public static final LocalDate FIRST = LocalDate.parse("2026-11-01");
    public static final Period NOVEMBER = new Period(FIRST, LocalDate.parse("2026-11-30"));
    public static final Instant DECEMBER = Instant.parse("2026-12-02T08:00:00Z");

    private Booked() {
    }

    public static LedgerEntry day(String tenant, String node, String day, LedgerEntry.Status status, String why, Tally used) {
        var date = LocalDate.parse(day);
        return new LedgerEntry(new TenantId(tenant), new NodeId(node), date, status, why, 1,
            date.atTime(status == LedgerEntry.Status.OPEN ? 12 : 23, 59).toInstant(ZoneOffset.UTC), used, List.of(new LedgerEntry.Hour(3, used)));
    }

    public static LedgerEntry day(String tenant, String node, String day, Tally used) {
        return day(tenant, node, day, LedgerEntry.Status.FINAL, null, used);
    }

    public static Tally cpu(long cpuUsageUsec) {
        return tally(cpuUsageUsec, null, null, null);
    }

    /// @param ioBytes read; a quarter of it is written, too
    public static Tally tally(Long cpuUsageUsec, Long memoryKibSeconds, Long ioBytes, Long ios) {
        return new Tally(cpuUsageUsec, null, memoryKibSeconds, ioBytes, ioBytes == null ? null : Long.valueOf(ioBytes / 4), ios, null, null, null,
            null, null, null, null, null);
    }

    /// What tenants of November used, on up to four nodes, in some hours of some days; figures may be absent.
    static List<LedgerEntry> random(Random random) {
        var entries = new ArrayList<LedgerEntry>();
        int tenants = 1 + random.nextInt(6);
        int nodes = 1 + random.nextInt(4);
        for (int tenant = 0; tenant < tenants; tenant++) {
            for (int node = 0; node < nodes; node++) {
                for (int day = 0; day < 30; day += 1 + random.nextInt(5)) {
                    entries.add(random(random, "tenant-" + tenant, "n" + node, FIRST.plusDays(day)));
                }
            }
        }
        return entries;
    }

    private static LedgerEntry random(Random random, String tenant, String node, LocalDate day) {
        var numbers = new TreeSet<Integer>();
        random.ints(random.nextInt(24), 0, 24).forEach(numbers::add);
        var hours = numbers.stream().map(hour -> new LedgerEntry.Hour(hour, randomTally(random))).toList();
        var status = LedgerEntry.Status.values()[random.nextInt(3)];
        return new LedgerEntry(new TenantId(tenant), new NodeId(node), day, status,
            status == LedgerEntry.Status.INCOMPLETE ? "reason " + random.nextInt(9) : null, random.nextInt(9),
            day.atTime(random.nextInt(24), 0).toInstant(ZoneOffset.UTC),
            hours.stream().map(LedgerEntry.Hour::used).reduce(Tally.NONE, Tally::plus), hours);
    }

    private static Tally randomTally(Random random) {
        return new Tally(count(random), count(random), count(random), count(random), count(random), count(random), count(random), count(random),
            count(random), count(random), count(random), count(random), count(random), count(random));
    }

    private static Long count(Random random) {
        return random.nextInt(4) == 0 ? null : Long.valueOf(random.nextLong(1L << random.nextInt(1, 40)));
    }

    static Set<Dimension> dimensions(Random random) {
        var all = Dimension.values();
        var some = EnumSet.of(all[random.nextInt(all.length)]);
        for (var one : all) {
            if (random.nextBoolean()) {
                some.add(one);
            }
        }
        return some;
    }

    public static Report report(List<LedgerEntry> entries, Period period, Set<Dimension> by, Instant asOf) {
        var builder = new ReportBuilder(period, by, null, asOf);
        entries.forEach(builder::add);
        return builder.report();
    }
}
