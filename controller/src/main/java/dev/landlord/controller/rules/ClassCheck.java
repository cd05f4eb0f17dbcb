package dev.landlord.controller.rules;

import dev.landlord.controller.policy.PolicyClass;
import dev.landlord.controller.policy.PolicyClasses;
import dev.landlord.protocol.document.FlawCollector;
import dev.landlord.protocol.message.ClassSetting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// The checks that a class of `classes.yaml` must pass beyond its form, and what it inherits.
final class ClassCheck {
    private static final int MOST_TIERS = 20;
    private static final int MOST_EXEMPT = 100;
    private static final int LONGEST_EXEMPT = 256;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration MONTH = Duration.ofDays(30);
    private static final PolicyClasses SHIPPED = PolicyClasses.builtIn();

    private final FlawCollector flaws;
    private final PolicyClasses house;
    private final Map<String, PolicyClass> earlier = new LinkedHashMap<>();
    private final Map<String, Integer> linesOfNames = new HashMap<>();

    /// @param flaws what is found is added
    /// @param house the classes that there are
    ClassCheck(FlawCollector flaws, PolicyClasses house) {
        this.flaws = flaws;
        this.house = house;
    }

    /// @param at the entry's own field
    /// @return the class with all that it inherits; of use only if no problem was found
    Optional<PolicyClass> entry(ClassesDocument.Entry entry, String at) {
        if (entry == null) {
            flaws.unlessTold(at, "a class is expected here, like '- name: batch'; remove the empty item");
            return Optional.empty();
        }
        if (entry.name() == null) {
            flaws.unlessTold(at + ".name", "the name is missing; write 'name: batch'");
        } else {
            var first = linesOfNames.putIfAbsent(entry.name(), flaws.line(at + ".name"));
            if (first != null) {
                flaws.add(at + ".name", "class '%s' stands on line %s already; remove or rename one".formatted(entry.name(), first));
            }
        }
        var made = base(entry, at).flatMap(base -> made(entry, base, at));
        made.ifPresent(policyClass -> earlier.putIfAbsent(policyClass.name(), policyClass));
        return made;
    }

    /// What the entry is like where it says nothing: the class of that name earlier in the file; of its own name, the one that is shipped, so
    /// that a file means the same however often it is applied; else the one in the house.
    private Optional<PolicyClass> base(ClassesDocument.Entry entry, String at) {
        var from = entry.from() == null ? PolicyClasses.STANDARD.name() : entry.from();
        var own = from.equals(entry.name());
        var found = earlier.containsKey(from) && !own ? Optional.of(earlier.get(from)) : own ? SHIPPED.find(from) : house.find(from);
        if (found.isEmpty()) {
            var choice = new TreeSet<>(house.names());
            choice.addAll(earlier.keySet());
            choice.remove(entry.name());
            flaws.add(at + ".from", own ? "a class cannot be from itself; choose one of " + String.join(", ", choice)
                : "there is no class '%s'; choose one of %s, or one that stands earlier in the file".formatted(from, String.join(", ", choice)));
        }
        return found;
    }

    private Optional<PolicyClass> made(ClassesDocument.Entry entry, PolicyClass base, String at) {
        bounds(entry, at);
        int priority = entry.priority() == null ? base.priority() : Math.clamp(entry.priority(), -1, Integer.MAX_VALUE);
        if (priority < 0 || priority > PolicyClass.HIGHEST_PRIORITY) {
            flaws.add(at + ".priority", "must be between 0 and %s, got %s".formatted(PolicyClass.HIGHEST_PRIORITY, entry.priority()));
        }
        var mode = mode(entry.mode(), base, at + ".mode");
        var enforce = enforce(entry.enforce(), base, at + ".enforce");
        var rungs = new RungCheck(flaws, base, at);
        var clock = flaws.made(at + ".clock", () -> entry.clock() == null ? base.clock()
            : new PolicyClass.Clock(or(entry.clock().fill(), base.clock().fill()), or(entry.clock().drain(), base.clock().drain())));
        var marks = flaws.made(at + ".marks", () -> entry.marks() == null ? base.marks()
            : new PolicyClass.Marks(or(entry.marks().warn(), base.marks().warn()), or(entry.marks().act(), base.marks().act()),
                or(entry.marks().calm(), base.marks().calm())));
        var data = flaws.made(at + ".data", () -> data(entry.data(), base.data()));
        var tiers = tiers(entry.tiers(), base, at + ".tiers");
        var contention = flaws.made(at + ".contention", () -> contention(entry.contention(), base.contention()));
        var exempt = exempt(entry.exempt(), base, at + ".exempt");
        var budget = flaws.made(at + ".budget", () -> budget(entry.budget(), base.budget(), at + ".budget.answer"));
        var weight = rungs.weight(entry.weight());
        var squeeze = rungs.squeeze(entry.squeeze());
        var freeze = rungs.freeze(entry.freeze());
        var eviction = rungs.eviction(entry.eviction());
        if (entry.name() == null || clock.isEmpty() || marks.isEmpty() || data.isEmpty() || contention.isEmpty() || budget.isEmpty()
            || !flaws.isEmpty()) {
            return Optional.empty();
        }
        return flaws.made(at, () -> new PolicyClass(entry.name(), priority, mode, enforce, clock.get(), marks.get(), data.get(), weight, squeeze,
            tiers, or(entry.forgiveAfter(), base.forgiveAfter()), freeze, or(entry.lease(), base.lease()), eviction, contention.get(), exempt,
            budget.get()));
    }

    private void bounds(ClassesDocument.Entry entry, String at) {
        if (entry.clock() != null) {
            flaws.within(at + ".clock.fill", entry.clock().fill(), SECOND, MONTH);
            flaws.within(at + ".clock.drain", entry.clock().drain(), SECOND, MONTH);
        }
        flaws.within(at + ".forgiveAfter", entry.forgiveAfter(), SECOND, MONTH);
        flaws.within(at + ".lease", entry.lease(), PolicyClass.SHORTEST_LEASE, HOUR);
        if (entry.contention() != null) {
            flaws.within(at + ".contention.quiet", entry.contention().quiet(), SECOND, DAY);
        }
    }

    private PolicyClass.Mode mode(String mode, PolicyClass base, String field) {
        return switch (mode) {
            case null -> base.mode();
            case "act" -> PolicyClass.Mode.ACT;
            case "watch" -> PolicyClass.Mode.WATCH;
            default -> {
                flaws.add(field, "'%s' is not valid here: write act, or watch to record only what it would do".formatted(mode));
                yield base.mode();
            }
        };
    }

    private PolicyClass.Enforce enforce(String enforce, PolicyClass base, String field) {
        return switch (enforce) {
            case null -> base.enforce();
            case "always" -> PolicyClass.Enforce.ALWAYS;
            case "contended" -> PolicyClass.Enforce.CONTENDED;
            default -> {
                flaws.add(field, "'%s' is not valid here: write always, or contended for only while others suffer".formatted(enforce));
                yield base.enforce();
            }
        };
    }

    private static PolicyClass.Data data(ClassesDocument.Data data, PolicyClass.Data base) {
        return data == null ? base : new PolicyClass.Data(
            data.samples() == null ? base.samples() : Math.clamp(data.samples(), -1, Integer.MAX_VALUE), or(data.share(), base.share()));
    }

    private static PolicyClass.Contention contention(ClassesDocument.Contention contention, PolicyClass.Contention base) {
        return contention == null ? base : new PolicyClass.Contention(or(contention.cpu(), base.cpu()), or(contention.memory(), base.memory()),
            or(contention.io(), base.io()), or(contention.quiet(), base.quiet()));
    }

    private PolicyClass.BudgetTerms budget(ClassesDocument.OnBudget budget, PolicyClass.BudgetTerms base, String answerField) {
        return budget == null ? base : new PolicyClass.BudgetTerms(or(budget.warnAt(), base.warnAt()), switch (budget.answer()) {
            case null -> base.answer();
            case "notify" -> ClassSetting.OnBudget.Answer.NOTIFY;
            case "throttle" -> ClassSetting.OnBudget.Answer.THROTTLE;
            case "evict" -> ClassSetting.OnBudget.Answer.EVICT;
            default -> {
                flaws.add(answerField, "'%s' is not valid here: write notify, throttle (to the floor) or evict".formatted(budget.answer()));
                yield base.answer();
            }
        }, budget.floor() == null ? base.floorCores() : budget.floor().cores());
    }

    private List<PolicyClass.Tier> tiers(List<ClassesDocument.Tier> tiers, PolicyClass base, String field) {
        if (tiers == null) {
            return base.tiers();
        }
        if (tiers.isEmpty() || tiers.size() > MOST_TIERS) {
            flaws.add(field, "name 1 to %s, like '- { factor: 1.0, minimum: 0s }', or leave 'tiers' out".formatted(MOST_TIERS));
            return base.tiers();
        }
        var made = new ArrayList<PolicyClass.Tier>();
        for (int i = 0; i < tiers.size(); i++) {
            var tier = tiers.get(i);
            var at = "%s[%s]".formatted(field, i);
            if (tier == null || tier.factor() == null) {
                flaws.unlessTold(at, "a tier needs a factor of the quota; write '- { factor: 0.75, minimum: 2m }'");
            } else {
                flaws.within(at + ".minimum", tier.minimum(), Duration.ZERO, DAY);
                flaws.made(at, () -> new PolicyClass.Tier(tier.factor(), or(tier.minimum(), Duration.ZERO))).ifPresent(made::add);
            }
        }
        return made;
    }

    private PolicyClass.Exempt exempt(ClassesDocument.Exempt exempt, PolicyClass base, String field) {
        if (exempt == null) {
            return base.exempt();
        }
        var processes = names(exempt.processes(), List.copyOf(base.exempt().processes()), field + ".processes");
        var users = names(exempt.users(), List.copyOf(base.exempt().users()), field + ".users");
        return new PolicyClass.Exempt(new TreeSet<>(processes), new TreeSet<>(users));
    }

    private List<String> names(List<String> names, List<String> base, String field) {
        if (names == null) {
            return base;
        }
        if (names.size() > MOST_EXEMPT) {
            flaws.add(field, "%s names are more than a class may have (%s)".formatted(names.size(), MOST_EXEMPT));
            return base;
        }
        for (int i = 0; i < names.size(); i++) {
            var name = names.get(i);
            if (name == null || name.isBlank() || name.length() > LONGEST_EXEMPT) {
                flaws.unlessTold("%s[%s]".formatted(field, i), "a name must have 1 to %s characters".formatted(LONGEST_EXEMPT));
                return base;
            }
        }
        return names;
    }

    static <T> T or(T given, T inherited) {
        return given == null ? inherited : given;
    }
}
