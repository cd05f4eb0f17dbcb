package dev.landlord.controller.rules;

import dev.landlord.controller.policy.PolicyClass;
import dev.landlord.controller.policy.PolicyClasses;
import dev.landlord.protocol.message.ClassSetting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Policy classes as they are kept in `landlord.settings`, and back.
public final class ClassSettings {
    private ClassSettings() {
    }

    /// @param actor who sets it
    public static ClassSetting of(PolicyClass from, String actor, Instant at) {
        var weight = from.weight();
        var squeeze = from.squeeze();
        var freeze = from.freeze();
        var eviction = from.eviction();
        var contention = from.contention();
        return new ClassSetting(from.name(), from.priority(),
            switch (from.mode()) {
                case ACT -> ClassSetting.Mode.ACT;
                case WATCH -> ClassSetting.Mode.WATCH;
            },
            switch (from.enforce()) {
                case ALWAYS -> ClassSetting.Enforce.ALWAYS;
                case CONTENDED -> ClassSetting.Enforce.CONTENDED;
            },
            new ClassSetting.Clock(from.clock().fill().toMillis(), from.clock().drain().toMillis()),
            new ClassSetting.Marks(from.marks().warn(), from.marks().act(), from.marks().calm()),
            new ClassSetting.Data(from.data().samples(), from.data().share()),
            weight == null ? null : new ClassSetting.Weight(weight.at(), weight.cpuWeight()),
            squeeze == null ? null : new ClassSetting.Squeeze(squeeze.at()),
            from.tiers().stream().map(tier -> new ClassSetting.Tier(tier.factor(), tier.minimum().toMillis())).toList(),
            from.forgiveAfter().toMillis(),
            freeze == null ? null : new ClassSetting.Freeze(freeze.after().toMillis(), freeze.lasts().toMillis()),
            from.lease().toMillis(),
            eviction == null ? null : new ClassSetting.Eviction(eviction.warned().toMillis(), eviction.ttl().toMillis(), eviction.grace().toMillis(),
                eviction.cooldown().toMillis()),
            new ClassSetting.Contention(contention.cpu(), contention.memory(), contention.io(), contention.quiet().toMillis()),
            new ClassSetting.Exempt(sorted(from.exempt().processes()), sorted(from.exempt().users())),
            new ClassSetting.OnBudget(from.budget().warnAt(), from.budget().answer(), from.budget().floorCores()), actor, at);
    }

    /// @throws IllegalArgumentException if it is none by which could be decided
    public static PolicyClass read(ClassSetting setting) {
        var weight = setting.weight();
        var squeeze = setting.squeeze();
        var freeze = setting.freeze();
        var eviction = setting.eviction();
        var contention = setting.contention();
        return new PolicyClass(setting.name(), whole(setting.priority()),
            switch (setting.mode()) {
                case ACT -> PolicyClass.Mode.ACT;
                case WATCH -> PolicyClass.Mode.WATCH;
            },
            switch (setting.enforce()) {
                case ALWAYS -> PolicyClass.Enforce.ALWAYS;
                case CONTENDED -> PolicyClass.Enforce.CONTENDED;
            },
            new PolicyClass.Clock(millis(setting.clock().fillMs()), millis(setting.clock().drainMs())),
            new PolicyClass.Marks(setting.marks().warn(), setting.marks().act(), setting.marks().calm()),
            new PolicyClass.Data(whole(setting.data().samples()), setting.data().share()),
            weight == null ? null : new PolicyClass.Weight(weight.at(), weight.cpuWeight()),
            squeeze == null ? null : new PolicyClass.Squeeze(squeeze.at()),
            setting.tiers().stream().map(tier -> new PolicyClass.Tier(tier.factor(), millis(tier.minimumMs()))).toList(),
            millis(setting.forgiveAfterMs()),
            freeze == null ? null : new PolicyClass.Freeze(millis(freeze.afterMs()), millis(freeze.lastsMs())),
            millis(setting.leaseMs()),
            eviction == null ? null : new PolicyClass.EvictionTerms(millis(eviction.warnedMs()), millis(eviction.ttlMs()), millis(eviction.graceMs()),
                millis(eviction.cooldownMs())),
            new PolicyClass.Contention(contention.cpuPercent(), contention.memoryPercent(), contention.ioPercent(), millis(contention.quietMs())),
            new PolicyClass.Exempt(Set.copyOf(setting.exempt().processes()), Set.copyOf(setting.exempt().users())),
            budget(setting));
    }

    /// One from before there were budgets is as it was shipped, or as is usual.
    private static PolicyClass.BudgetTerms budget(ClassSetting setting) {
        var budget = setting.budget();
        if (budget == null) {
            return PolicyClasses.builtIn().find(setting.name()).map(PolicyClass::budget).orElse(PolicyClass.BudgetTerms.USUAL);
        }
        return new PolicyClass.BudgetTerms(budget.warnAtPercent(), budget.answer(), budget.floorCores());
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    /// What is too large stays too large, and is refused for that.
    private static int whole(long number) {
        return Math.clamp(number, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    private static List<String> sorted(Set<String> names) {
        return List.copyOf(new TreeSet<>(names));
    }
}
