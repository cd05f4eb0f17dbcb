package dev.landlord.controller.policy;

import dev.landlord.protocol.Resource;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// What comes next if the use stays as it is: when a tenant will be warned, limited, released. A forecast for people, made with the formula that
/// the decisions themselves rest on ([Score]); it promises nothing, since use changes.
final class Outlook {
    private Outlook() {
    }

    /// A sentence about the resource that is held back most, of equals the one with the highest score; empty where nothing is about to happen.
    static Optional<String> of(TenantState tenant, PolicyClass policyClass, Instant now) {
        var spec = tenant.declared();
        if (spec.isEmpty()) {
            return Optional.empty();
        }
        var evidence = tenant.evidenceByNode(now);
        Overuse worst = null;
        for (var resource : Resource.values()) {
            var overuse = Overuse.of(tenant, resource, evidence);
            if (overuse.isPresent() && (worst == null || worse(tenant, resource, worst.resource()))) {
                worst = overuse.get();
            }
        }
        return worst == null ? Optional.empty() : sentence(tenant, policyClass, worst, now);
    }

    private static boolean worse(TenantState tenant, Resource one, Resource other) {
        int byState = tenant.resource(one).state().compareTo(tenant.resource(other).state());
        return byState > 0 || byState == 0 && tenant.resource(one).score() > tenant.resource(other).score();
    }

    private static Optional<String> sentence(TenantState tenant, PolicyClass policyClass, Overuse overuse, Instant now) {
        var resource = overuse.resource();
        var standing = tenant.resource(resource);
        var marks = policyClass.marks();
        boolean bound = standing.state() == EnforcementState.THROTTLED && Pressure.bound(tenant, resource, now);
        double perSecond = Score.perSecond(overuse.use() / overuse.quota(), bound, policyClass);
        var name = Words.name(resource);
        return switch (standing.state()) {
            case FREE -> perSecond <= 0 ? Optional.empty() : Optional.of("If it goes on using %s like this, it is warned in %s.".formatted(name,
                in((marks.warn() - standing.score()) / perSecond)));
            case WARNED, WEIGHTED -> perSecond > 0
                ? tenant.held().containsKey(resource.wire()) ? Optional.empty()
                    : Optional.of("If it goes on using %s like this, %s in %s.".formatted(name, consequence(resource, policyClass),
                        in((marks.act() - standing.score()) / perSecond)))
                : perSecond == 0 ? Optional.empty()
                    : Optional.of("If it stays like this, %s is over in %s.".formatted(
                        standing.state() == EnforcementState.WARNED ? "the warning" : "the lower weight",
                        in((standing.score() - marks.calm()) / -perSecond)));
            case THROTTLED -> perSecond >= 0
                ? Optional.of("It presses against its limit, so that the limit stays; it is lifted %s after it uses less.".formatted(
                    in((standing.score() - marks.calm()) / slowest(policyClass))))
                : Optional.of("If it stays like this, its limits are lifted in %s.".formatted(
                    in(Math.max((standing.score() - marks.calm()) / -perSecond, untilTierEnds(standing, policyClass, resource, now)))));
            case FROZEN -> policyClass.freeze() == null ? Optional.empty() : Optional.of("Its processes go on at %s.".formatted(
                standing.since().plus(policyClass.freeze().lasts()).truncatedTo(ChronoUnit.SECONDS)));
            case EVICTING -> Optional.empty();
        };
    }

    private static String consequence(Resource resource, PolicyClass policyClass) {
        var watched = ", if its class did not only watch,";
        return switch (resource) {
            case CPU, PIDS, IO -> policyClass.watches() ? "it would be limited to its quota" + watched : "it is limited to its quota";
            case MEMORY -> policyClass.watches() ? "the workload that uses most would be ended" + watched : "the workload that uses most is ended";
        };
    }

    private static double untilTierEnds(ResourceState standing, PolicyClass policyClass, Resource resource, Instant now) {
        var minimum = Rungs.tiered(resource) ? policyClass.tier(standing.offences()).minimum() : Duration.ZERO;
        return Math.max(0, Duration.between(now, standing.since().plus(minimum)).toSeconds());
    }

    /// Points a second that any use below the quota brings down at least.
    private static double slowest(PolicyClass policyClass) {
        return Score.FULL / policyClass.clock().drain().toSeconds();
    }

    private static String in(double seconds) {
        long whole = Math.max(1, (long) Math.ceil(seconds));
        return whole < 120 ? "about %d s".formatted(whole) : "about %d min".formatted(Math.round(whole / 60.0));
    }
}
