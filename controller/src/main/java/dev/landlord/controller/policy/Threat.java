package dev.landlord.controller.policy;

import dev.landlord.protocol.Resource;
import java.util.Optional;

/// What a warning says of what follows. Nothing is threatened that would not be done as things stand.
final class Threat {
    private static final double PERCENT = 100;

    private Threat() {
    }

    /// A clause, e.g. `if this goes on, it will be limited to its quota`.
    static String of(TenantState tenant, Rules rules, Resource resource) {
        var policyClass = rules.classes().of(tenant);
        return switch (resource) {
            case CPU, PIDS, IO -> clause(policyClass, Restraint.standing(tenant, rules, Means.THROTTLE), "it",
                "limited to " + limit(resource, tenant.resource(resource), policyClass));
            case MEMORY -> clause(policyClass, policyClass.eviction() == null ? Optional.of(Restraint.endsNone(policyClass))
                : Restraint.standing(tenant, rules, Means.EVICT), "the workload that uses most", "ended");
        };
    }

    private static String clause(PolicyClass policyClass, Optional<Restraint> restraint, String whom, String what) {
        var onlyIf = policyClass.enforce() == PolicyClass.Enforce.CONTENDED ? " and others suffer from it" : "";
        return restraint.map(found -> "if this goes on, %s would be %s, but nothing will be done: %s".formatted(whom, what, found.why()))
            .orElseGet(() -> "if this goes on%s, %s will be %s".formatted(onlyIf, whom, what));
    }

    /// What the next throttle would leave, in words.
    static String limit(Resource resource, ResourceState standing, PolicyClass policyClass) {
        double factor = Rungs.nextFactor(resource, standing, policyClass);
        return factor == 1 ? "its quota" : Words.whole(factor * PERCENT) + " % of its quota";
    }
}
