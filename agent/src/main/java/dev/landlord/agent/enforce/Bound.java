package dev.landlord.agent.enforce;

/// An upper bound in the unit of its [Knob].
///
/// @param amount zero or more; [Long#MAX_VALUE] stands for no bound
public record Bound(long amount) implements Comparable<Bound> {
    public static final Bound UNLIMITED = new Bound(Long.MAX_VALUE);
    public static final Bound ZERO = new Bound(0);

    public Bound {
        if (amount < 0) {
            throw new IllegalArgumentException("a bound is zero or more, got " + amount);
        }
    }

    public boolean isUnlimited() {
        return equals(UNLIMITED);
    }

    public boolean isBelow(Bound other) {
        return amount < other.amount;
    }

    public static Bound min(Bound one, Bound other) {
        return other.isBelow(one) ? other : one;
    }

    public static Bound max(Bound one, Bound other) {
        return one.isBelow(other) ? other : one;
    }

    /// Of two things each held to a bound, what both may use together.
    public Bound plus(Bound other) {
        return isUnlimited() || other.isUnlimited() ? UNLIMITED : new Bound(Math.addExact(amount, other.amount));
    }

    @Override
    public int compareTo(Bound other) {
        return Long.compare(amount, other.amount);
    }
}
