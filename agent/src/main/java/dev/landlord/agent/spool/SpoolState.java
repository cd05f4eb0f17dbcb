package dev.landlord.agent.spool;

/// What the spool holds, and what became of samples in it since the agent's start.
///
/// @param waiting samples in it
/// @param bytes   that they take
/// @param spooled samples that were put in
/// @param thinned samples given up for their neighbours, which tell the same counters later: resolution is lost
/// @param dropped samples given up beyond that: too old, too many, or no longer readable
public record SpoolState(long waiting, long bytes, long spooled, long thinned, long dropped) {
    public static final SpoolState EMPTY = new SpoolState(0, 0, 0, 0, 0);
}
