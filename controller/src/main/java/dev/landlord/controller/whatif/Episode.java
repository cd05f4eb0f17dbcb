package dev.landlord.controller.whatif;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import java.time.Instant;
import java.util.Locale;

/// Something that would have been done to a tenant.
///
/// @param what     what
/// @param resource over which it was, or null, e.g. where it was over the budget
/// @param from     when it began
/// @param to       when it ended; null for what takes no time, and for what had not ended when the recording did
/// @param node     where, if it was on one node, or null
/// @param workload which one would have been evicted, or null
/// @param rule     what a [What#HELD] rests on, e.g. `cpu.watch`; `budget.warn`, `budget.spent`, `budget.floor` or `budget.evict` of what is done
///                 over a budget; else null
/// @param why      a sentence
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Episode(What what, Resource resource, Instant from, Instant to, NodeId node, String workload, String rule, String why) {
    static final String BUDGET = "budget.";

    Episode until(Instant end) {
        return new Episode(what, resource, from, end, node, workload, rule, why);
    }

    /// Whether it is about the tenant's budget.
    public boolean ofBudget() {
        return rule != null && rule.startsWith(BUDGET);
    }

    /// What was done.
    public enum What {
        /// It was told.
        WARNED,
        /// It was told that its budget is spent.
        SPENT,
        /// Others came first.
        WEIGHTED,
        /// It was limited.
        THROTTLED,
        /// All of its processes stood still.
        FROZEN,
        /// A workload was ended.
        EVICTED,
        /// Something was due, and not done because of the named rule.
        HELD;

        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// Whether it lasts.
        boolean lasts() {
            return switch (this) {
                case WARNED, SPENT, WEIGHTED, THROTTLED, FROZEN -> true;
                case EVICTED, HELD -> false;
            };
        }

        /// Whether the tenant gets less meanwhile than it wants.
        boolean holdsBack() {
            return switch (this) {
                case WEIGHTED, THROTTLED, FROZEN -> true;
                case WARNED, SPENT, EVICTED, HELD -> false;
            };
        }
    }
}
