package dev.landlord.agent.enforce;

import java.util.List;
import java.util.Set;

/// What to do, in this order, and how far it falls short of what was asked.
///
/// @param actions  narrowing before widening, so that the sum over a tenant's groups never exceeds its limit; narrowing from the
///                 bottom up and widening from the top down, since v1 refuses a child that exceeds its parent (EINVAL)
/// @param clamps   why a limit is wider or narrower than asked for
/// @param unknown  what could not be decided for want of a reading; nothing is enforced on what is not known
public record Plan(List<Action> actions, Set<Clamp> clamps, List<String> unknown) {
    public Plan {
        actions = List.copyOf(actions);
        clamps = Set.copyOf(clamps);
        unknown = List.copyOf(unknown);
    }

    /// Why a limit is not the one asked for.
    public enum Clamp {
        CEILING("ceiling", "the tenant's ceiling is narrower"),
        FLOOR("floor", "the floor is wider, or the least that the kernel accepts"),
        IN_USE("in-use", "the memory is in use; the limit follows as it is given back");

        private final String reason;
        private final String detail;

        Clamp(String reason, String detail) {
            this.reason = reason;
            this.detail = detail;
        }

        /// Machine-readable.
        public String reason() {
            return reason;
        }

        public String detail() {
            return detail;
        }
    }
}
