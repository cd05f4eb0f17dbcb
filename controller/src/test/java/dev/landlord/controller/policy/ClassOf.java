package dev.landlord.controller.policy;

import dev.landlord.protocol.message.ClassSetting;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// A policy class like another one but for a few figures.
final class ClassOf {
    private String name;
    private int priority;
    private PolicyClass.Mode mode;
    private PolicyClass.Enforce enforce;
    private PolicyClass.Clock clock;
    private PolicyClass.Data data;
    private PolicyClass.Weight weight;
    private PolicyClass.Squeeze squeeze;
    private List<PolicyClass.Tier> tiers;
    private PolicyClass.Freeze freeze;
    private PolicyClass.EvictionTerms eviction;
    private PolicyClass.Exempt exempt;
    private PolicyClass.BudgetTerms budget;
    private final PolicyClass model;

    private ClassOf(PolicyClass model) {
        this.model = model;
        name = model.name();
        priority = model.priority();
        mode = model.mode();
        enforce = model.enforce();
        clock = model.clock();
        data = model.data();
        weight = model.weight();
        squeeze = model.squeeze();
        tiers = model.tiers();
        freeze = model.freeze();
        eviction = model.eviction();
        exempt = model.exempt();
        budget = model.budget();
    }

    static ClassOf like(PolicyClass model) {
        return new ClassOf(model);
    }

    PolicyClass make() {
        return new PolicyClass(name, priority, mode, enforce, clock, model.marks(), data, weight, squeeze, tiers, model.forgiveAfter(), freeze,
            model.lease(), eviction, model.contention(), exempt, budget);
    }

    /// The built-in classes with this one added, or in the place of the one of its name.
    Rules rules() {
        return Rules.of(PolicyClasses.builtIn().with(List.of(make())));
    }

    ClassOf named(String other) {
        name = other;
        return this;
    }

    ClassOf priority(int other) {
        priority = other;
        return this;
    }

    ClassOf mode(PolicyClass.Mode other) {
        mode = other;
        return this;
    }

    ClassOf enforce(PolicyClass.Enforce other) {
        enforce = other;
        return this;
    }

    ClassOf clock(Duration fill, Duration drain) {
        clock = new PolicyClass.Clock(fill, drain);
        return this;
    }

    ClassOf data(int samples, double share) {
        data = new PolicyClass.Data(samples, share);
        return this;
    }

    ClassOf weight(double at, long cpuWeight) {
        weight = new PolicyClass.Weight(at, cpuWeight);
        return this;
    }

    ClassOf noSqueeze() {
        squeeze = null;
        return this;
    }

    ClassOf freeze(Duration after, Duration lasts) {
        freeze = new PolicyClass.Freeze(after, lasts);
        return this;
    }

    ClassOf noEviction() {
        eviction = null;
        return this;
    }

    ClassOf budget(double warnAt, ClassSetting.OnBudget.Answer answer, double floorCores) {
        budget = new PolicyClass.BudgetTerms(warnAt, answer, floorCores);
        return this;
    }

    ClassOf exempt(Set<String> processes, Set<String> users) {
        exempt = new PolicyClass.Exempt(processes, users);
        return this;
    }
}
