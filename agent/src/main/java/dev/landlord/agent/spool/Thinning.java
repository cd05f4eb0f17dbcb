package dev.landlord.agent.spool;

import java.util.List;

/// Which samples can be given up when the spool is full.
///
/// Counters are cumulative, so a sample between two others of its tenant that read the same meters can go without loss to any total. It is
/// otherwise with the first and the last that read a meter (a workload that came, one that went, another run of the agent): where counting
/// begins, and the last that is known.
enum Thinning {
    TEN_SECONDS(true, between(10_000)),
    MINUTE(true, between(60_000)),
    TEN_MINUTES(true, between(600_000)),
    HOUR(true, between(3_600_000)),
    ALL_BETWEEN(true, "before = meters AND after = meters"),
    /// What was used between the first reading of a meter and the next one is lost where counting begins with the first.
    FIRST_OF_A_METER(false, "after = meters"),
    OLDEST(false, "true");

    /// What is done one after the other, each from the oldest sample on and no further than is needed. So the youngest quarter stays whole as long
    /// as that is possible, and resolution goes before totals.
    static final List<Step> STEPS = List.of(new Step(TEN_SECONDS, 75), new Step(MINUTE, 50), new Step(TEN_MINUTES, 25),
        new Step(TEN_SECONDS, 100), new Step(MINUTE, 100), new Step(TEN_MINUTES, 100), new Step(HOUR, 100), new Step(ALL_BETWEEN, 100),
        new Step(FIRST_OF_A_METER, 100), new Step(OLDEST, 100));

    private final boolean keepsTotals;
    private final String sql;

    /// @param percent of what the spool holds, counted from the oldest on, that this may touch
    record Step(Thinning what, int percent) {
    }

    Thinning(boolean keepsTotals, String condition) {
        this.keepsTotals = keepsTotals;
        this.sql = """
            DELETE FROM sample WHERE id IN (
              SELECT id FROM (
                SELECT id, sum(bytes) OVER (ORDER BY id) - bytes AS freed FROM (
                  SELECT id, bytes, meters, at, lag(meters) OVER each_tenant AS before, lead(meters) OVER each_tenant AS after,
                    lead(at) OVER each_tenant AS next_at, sum(bytes) OVER (ORDER BY id) AS reached
                  FROM sample WINDOW each_tenant AS (PARTITION BY tenant ORDER BY id))
                WHERE id > ? AND reached <= ? AND %s)
              WHERE freed < ?)
            RETURNING bytes""".formatted(condition);
    }

    /// All but the last of each stretch of time.
    private static String between(long millis) {
        return "before = meters AND after = meters AND at / %s = next_at / %s".formatted(millis, millis);
    }

    /// Whether only resolution is lost.
    boolean keepsTotals() {
        return keepsTotals;
    }

    /// Parameters: the id after which samples may go, the bytes of the oldest samples that are looked at, and the bytes to be freed. Gives the
    /// bytes of each that went.
    String sql() {
        return sql;
    }
}
