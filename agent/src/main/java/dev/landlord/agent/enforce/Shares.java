package dev.landlord.agent.enforce;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// Divides a tenant's limit on a node over its groups there, by need.
///
/// Of the total, every populated group has a quarter of an equal share for certain; the rest is divided in proportion to use. A group
/// held at its limit uses all of it, so that over a few rounds hungry groups arrive at equal shares and an idle one at its floor: with `f`
/// the certain part, `s = f + (T − n·f)·s/T` has the one solution `s = T/n`. A group without processes gets the floor only.
final class Shares {
    private static final long CERTAIN_PART = 4;
    /// A share that moves by less than this part of itself stays as it is, so that files are not written every round.
    private static final long STEADY_PART = 10;

    private Shares() {
    }

    /// A group's claim.
    ///
    /// @param need   use now, in the unit of the knob
    /// @param before what it is held to now, if Landlord does
    record Claim(long need, boolean populated, Optional<Bound> before) {
    }

    /// One bound for each claim; their sum does not exceed the total, but for floors.
    static List<Bound> divide(Bound total, Bound floor, List<Claim> claims) {
        if (claims.size() <= 1 || total.isUnlimited()) {
            return claims.stream().map(_ -> total).toList();
        }
        var fresh = byNeed(total.amount(), floor.amount(), claims);
        return isSteady(total, fresh, claims) ? claims.stream().map(c -> c.before().orElseThrow()).toList() : fresh;
    }

    private static List<Bound> byNeed(long total, long floor, List<Claim> claims) {
        boolean allIdle = claims.stream().noneMatch(Claim::populated);
        var sharing = claims.stream().filter(c -> allIdle || c.populated()).toList();
        long rest = Math.max(0, total - floor * (claims.size() - sharing.size()));
        long certain = rest / (CERTAIN_PART * sharing.size());
        double divided = rest - (double) certain * sharing.size();
        double need = sharing.stream().mapToDouble(Claim::need).sum();
        return claims.stream().map(claim -> {
            if (!allIdle && !claim.populated()) {
                return new Bound(floor);
            }
            double part = need == 0 ? 1.0 / sharing.size() : claim.need() / need;
            return new Bound(Math.max(floor, certain + (long) Math.floor(divided * part)));
        }).toList();
    }

    private static boolean isSteady(Bound total, List<Bound> fresh, List<Claim> claims) {
        if (claims.stream().anyMatch(c -> c.before().isEmpty())) {
            return false;
        }
        var before = claims.stream().mapToLong(c -> c.before().orElseThrow().amount()).toArray();
        return LongStream.of(before).sum() <= total.amount()
            && IntStream.range(0, before.length).allMatch(i -> Math.abs(fresh.get(i).amount() - before[i]) <= before[i] / STEADY_PART);
    }
}
