package dev.landlord.controller.policy;

import dev.landlord.protocol.Resource;
import java.time.Duration;
import java.time.Instant;

/// Use of one resource against its quota, over all fresh nodes.
///
/// @param use   in the resource's base unit
/// @param quota in the same
record Overuse(Resource resource, double use, double quota) {
    boolean over() {
        return use > quota;
    }

    /// The rule that a decision rests on, e.g. `cpu.overuse`.
    String rule(String what) {
        return resource.wire() + "." + what;
    }

    /// E.g. `CPU 1.00 of 0.50 cores for 11 s`.
    String sentence(ResourceState standing, Instant now) {
        var figures = Words.against(resource, use, quota);
        return standing.overSince() == null ? figures : figures + " for " + Words.seconds(Duration.between(standing.overSince(), now));
    }

    /// Adds the figures to a decision.
    DecisionDraft figures(DecisionDraft draft, ResourceState standing) {
        var more = switch (resource) {
            case CPU -> draft.with("cpuCores", use).with("quotaCpuCores", quota);
            case MEMORY -> draft.with("memoryBytes", (long) use).with("quotaMemoryBytes", (long) quota);
            case PIDS -> draft.with("pids", (long) use).with("quotaPids", (long) quota);
            case IO -> draft.with("ioBytesPerSecond", (long) use).with("quotaIoBytesPerSecond", (long) quota);
        };
        return more.about(resource).with("score", standing.score());
    }
}
