package dev.landlord.controller.policy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The policy classes that tenants may name.
public final class PolicyClasses {
    /// The class of a tenant that names none, or one that does not exist.
    public static final PolicyClass STANDARD = new PolicyClass("standard", Duration.ofSeconds(120), Duration.ofSeconds(120), 50, 100, 25,
        List.of(
            new PolicyClass.Tier(1.0, Duration.ZERO),
            new PolicyClass.Tier(0.75, Duration.ofMinutes(2)),
            new PolicyClass.Tier(0.5, Duration.ofMinutes(5))),
        Duration.ofMinutes(30), Duration.ofSeconds(60),
        new PolicyClass.EvictionTerms(Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(30), Duration.ofSeconds(60)));

    /// Acts eight seconds after use rose to twice the quota: with sampling and starting, a hog is limited within fifteen also where the
    /// machine gives it a little less than that.
    public static final PolicyClass STRICT = new PolicyClass("strict", Duration.ofSeconds(8), Duration.ofSeconds(30), 50, 100, 25,
        List.of(
            new PolicyClass.Tier(1.0, Duration.ZERO),
            new PolicyClass.Tier(0.75, Duration.ofSeconds(30)),
            new PolicyClass.Tier(0.5, Duration.ofSeconds(45))),
        Duration.ofMinutes(5), Duration.ofSeconds(30),
        new PolicyClass.EvictionTerms(Duration.ofSeconds(3), Duration.ofSeconds(60), Duration.ofSeconds(5), Duration.ofSeconds(10)));

    private final Map<String, PolicyClass> byName;

    private PolicyClasses(Map<String, PolicyClass> byName) {
        this.byName = byName;
    }

    /// `standard` and `strict`.
    public static PolicyClasses builtIn() {
        return of(List.of(STANDARD, STRICT));
    }

    /// @throws IllegalArgumentException if two have one name, or none is called `standard`
    public static PolicyClasses of(List<PolicyClass> classes) {
        var byName = classes.stream().collect(Collectors.toMap(PolicyClass::name, Function.identity(), (a, _) -> {
            throw new IllegalArgumentException("two policy classes are called '%s'".formatted(a.name()));
        }));
        if (!byName.containsKey(STANDARD.name())) {
            throw new IllegalArgumentException("no policy class is called 'standard'; it is what tenants get that name none");
        }
        return new PolicyClasses(Map.copyOf(byName));
    }

    public Set<String> names() {
        return new TreeSet<>(byName.keySet());
    }

    public Optional<PolicyClass> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /// The named class, or `standard` where there is none of that name.
    public PolicyClass orStandard(String name) {
        return find(name).orElseGet(() -> byName.get(STANDARD.name()));
    }
}
