package dev.landlord.controller.policy;

import dev.landlord.protocol.message.ClassSetting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The policy classes that tenants may name.
public final class PolicyClasses {
    private static final PolicyClass.Marks MARKS = new PolicyClass.Marks(50, 100, 25);
    private static final PolicyClass.Data DATA = new PolicyClass.Data(3, 0.5);
    private static final PolicyClass.Contention CONTENTION = new PolicyClass.Contention(20, 10, 20, Duration.ofSeconds(60));

    private static final PolicyClass.Squeeze SQUEEZE = new PolicyClass.Squeeze(75);

    /// The class of a tenant that names none, or one that does not exist.
    public static final PolicyClass STANDARD = new PolicyClass("standard", 50, PolicyClass.Mode.ACT, PolicyClass.Enforce.ALWAYS,
        new PolicyClass.Clock(Duration.ofSeconds(120), Duration.ofSeconds(120)), MARKS, DATA, null, SQUEEZE,
        List.of(
            new PolicyClass.Tier(1.0, Duration.ZERO),
            new PolicyClass.Tier(0.75, Duration.ofMinutes(2)),
            new PolicyClass.Tier(0.5, Duration.ofMinutes(5))),
        Duration.ofMinutes(30), null, Duration.ofSeconds(60),
        new PolicyClass.EvictionTerms(Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(30), Duration.ofSeconds(60)),
        CONTENTION, PolicyClass.Exempt.NOBODY, PolicyClass.BudgetTerms.USUAL);

    /// Acts eight seconds after use rose to twice the quota: with sampling and starting, a hog is limited within fifteen also where the
    /// machine gives it a little less than that.
    public static final PolicyClass STRICT = new PolicyClass("strict", 20, PolicyClass.Mode.ACT, PolicyClass.Enforce.ALWAYS,
        new PolicyClass.Clock(Duration.ofSeconds(8), Duration.ofSeconds(30)), MARKS, DATA, null, SQUEEZE,
        List.of(
            new PolicyClass.Tier(1.0, Duration.ZERO),
            new PolicyClass.Tier(0.75, Duration.ofSeconds(30)),
            new PolicyClass.Tier(0.5, Duration.ofSeconds(45))),
        Duration.ofMinutes(5), null, Duration.ofSeconds(30),
        new PolicyClass.EvictionTerms(Duration.ofSeconds(3), Duration.ofSeconds(60), Duration.ofSeconds(5), Duration.ofSeconds(10)),
        CONTENTION, PolicyClass.Exempt.NOBODY, new PolicyClass.BudgetTerms(80, ClassSetting.OnBudget.Answer.EVICT, 0.1));

    /// Lets who is over quota have what nobody else wants: acts late, by weight first, and only where somebody else suffers.
    public static final PolicyClass LENIENT = new PolicyClass("lenient", 80, PolicyClass.Mode.ACT, PolicyClass.Enforce.CONTENDED,
        new PolicyClass.Clock(Duration.ofSeconds(300), Duration.ofSeconds(300)), MARKS, DATA, new PolicyClass.Weight(75, 25), SQUEEZE,
        List.of(new PolicyClass.Tier(1.0, Duration.ZERO)),
        Duration.ofMinutes(15), null, Duration.ofSeconds(60),
        new PolicyClass.EvictionTerms(Duration.ofMinutes(2), Duration.ofMinutes(2), Duration.ofSeconds(60), Duration.ofMinutes(5)),
        CONTENTION, PolicyClass.Exempt.NOBODY, new PolicyClass.BudgetTerms(80, ClassSetting.OnBudget.Answer.NOTIFY, 0.1));

    /// Like `standard`, but only says what that would have done.
    public static final PolicyClass WATCH = STANDARD.as("watch", PolicyClass.Mode.WATCH);

    private final Map<String, PolicyClass> byName;
    private final Map<String, String> editions;

    private PolicyClasses(Map<String, PolicyClass> byName) {
        this.byName = byName;
        editions = byName.values().stream().collect(Collectors.toUnmodifiableMap(PolicyClass::name, PolicyClass::edition));
    }

    /// `standard`, `strict`, `lenient` and `watch`.
    public static PolicyClasses builtIn() {
        return of(List.of(STANDARD, STRICT, LENIENT, WATCH));
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

    /// These with others added; of two of one name, the other counts.
    public PolicyClasses with(List<PolicyClass> others) {
        var all = new TreeMap<>(byName);
        others.forEach(other -> all.put(other.name(), other));
        return new PolicyClasses(Map.copyOf(all));
    }

    public Set<String> names() {
        return new TreeSet<>(byName.keySet());
    }

    /// By name.
    public List<PolicyClass> all() {
        var all = new ArrayList<>(byName.values());
        all.sort(Comparator.comparing(PolicyClass::name));
        return all;
    }

    public Optional<PolicyClass> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /// The class that answers a tenant's overuse.
    public PolicyClass of(TenantState state) {
        return orStandard(state.spec() == null ? "" : state.spec().policyClass());
    }

    /// The named class, or `standard` where there is none of that name.
    public PolicyClass orStandard(String name) {
        var named = byName.get(name);
        return named == null ? byName.get(STANDARD.name()) : named;
    }

    /// The edition ([PolicyClass#edition]) of one of these classes; each tick of each tenant asks for it.
    String edition(PolicyClass of) {
        return editions.get(of.name());
    }
}
