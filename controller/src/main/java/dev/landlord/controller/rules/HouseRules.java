package dev.landlord.controller.rules;

import dev.landlord.controller.policy.Means;
import dev.landlord.controller.policy.PolicyClass;
import dev.landlord.controller.policy.PolicyClasses;
import dev.landlord.controller.policy.Rules;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.ClassSetting;
import dev.landlord.protocol.message.Setting;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What holds for all tenants in one moment: the shipped classes, those that the house has set instead of or beside them, the switches. Immutable.
public final class HouseRules {
    private static final PolicyClasses SHIPPED = PolicyClasses.builtIn();

    private final SortedMap<String, PolicyClass> set;
    private final Map<Means, Setting.Switch> switches;
    private final Rules rules;

    /// Where a class comes from.
    public enum Origin {
        /// With Landlord.
        SHIPPED,
        /// With Landlord, but the house has changed it.
        CHANGED,
        /// The house has added it.
        ADDED
    }

    private HouseRules(SortedMap<String, PolicyClass> set, Map<Means, Setting.Switch> switches, Set<TenantId> protectedTenants) {
        this.set = set;
        this.switches = Collections.unmodifiableMap(switches);
        this.rules = new Rules(SHIPPED.with(List.copyOf(set.values())),
            switches.values().stream().filter(last -> !last.on()).flatMap(last -> Means.find(last.means()).stream()).collect(Collectors.toSet()),
            protectedTenants);
    }

    /// As shipped: nothing is changed, nothing is switched off.
    ///
    /// @param protectedTenants whom the policy never answers
    public static HouseRules shipped(Set<TenantId> protectedTenants) {
        return new HouseRules(new TreeMap<>(), Map.of(), protectedTenants);
    }

    /// By what the policy decides.
    public Rules rules() {
        return rules;
    }

    public PolicyClasses classes() {
        return rules.classes();
    }

    /// The rules after a setting. A switch of a means that is not known changes nothing.
    ///
    /// @throws IllegalArgumentException if it is no class by which could be decided, or one more than the house holds
    public HouseRules with(Setting setting) {
        return switch (setting) {
            case ClassSetting one -> {
                var changed = new TreeMap<>(set);
                changed.put(one.name(), ClassSettings.read(one));
                if (changed.size() > ClassesFile.MOST_CLASSES) {
                    throw new IllegalArgumentException("the house holds %s classes beside the shipped ones already".formatted(set.size()));
                }
                yield new HouseRules(changed, switches, rules.protectedTenants());
            }
            case Setting.Switch one -> Means.find(one.means()).map(means -> {
                var changed = new EnumMap<Means, Setting.Switch>(Means.class);
                changed.putAll(switches);
                changed.put(means, one);
                return new HouseRules(set, changed, rules.protectedTenants());
            }).orElse(this);
        };
    }

    /// The rules after the removal of what stood under a key: a class is as shipped again, or gone; a means is on again.
    public HouseRules without(String key) {
        var classes = new TreeMap<>(set);
        classes.keySet().removeIf(name -> ClassSetting.key(name).equals(key));
        var left = new EnumMap<Means, Setting.Switch>(Means.class);
        switches.forEach((means, last) -> {
            if (!last.key().equals(key)) {
                left.put(means, last);
            }
        });
        return new HouseRules(classes, left, rules.protectedTenants());
    }

    public Origin origin(PolicyClass policyClass) {
        var shipped = SHIPPED.find(policyClass.name());
        return shipped.isEmpty() ? Origin.ADDED : shipped.get().equals(policyClass) ? Origin.SHIPPED : Origin.CHANGED;
    }

    /// Whether the house has said something about the class itself.
    public boolean sets(String name) {
        return set.containsKey(name);
    }

    /// How many classes the house has set.
    public int setClasses() {
        return set.size();
    }

    /// What is switched off, the mildest first, each with who said so and why.
    public List<Setting.Switch> switchedOff() {
        return switches.values().stream().filter(last -> !last.on()).toList();
    }

    /// What was last said about each means; those never switched are missing.
    public Map<Means, Setting.Switch> switches() {
        return switches;
    }
}
