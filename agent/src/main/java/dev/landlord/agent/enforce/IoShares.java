package dev.landlord.agent.enforce;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Divides a tenant's block IO on a node over the directions of the devices there, by need.
///
/// One that uses nearly all it was given is hungry: what it would use is not known, so it asks for all. The others ask for what they use and a
/// quarter more, at least the floor. Who asks for less than an equal part gets what it asks for, the hungry share the rest equally; what nobody
/// asks for is divided equally. So a single writer arrives at the whole but for the floors of the others, in one step, and who was idle gets
/// an equal part one step after it has begun. The floor is there so that a request is not held up for long before that is seen.
final class IoShares {
    /// A certain part for each: a twentieth of an equal share, or this if that is more, but never more than an eighth of an equal share.
    private static final long FLOOR_BYTES_PER_SECOND = 256L << 10;
    private static final long FLOOR_PART = 20;
    private static final long MOST_FLOOR_PART = 8;
    private static final double HUNGRY_FROM = 0.9;
    private static final double HEADROOM = 1.25;
    /// Shares that would all move by less than this part of themselves stay, so that files are not written every round.
    private static final long STEADY_PART = 10;

    private IoShares() {
    }

    /// One direction of one device, in one group.
    ///
    /// @param need   bytes a second of late
    /// @param before what it is held to now, if Landlord does
    record Claim(long need, Optional<Bound> before) {
        private boolean isHungry() {
            return before.isPresent() && need >= HUNGRY_FROM * before.get().amount();
        }
    }

    /// One bound for each claim, none of them zero; their sum does not exceed the total if that is at least one for each.
    static List<Bound> divide(Bound total, List<Claim> claims) {
        if (total.isUnlimited()) {
            return claims.stream().map(_ -> total).toList();
        }
        var fresh = byNeed(total.amount(), claims);
        return isSteady(total.amount(), fresh, claims) ? claims.stream().map(c -> c.before().orElseThrow()).toList()
            : fresh.stream().map(Bound::new).toList();
    }

    private static List<Long> byNeed(long total, List<Claim> claims) {
        int count = claims.size();
        if (count == 0) {
            return List.of();
        }
        long floor = floor(total, count);
        var shares = new Long[count];
        long left = total;
        int waiting = count;
        for (int i : IntStream.range(0, count).boxed().sorted(Comparator.comparing(i -> demand(claims.get(i), floor))).toList()) {
            shares[i] = Math.max(1, Math.min(demand(claims.get(i), floor), left / waiting));
            left -= shares[i];
            waiting--;
        }
        long spare = Math.max(0, left) / count;
        return List.of(shares).stream().map(share -> share + spare).toList();
    }

    private static long floor(long total, int count) {
        return Math.max(total / (FLOOR_PART * count), Math.min(FLOOR_BYTES_PER_SECOND, total / (MOST_FLOOR_PART * count)));
    }

    private static long demand(Claim claim, long floor) {
        return claim.isHungry() ? Long.MAX_VALUE : Math.max(floor, (long) (claim.need() * HEADROOM));
    }

    private static boolean isSteady(long total, List<Long> fresh, List<Claim> claims) {
        if (claims.stream().anyMatch(c -> c.before().isEmpty())) {
            return false;
        }
        var before = claims.stream().map(c -> c.before().orElseThrow().amount()).toList();
        long sum = before.stream().mapToLong(Long::longValue).sum();
        return sum <= total && sum >= total - total / STEADY_PART
            && IntStream.range(0, before.size()).allMatch(i -> Math.abs(fresh.get(i) - before.get(i)) <= before.get(i) / STEADY_PART);
    }
}
