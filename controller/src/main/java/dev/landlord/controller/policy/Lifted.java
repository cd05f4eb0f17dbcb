package dev.landlord.controller.policy;

import dev.landlord.protocol.Resource;
import java.time.Instant;
import java.util.ArrayList;

/// What a release ends, and what goes on holding the tenant back beside it: in the words of decisions and forecasts.
final class Lifted {
    private Lifted() {
    }

    /// A clause on what ends when a resource becomes free, e.g. `its CPU limit is lifted`.
    static String of(Resource resource, EnforcementState from) {
        return switch (from) {
            case FREE, WARNED, EVICTING -> "the warning is over";
            case WEIGHTED -> "its CPU weight is put back";
            case THROTTLED -> resource == Resource.MEMORY ? limit(resource) + " ends" : limit(resource) + " is lifted";
            case FROZEN -> "its processes go on and %s is lifted".formatted(limit(resource));
        };
    }

    /// What still holds, as a sentence after that of a decision; empty if nothing does.
    ///
    /// @param ended the resource that becomes free, or null: something else than a resource's own limit ended
    static String rest(TenantState tenant, Resource ended, Instant now) {
        var rest = new ArrayList<String>();
        for (var resource : Resource.values()) {
            if (resource != ended) {
                switch (tenant.resource(resource).state()) {
                    case FREE, WARNED, EVICTING -> { }
                    case WEIGHTED -> rest.add("its lower CPU weight");
                    case THROTTLED -> rest.add(limit(resource));
                    case FROZEN -> rest.add("%s, for which its processes stand still".formatted(limit(resource)));
                }
            }
        }
        if (tenant.budget() != null && tenant.budget().floored()) {
            rest.add("the limit for its spent budget");
        }
        for (var hand : tenant.byHand()) {
            if (now.isBefore(hand.expiresAt())) {
                rest.add("what %s asked for (%s on %s)".formatted(hand.actor(), Words.limits(hand.limits()),
                    hand.node() == null ? "each node" : "node " + hand.node()));
            }
        }
        return rest.isEmpty() ? "" : " Still in force: %s.".formatted(String.join("; ", rest));
    }

    private static String limit(Resource resource) {
        return switch (resource) {
            case CPU -> "its CPU limit";
            case MEMORY -> "the squeeze on its memory";
            case PIDS -> "its limit on processes";
            case IO -> "its limit on block IO";
        };
    }
}
