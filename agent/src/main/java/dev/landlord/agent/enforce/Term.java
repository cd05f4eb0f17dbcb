package dev.landlord.agent.enforce;

import dev.landlord.protocol.message.Command;
import java.util.Comparator;

/// What orders the throttles of one key: who owns the tenant, and how often that owner has spoken.
public record Term(long epoch, long generation) implements Comparable<Term> {
    private static final Comparator<Term> ORDER = Comparator.comparingLong(Term::epoch).thenComparingLong(Term::generation);

    public static Term of(Command.Throttle throttle) {
        return new Term(throttle.epoch(), throttle.generation());
    }

    @Override
    public int compareTo(Term other) {
        return ORDER.compare(this, other);
    }
}
