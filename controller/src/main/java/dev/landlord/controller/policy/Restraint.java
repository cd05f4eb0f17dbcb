package dev.landlord.controller.policy;

import dev.landlord.protocol.Resource;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/// Why something that is due is not done. The texts carry no figures that move, so that one decision tells it and not one a second.
///
/// @param rule what holds it back, e.g. `guardrail`
/// @param why  a clause
record Restraint(String rule, String why) {
    private static final String PROTECTED = "the tenant is protected";
    private static final String WATCHES = " only watches";

    /// What stands for good against a means, whoever is over: also what is in force already is taken back for it.
    static Optional<Restraint> standing(TenantState tenant, Rules rules, Means means) {
        if (rules.switchedOff().contains(means)) {
            return Optional.of(new Restraint("switch", off(means)));
        }
        return spared(tenant, rules);
    }

    /// What stands for good against every means.
    static Optional<Restraint> spared(TenantState tenant, Rules rules) {
        if (rules.protectedTenants().contains(tenant.tenant())) {
            return Optional.of(new Restraint("protected", PROTECTED));
        }
        var policyClass = rules.classes().of(tenant);
        if (policyClass.watches()) {
            return Optional.of(new Restraint("watch", "class %s%s".formatted(policyClass.name(), WATCHES)));
        }
        return Optional.empty();
    }

    /// Whether a reason of that kind which was told once stands no more, though nothing has come up since that would have shown it.
    static boolean lapsed(String why, TenantState tenant, Rules rules) {
        return Arrays.stream(Means.values()).anyMatch(means -> why.equals(off(means)) && !rules.switchedOff().contains(means))
            || why.equals(PROTECTED) && !rules.protectedTenants().contains(tenant.tenant())
            || why.endsWith(WATCHES) && !rules.classes().of(tenant).watches();
    }

    private static String off(Means means) {
        return "'%s' is switched off for the whole house".formatted(means.wire());
    }

    /// What the tenant itself shows to stand against beginning with a means at a time: all but the guardrails, which only the owner of its partition
    /// knows.
    static Optional<Restraint> own(TenantState tenant, Rules rules, Instant at, Means means, Resource resource) {
        var policyClass = rules.classes().of(tenant);
        return standing(tenant, rules, means)
            .or(() -> reach(tenant, at, means, resource))
            .or(() -> data(tenant, policyClass, at, resource))
            .or(() -> idle(tenant, policyClass, at, means, resource));
    }

    /// Everything that stands against beginning with a means now.
    static Optional<Restraint> of(Turn turn, Means means, Resource resource) {
        return own(turn.state(), turn.rules(), turn.at(), means, resource).or(() -> guardrail(turn.state(), turn.allowance(), means));
    }

    /// Under a class without terms for it, the policy ends no workload.
    static Restraint endsNone(PolicyClass policyClass) {
        return new Restraint("class", "class %s ends no workloads".formatted(policyClass.name()));
    }

    /// A class that changed a short while ago ends no workload yet ([ClassChanges]).
    static Restraint classChanged(Instant evictsFrom) {
        return new Restraint("class-changed", "its class changed, so that no workload is ended before " + Words.second(evictsFrom));
    }

    /// None of the tenant's workloads may be ended, or can be where it is.
    static Restraint noVictim(TenantState tenant, Instant at) {
        var obstacles = Reach.obstacles(tenant, Resource.MEMORY, at, Means.EVICT);
        return new Restraint("held", obstacles.texts().isEmpty() ? "there is no workload that could be ended" : obstacles.text());
    }

    /// Who can be evicted, and where, is found with the victim ([#noVictim]).
    private static Optional<Restraint> reach(TenantState tenant, Instant at, Means means, Resource resource) {
        if (means == Means.EVICT) {
            return Optional.empty();
        }
        var obstacles = Reach.obstacles(tenant, resource, at, means);
        return obstacles.noneReachable() ? Optional.of(new Restraint("held", obstacles.text())) : Optional.empty();
    }

    private static Optional<Restraint> data(TenantState tenant, PolicyClass policyClass, Instant at, Resource resource) {
        double share = policyClass.data().share();
        return tenant.coverage(resource, at) >= share ? Optional.empty()
            : Optional.of(new Restraint("data", "fewer than %s %% of the samples that were to be expected have arrived"
                .formatted(Words.whole(share * 100))));
    }

    /// A weight harms nobody on an idle node, so it needs no contention.
    private static Optional<Restraint> idle(TenantState tenant, PolicyClass policyClass, Instant at, Means means, Resource resource) {
        boolean free = means == Means.WEIGHT || policyClass.enforce() == PolicyClass.Enforce.ALWAYS
            || Harm.suffered(tenant, resource, policyClass.contention(), at);
        return free ? Optional.empty() : Optional.of(new Restraint("contended", "nobody else on its nodes suffers from it"));
    }

    /// What guardrails over all tenants leave over for none of this tenant's.
    static Optional<Restraint> guardrail(TenantState tenant, Allowance allowance, Means means) {
        if (means == Means.EVICT && allowance.evictions() <= 0) {
            return Optional.of(new Restraint("guardrail", "as many workloads as are allowed have been ended in the last minute"));
        }
        if (!tenant.heldBack() && allowance.tenants() <= 0) {
            return Optional.of(new Restraint("guardrail", "as many tenants as are allowed are held back already"));
        }
        return Optional.empty();
    }
}
