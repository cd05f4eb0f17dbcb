package dev.landlord.controller.rules;

import static dev.landlord.controller.rules.ClassCheck.or;

import dev.landlord.controller.policy.PolicyClass;
import dev.landlord.protocol.document.FlawCollector;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// The rungs of a class that may be left out: nothing said inherits, `none` leaves it out, a mapping changes what it names.
final class RungCheck {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    private final FlawCollector flaws;
    private final PolicyClass base;
    private final String at;

    RungCheck(FlawCollector flaws, PolicyClass base, String at) {
        this.flaws = flaws;
        this.base = base;
        this.at = at;
    }

    PolicyClass.Weight weight(ClassesDocument.Weight weight) {
        if (weight == null) {
            return base.weight();
        }
        var inherited = base.weight();
        if (weight == ClassesDocument.Weight.LEFT_OUT) {
            return null;
        }
        var score = or(weight.at(), inherited == null ? null : Double.valueOf(inherited.at()));
        var cpuWeight = or(weight.cpuWeight(), inherited == null ? null : Long.valueOf(inherited.cpuWeight()));
        var field = at + ".weight";
        return complete(field, fields("at", score, "cpuWeight", cpuWeight), "75 and 25")
            ? flaws.made(field, () -> new PolicyClass.Weight(score, cpuWeight)).orElse(null) : null;
    }

    PolicyClass.Squeeze squeeze(ClassesDocument.Squeeze squeeze) {
        if (squeeze == null) {
            return base.squeeze();
        }
        if (squeeze == ClassesDocument.Squeeze.LEFT_OUT) {
            return null;
        }
        var score = or(squeeze.at(), base.squeeze() == null ? null : Double.valueOf(base.squeeze().at()));
        var known = new LinkedHashMap<String, Object>();
        known.put("at", score);
        return complete(at + ".squeeze", known, "75") ? new PolicyClass.Squeeze(score) : null;
    }

    PolicyClass.Freeze freeze(ClassesDocument.Freeze freeze) {
        if (freeze == null) {
            return base.freeze();
        }
        var inherited = base.freeze();
        if (freeze == ClassesDocument.Freeze.LEFT_OUT) {
            return null;
        }
        var after = or(freeze.after(), inherited == null ? null : inherited.after());
        var lasts = or(freeze.lasts(), inherited == null ? null : inherited.lasts());
        var field = at + ".freeze";
        flaws.within(field + ".after", freeze.after(), SECOND, DAY);
        flaws.within(field + ".lasts", freeze.lasts(), SECOND, HOUR);
        return complete(field, fields("after", after, "lasts", lasts), "5m and 10s")
            ? flaws.made(field, () -> new PolicyClass.Freeze(after, lasts)).orElse(null) : null;
    }

    PolicyClass.EvictionTerms eviction(ClassesDocument.Eviction eviction) {
        if (eviction == null) {
            return base.eviction();
        }
        var inherited = base.eviction();
        if (eviction == ClassesDocument.Eviction.LEFT_OUT) {
            return null;
        }
        var warned = or(eviction.warned(), inherited == null ? null : inherited.warned());
        var ttl = or(eviction.ttl(), inherited == null ? null : inherited.ttl());
        var grace = or(eviction.grace(), inherited == null ? null : inherited.grace());
        var cooldown = or(eviction.cooldown(), inherited == null ? null : inherited.cooldown());
        var field = at + ".eviction";
        flaws.within(field + ".warned", eviction.warned(), Duration.ZERO, DAY);
        flaws.within(field + ".ttl", eviction.ttl(), SECOND, HOUR);
        flaws.within(field + ".grace", eviction.grace(), Duration.ZERO, HOUR);
        flaws.within(field + ".cooldown", eviction.cooldown(), PolicyClass.EvictionTerms.SHORTEST_COOLDOWN, DAY);
        var known = fields("warned", warned, "ttl", ttl);
        known.putAll(fields("grace", grace, "cooldown", cooldown));
        return complete(field, known, "30s, 60s, 30s and 60s")
            ? flaws.made(field, () -> new PolicyClass.EvictionTerms(warned, ttl, grace, cooldown)).orElse(null) : null;
    }

    private static Map<String, Object> fields(String first, Object firstValue, String second, Object secondValue) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put(first, firstValue);
        fields.put(second, secondValue);
        return fields;
    }

    /// Whether nothing is missing: a rung that is not inherited has to be said in full.
    private boolean complete(String field, Map<String, Object> values, String example) {
        var missing = values.entrySet().stream().filter(value -> value.getValue() == null).map(Map.Entry::getKey).toList();
        if (!missing.isEmpty()) {
            flaws.unlessTold(field, "%s missing, and class '%s' has no such rung to take it from; usual are %s for %s".formatted(
                String.join(", ", missing) + (missing.size() == 1 ? " is" : " are"), base.name(), example, String.join(", ", values.keySet())));
        }
        return missing.isEmpty();
    }
}
