package dev.landlord.agent.spool;

/// A sample on its way, with its place in the order of all.
///
/// @param id grows from sample to sample, over restarts too as long as samples wait
public record Kept(long id, Sampled sample) {
}
