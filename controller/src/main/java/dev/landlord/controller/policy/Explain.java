package dev.landlord.controller.policy;

import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.TenantSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// From a state to plain sentences and the figures behind them.
public final class Explain {
    private Explain() {
    }

    /// Without the ledger and the guardrails: nothing is said of them.
    public static Explanation of(TenantState tenant, Rules rules, Instant now) {
        return of(tenant, rules, Allowance.UNBOUNDED, null, now);
    }

    /// Why the tenant stands where it stands at `now`, and what comes next.
    ///
    /// @param allowance what guardrails leave over to it now
    /// @param used      of its budget in the present period, by the ledger; null: it has none, or that is not known
    public static Explanation of(TenantState tenant, Rules rules, Allowance allowance, BudgetUse used, Instant now) {
        var enforcement = tenant.enforcement();
        var quota = tenant.declared().map(TenantSpec::quota).orElse(Quota.NONE);
        var use = tenant.compared(tenant.useByNode(now));
        var figures = new ArrayList<Explanation.Figure>();
        enforcement.byResource().forEach((resource, standing) -> figures.add(new Explanation.Figure(resource,
            boxed(use.of(resource)), boxed(quota.of(resource)), standing.score(), standing.state())));
        var limits = enforcement.limits().stream().map(on -> new Explanation.OnNode(on.node(), on.limits(), on.until())).toList();
        return new Explanation(sentences(tenant, enforcement, use, now, outlook(tenant, rules, allowance, used, now)), figures, limits);
    }

    /// What is held back, how it stands with its budget, and what comes next.
    private static List<String> outlook(TenantState tenant, Rules rules, Allowance allowance, BudgetUse used, Instant now) {
        if (tenant.declared().isEmpty()) {
            return List.of();
        }
        var budget = Optional.ofNullable(tenant.spec().budget()).filter(_ -> used != null);
        var next = Outlook.of(tenant, rules, allowance, now);
        var sentences = new ArrayList<String>();
        heldBack(tenant, rules, budget.isPresent(), next.orElse("")).ifPresent(sentences::add);
        budget.ifPresent(amounts -> sentences.add(BudgetOutlook.of(tenant, rules, amounts, used, now)));
        next.ifPresent(sentences::add);
        return sentences;
    }

    /// @param outlook what is told at the end
    private static List<String> sentences(TenantState tenant, Enforcement enforcement, Use use, Instant now, List<String> outlook) {
        if (tenant.declared().isEmpty()) {
            return List.of(tenant.deleted()
                ? "Tenant %s was deleted.".formatted(tenant.tenant())
                : "Tenant %s has not been declared.".formatted(tenant.tenant()));
        }
        var sentences = new ArrayList<String>();
        sentences.add(enforcement.since() == null
            ? "Tenant %s is %s; %s.".formatted(tenant.tenant(), enforcement.state().wire(), tenant.numbers().hasActed()
                ? "what was done about it is over" : "nothing has ever been done about it")
            : "Tenant %s has been %s for %s: %s%s.".formatted(tenant.tenant(), enforcement.state().wire(),
                Words.seconds(Duration.between(enforcement.since(), now)), enforcement.reason(), score(tenant.spec(), enforcement)));
        sentences.add(uses(use, tenant.spec(), tenant.perNode() ? " on the node where that is most" : "") + exempt(tenant, now));
        if (!enforcement.limits().isEmpty()) {
            var on = enforcement.limits().getFirst();
            int more = enforcement.limits().size() - 1;
            sentences.add("Node %s is to hold it to %s until %s unless renewed; its agent %s.%s".formatted(on.node(), Words.limits(on.limits()),
                on.until().truncatedTo(ChronoUnit.SECONDS),
                answered(on.outcome()),
                more == 0 ? "" : more == 1 ? " One more node likewise." : " %s more nodes likewise.".formatted(more)));
        }
        sentences.addAll(outlook);
        return sentences;
    }

    /// What is due and not done, also where limits on something else are in force. What a node could not be given is of interest only while it is to
    /// be given something.
    ///
    /// @param ofBudget whether a sentence of its own tells how it stands with the budget
    /// @param next     the forecast, which may tell some of it
    private static Optional<String> heldBack(TenantState tenant, Rules rules, boolean ofBudget, String next) {
        boolean limited = Arrays.stream(Resource.values()).anyMatch(resource -> tenant.resource(resource).limits()) || !tenant.byHand().isEmpty()
            || tenant.budget() != null && tenant.budget().floored();
        var reasons = tenant.held().entrySet().stream().filter(held -> !(ofBudget && BudgetAnswers.KEYS.contains(held.getKey())))
            .filter(held -> limited || !held.getKey().startsWith(LimitCommands.HELD))
            .map(Map.Entry::getValue).filter(why -> !next.contains(why) && !Restraint.lapsed(why, tenant, rules)).distinct().toList();
        return reasons.isEmpty() ? Optional.empty() : Optional.of("What ought to be done is held back: %s.".formatted(String.join("; ", reasons)));
    }

    private static String answered(Ack.Outcome outcome) {
        return switch (outcome) {
            case null -> "has not answered yet";
            case APPLIED, UNCHANGED -> "says that it is in force";
            case CLAMPED -> "went as far as it may";
            case DEFERRED, STALE, EXPIRED, REJECTED, FAILED -> "answered '%s'".formatted(outcome.wire());
        };
    }

    /// There is a score against a quota only; who is held back for something else at a score of zero is not to look for the reason there.
    private static String score(TenantSpec spec, Enforcement enforcement) {
        boolean unrelated = enforcement.state() != EnforcementState.FREE && enforcement.score() == 0;
        return unrelated || spec.quota().equals(Quota.NONE) ? "" : ", score " + Words.whole(enforcement.score());
    }

    private static String uses(Use use, TenantSpec spec, String where) {
        var quota = spec.quota();
        var parts = new ArrayList<String>();
        for (var resource : Resource.values()) {
            quota.of(resource).ifPresent(bound -> parts.add(use.of(resource).isPresent()
                ? Words.against(resource, use.of(resource).getAsDouble(), bound)
                : Words.name(resource) + " not known"));
        }
        return !parts.isEmpty() ? "It uses " + String.join(", ", parts) + where + "."
            : spec.budget() == null ? "It has no quota, so it is metered only." : "It has no quota; what bounds it is its budget.";
    }

    private static String exempt(TenantState tenant, Instant now) {
        boolean any = tenant.meters().values().stream().anyMatch(meter -> meter.freshAt(now) && !meter.counted().equals(meter.use()));
        if (!any) {
            return "";
        }
        var counted = tenant.compared(tenant.evidenceByNode(now));
        var parts = new ArrayList<String>();
        for (var resource : Resource.values()) {
            if (tenant.spec().quota().of(resource).isPresent() && counted.of(resource).isPresent()) {
                parts.add("%s %s".formatted(Words.name(resource), Words.amount(resource, counted.of(resource).getAsDouble())));
            }
        }
        return parts.isEmpty() ? "" : " Some of that is exempt; what counts: %s.".formatted(String.join(", ", parts));
    }

    private static Double boxed(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
