package dev.landlord.controller.policy;

import dev.landlord.protocol.Resource;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/// What comes next if everything stays as it is: when a tenant will be warned, limited, released, or what will keep that from being done. A forecast
/// for people, made with the formula ([Score]) and by the reasons ([Restraint]) that the decisions themselves rest on; it promises nothing, since use
/// changes. What guardrails over all tenants leave over may be something else by then, so it is said that they may hold it back.
final class Outlook {
    private static final double MS_PER_SECOND = 1000;

    private final TenantState tenant;
    private final Rules rules;
    private final PolicyClass policyClass;
    private final Allowance allowance;
    private final Instant now;

    private Outlook(TenantState tenant, Rules rules, Allowance allowance, Instant now) {
        this.tenant = tenant;
        this.rules = rules;
        this.policyClass = rules.classes().of(tenant);
        this.allowance = allowance;
        this.now = now;
    }

    /// A sentence about the resource that is held back most, of equals the one with the highest score; empty where nothing is about to happen.
    ///
    /// @param allowance what guardrails leave over to it now
    static Optional<String> of(TenantState tenant, Rules rules, Allowance allowance, Instant now) {
        return tenant.declared().isEmpty() ? Optional.empty() : new Outlook(tenant, rules, allowance, now).ofTheWorst();
    }

    private Optional<String> ofTheWorst() {
        var evidence = tenant.evidenceByNode(now);
        var compared = tenant.compared(evidence);
        Overuse worst = null;
        for (var resource : Resource.values()) {
            var overuse = Overuse.of(tenant, resource, evidence, compared);
            if (overuse.isPresent() && (worst == null || worse(resource, worst.resource()))) {
                worst = overuse.get();
            }
        }
        return worst == null ? Optional.empty() : sentence(worst);
    }

    private boolean worse(Resource one, Resource other) {
        int byState = tenant.resource(one).state().compareTo(tenant.resource(other).state());
        return byState > 0 || byState == 0 && tenant.resource(one).score() > tenant.resource(other).score();
    }

    private Optional<String> sentence(Overuse overuse) {
        var resource = overuse.resource();
        var standing = tenant.resource(resource);
        var marks = policyClass.marks();
        boolean bound = standing.state() == EnforcementState.THROTTLED && Pressure.bound(tenant, resource, now);
        double perSecond = Score.perSecond(overuse.use() / overuse.quota(), bound, policyClass);
        return switch (standing.state()) {
            case FREE -> perSecond <= 0 ? Optional.empty() : Optional.of("%s, it is warned in %s.".formatted(ifItGoesOn(resource),
                in((marks.warn() - standing.score()) / perSecond)));
            case WARNED -> rising(overuse, standing, perSecond).or(() -> falling("the warning", standing, perSecond));
            case WEIGHTED -> takenBack(Means.WEIGHT, overuse)
                .or(() -> rising(overuse, standing, perSecond)).or(() -> falling("the lower weight", standing, perSecond));
            case THROTTLED -> takenBack(Means.THROTTLE, overuse)
                .or(() -> resource == Resource.MEMORY ? rising(overuse, standing, perSecond) : freezing(overuse, standing, bound))
                .or(() -> perSecond < 0 ? Optional.of("If it stays like this, %s in %s.".formatted(
                    Lifted.of(resource, standing.state()),
                    in(Math.max((standing.score() - marks.calm()) / -perSecond, untilTierEnds(standing, resource))))) : pressing(overuse, standing));
            case FROZEN -> takenBack(Means.FREEZE, overuse).or(() -> Optional.ofNullable(policyClass.freeze()).map(freeze ->
                "Its processes go on at %s.".formatted(standing.since().plus(freeze.lasts()).truncatedTo(ChronoUnit.SECONDS))));
            case EVICTING -> Optional.empty();
        };
    }

    /// What full scores bring. Nothing is said where it is due already and held back: that is told apart from the forecast.
    private Optional<String> rising(Overuse overuse, ResourceState standing, double perSecond) {
        var resource = overuse.resource();
        if (perSecond <= 0 || tenant.held().containsKey(resource.wire())) {
            return Optional.empty();
        }
        double due = (policyClass.marks().act() - standing.score()) / perSecond;
        return Optional.of(switch (resource) {
            case CPU, PIDS, IO -> answer(resource, Restraint.own(tenant, rules, now, Means.THROTTLE, resource),
                "it", "limited to " + Threat.limit(resource, standing, policyClass), due, Means.THROTTLE);
            case MEMORY -> squeezing(standing, perSecond)
                + answer(resource, keptFromEvicting(overuse), "the workload that uses most", "ended", Math.max(due, untilOrder(standing)),
                Means.EVICT);
        });
    }

    /// What comes before a workload is ended; empty where the class has no such rung, or it is in force.
    private String squeezing(ResourceState standing, double perSecond) {
        var squeeze = policyClass.squeeze();
        if (squeeze == null || standing.state() != EnforcementState.WARNED) {
            return "";
        }
        return Restraint.own(tenant, rules, now, Means.THROTTLE, Resource.MEMORY)
            .map(found -> "Its memory is not squeezed first: %s. ".formatted(found.why()))
            .orElseGet(() -> "Its memory is squeezed in %s%s. ".formatted(in((squeeze.at() - standing.score()) / perSecond), unless(Means.THROTTLE)));
    }

    /// A limit that has been pressed against for long is not the end where the class freezes.
    private Optional<String> freezing(Overuse overuse, ResourceState standing, boolean bound) {
        var resource = overuse.resource();
        var freeze = policyClass.freeze();
        boolean comes = bound && Ladder.mayFreeze(resource, standing, policyClass) && !tenant.held().containsKey(resource.wire());
        if (!comes) {
            return Optional.empty();
        }
        var due = in(until(standing.since().plus(freeze.after())));
        return Optional.of(Restraint.own(tenant, rules, now, Means.FREEZE, resource)
            .map(found -> "If it presses against its limit like this, all of its processes would stand still in %s, but nothing will be done: %s."
                .formatted(due, found.why()))
            .orElseGet(() -> "If it presses against its limit like this, all of its processes stand still for %s in %s.".formatted(
                Words.seconds(freeze.lasts()), due)));
    }

    /// A mark on memory is not pressed against: what stays within the quota is calm.
    private Optional<String> pressing(Overuse overuse, ResourceState standing) {
        return overuse.resource() == Resource.MEMORY ? Optional.empty()
            : Optional.of("It presses against its limit, so that the limit stays; it is lifted %s after it uses less, at the latest.".formatted(
                in(Math.max((standing.score() - policyClass.marks().calm()) / slowest(), untilTierEnds(standing, overuse.resource())))));
    }

    private String answer(Resource resource, Optional<Restraint> restraint, String whom, String what, double due, Means means) {
        return restraint.map(found -> "%s, %s would be %s in %s, but nothing will be done: %s.".formatted(ifItGoesOn(resource), whom, what, in(due),
            found.why())).orElseGet(() -> "%s, %s is %s in %s%s.".formatted(ifItGoesOn(resource), whom, what, in(due), unless(means)));
    }

    /// What would hold it back if it were due now, as a clause; empty if nothing does.
    private String unless(Means means) {
        return Restraint.guardrail(tenant, allowance, means).map(found -> ", unless a guardrail still holds it back then: " + found.why()).orElse("");
    }

    private Optional<Restraint> keptFromEvicting(Overuse overuse) {
        return policyClass.eviction() == null ? Optional.of(Restraint.endsNone(policyClass))
            : Restraint.own(tenant, rules, now, Means.EVICT, overuse.resource()).or(() ->
                Victims.ranked(tenant, overuse.quota(), now).isEmpty() ? Optional.of(Restraint.noVictim(tenant, now)) : Optional.empty());
    }

    private Optional<String> falling(String what, ResourceState standing, double perSecond) {
        return perSecond >= 0 ? Optional.empty() : Optional.of("If it stays like this, %s is over in %s.".formatted(what,
            in((standing.score() - policyClass.marks().calm()) / -perSecond)));
    }

    private Optional<String> takenBack(Means means, Overuse overuse) {
        return Restraint.standing(tenant, rules, means).map(found -> "%s at the next tick: %s.".formatted(
            Words.capital(Lifted.of(overuse.resource(), tenant.resource(overuse.resource()).state())), found.why()));
    }

    private double untilTierEnds(ResourceState standing, Resource resource) {
        return until(standing.since().plus(Rungs.tiered(resource) ? policyClass.tier(standing.offences()).minimum() : Duration.ZERO));
    }

    /// What the policy's next order waits for besides the score.
    private double untilOrder(ResourceState standing) {
        var terms = policyClass.eviction();
        return terms == null ? 0 : Stream.of(
                Stream.of(standing.warnedSince().plus(terms.warned())),
                Stream.ofNullable(tenant.answers().evictsFrom()),
                tenant.evictions().stream().filter(eviction -> !eviction.pending()).map(eviction -> eviction.endedAt().plus(terms.cooldown())))
            .flatMap(moments -> moments).max(Comparator.naturalOrder()).map(this::until).orElse(0.0);
    }

    private double until(Instant moment) {
        return Math.max(0, Duration.between(now, moment).toMillis() / MS_PER_SECOND);
    }

    /// Points a second that any use below the quota brings down at least.
    private double slowest() {
        return Score.FULL / policyClass.clock().drain().toSeconds();
    }

    private static String ifItGoesOn(Resource resource) {
        return "If it goes on using %s like this".formatted(Words.name(resource));
    }

    private static String in(double seconds) {
        long whole = Math.max(1, (long) Math.ceil(seconds));
        return whole < 120 ? "about %s s".formatted(whole) : "about %s min".formatted(Math.round(whole / 60.0));
    }
}
