package dev.landlord.controller.tenants;

import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.document.FlawCollector;
import dev.landlord.protocol.message.MatchRule;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.Scope;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.protocol.message.WorkloadSample;
import dev.landlord.protocol.quantity.Bytes;
import dev.landlord.protocol.quantity.Cpu;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The checks that the entries of a document of tenants must pass beyond their form.
final class EntryCheck {
    /// Match rules of one tenant; each costs the agents time at every discovery.
    static final int MOST_RULES = 100;
    static final int MOST_LABELS = 64;
    static final int LONGEST_LABEL_KEY = 63;
    static final int LONGEST_LABEL_VALUE = 256;
    /// No process lives in less; whoever writes `memory: 4` means `4Gi`.
    static final Bytes LEAST_MEMORY = Bytes.parse("1Mi");
    /// The agents' floor: below it a group would hardly ever run.
    static final Cpu LEAST_CEILING = Cpu.parse("10m");

    private final FlawCollector flaws;
    private final Set<String> classes;
    private final Map<TenantId, Integer> linesOfIds = new HashMap<>();
    private final Map<String, RulePlace> places = new HashMap<>();

    /// @param flaws   what is found is added
    /// @param classes the names of the policy classes that there are
    EntryCheck(FlawCollector flaws, Set<String> classes) {
        this.flaws = flaws;
        this.classes = new TreeSet<>(classes);
    }

    /// The entry under the id by which it was called.
    TenantsDocument.Entry named(TenantsDocument.Entry entry, TenantId id) {
        if (entry.id() != null && !entry.id().equals(id.value())) {
            flaws.add("id", "'%s' is not the tenant that is addressed, '%s'; leave the id out".formatted(entry.id(), id));
        }
        return new TenantsDocument.Entry(id.value(), entry.policyClass(), entry.quota(), entry.scope(),
            entry.ceiling(), entry.budget(), entry.match(), entry.labels());
    }

    /// @param at the entry's own field, empty if it is the whole document
    /// @return the entry, or null if it has no usable id; of use only if no problem was found
    TenantEntry entry(TenantsDocument.Entry entry, String at) {
        if (entry == null) {
            flaws.unlessTold(at, "a tenant is expected here, like '- id: tenant-a'; remove the empty item");
            return null;
        }
        var id = id(entry.id(), at);
        var policyClass = policyClass(entry.policyClass(), field(at, "class"));
        var quota = quota(entry.quota(), field(at, "quota"));
        var scope = scope(entry.scope(), field(at, "scope"));
        var ceiling = ceiling(entry.ceiling(), field(at, "ceiling"));
        var budget = BudgetCheck.budget(entry.budget(), flaws, field(at, "budget"));
        var match = match(entry.match(), id, field(at, "match"));
        checkLabels(entry.labels(), field(at, "labels"));
        return id.map(known -> new TenantEntry(known, policyClass, quota, scope, ceiling, budget, match,
            entry.labels() == null ? Map.of() : entry.labels())).orElse(null);
    }

    private Optional<TenantId> id(String text, String at) {
        var field = field(at, "id");
        if (text == null) {
            flaws.unlessTold(field, "the id is missing; write 'id: tenant-a'");
            return Optional.empty();
        }
        var id = flaws.made(field, () -> new TenantId(text)).filter(known -> !known.isUnattributed());
        if (TenantId.UNATTRIBUTED.value().equals(text)) {
            flaws.add(field, "'%s' stands for processes of nobody and cannot be declared; choose another id".formatted(text));
        }
        id.ifPresent(known -> {
            var first = linesOfIds.putIfAbsent(known, flaws.line(field));
            if (first != null) {
                flaws.add(field, "tenant '%s' is declared twice, on line %s and on line %s; remove or rename one"
                    .formatted(known, first, flaws.line(field)));
            }
        });
        return id;
    }

    private String policyClass(String name, String field) {
        if (name != null && !classes.contains(name)) {
            flaws.add(field, "there is no class '%s'; choose one of %s".formatted(name, String.join(", ", classes)));
        }
        return name == null ? TenantSpec.DEFAULT_CLASS : name;
    }

    private Quota quota(TenantsDocument.Amounts amounts, String field) {
        if (amounts == null) {
            return Quota.NONE;
        }
        boolean good = memory(amounts.memory(), field) & pids(amounts.pids(), field);
        return good ? amounts.quota() : Quota.NONE;
    }

    private Scope scope(String name, String field) {
        for (var scope : Scope.values()) {
            if (scope.wire().equals(name)) {
                return scope;
            }
        }
        if (name != null) {
            flaws.add(field, "there is no scope '%s'; write 'fleet' (the quota holds over all nodes together) or 'node' (on each node by itself)"
                .formatted(name));
        }
        return Scope.FLEET;
    }

    private Quota ceiling(TenantsDocument.Ceiling ceiling, String field) {
        if (ceiling == null) {
            return Quota.NONE;
        }
        boolean good = memory(ceiling.memory(), field) & pids(ceiling.pids(), field);
        if (ceiling.cpu() != null && ceiling.cpu().milliCores() < LEAST_CEILING.milliCores()) {
            flaws.add(field(field, "cpu"), "%s is below the least that a node gives, %s; write that or more".formatted(ceiling.cpu(), LEAST_CEILING));
        }
        return good ? ceiling.quota() : Quota.NONE;
    }

    private boolean memory(Bytes bytes, String field) {
        if (bytes != null && bytes.value() < LEAST_MEMORY.value()) {
            flaws.add(field(field, "memory"), "%s bytes are less than any process needs (%s); write a unit, like 4Gi, or leave it out for no bound"
                .formatted(bytes.value(), LEAST_MEMORY));
            return false;
        }
        return true;
    }

    private boolean pids(Long pids, String field) {
        if (pids != null && (pids <= 0 || pids >= 1L << 53)) {
            flaws.add(field(field, "pids"), "%s is not a number of processes; write 1 or more, or leave it out for no bound".formatted(pids));
            return false;
        }
        return true;
    }

    private List<MatchRule> match(List<TenantsDocument.Rule> rules, Optional<TenantId> id, String field) {
        if (rules == null) {
            return List.of();
        }
        if (rules.size() > MOST_RULES) {
            flaws.add(field, "%s rules are more than a tenant may have (%s); use '*' for parts of a path".formatted(rules.size(), MOST_RULES));
            return List.of();
        }
        var good = new ArrayList<MatchRule>();
        for (int i = 0; i < rules.size(); i++) {
            rule(rules.get(i), id, "%s[%s]".formatted(field, i)).ifPresent(good::add);
        }
        return good;
    }

    private Optional<MatchRule> rule(TenantsDocument.Rule rule, Optional<TenantId> id, String at) {
        if (rule == null || rule.cgroup() == null) {
            flaws.unlessTold(at, "a rule needs a cgroup; write '- cgroup: /slurm/uid_1001/*'");
            return Optional.empty();
        }
        var field = field(at, "cgroup");
        var priority = priority(rule.priority(), field(at, "priority"));
        var made = flaws.made(field, () -> new MatchRule(rule.cgroup(), priority));
        var place = new RulePlace(id, flaws.line(field));
        var first = places.putIfAbsent(rule.cgroup(), place);
        if (first != null) {
            flaws.add(field, "'%s' stands on line %s already%s; a group belongs to one tenant, remove one of them"
                .formatted(rule.cgroup(), first.line(), first.id().map(" (tenant '%s')"::formatted).orElse("")));
        }
        return made;
    }

    private Integer priority(Integer priority, String field) {
        if (priority != null && (priority < WorkloadSample.LEAST_PRIORITY || priority > WorkloadSample.MOST_PRIORITY)) {
            flaws.add(field, "%s is no priority; write %s (ended first) to %s, or leave it out for %s".formatted(priority,
                WorkloadSample.LEAST_PRIORITY, WorkloadSample.MOST_PRIORITY, WorkloadSample.NORMAL_PRIORITY));
            return null;
        }
        return priority;
    }

    private void checkLabels(Map<String, String> labels, String field) {
        if (labels == null) {
            return;
        }
        if (labels.size() > MOST_LABELS) {
            flaws.add(field, "%s labels are more than a tenant may have (%s)".formatted(labels.size(), MOST_LABELS));
        }
        labels.forEach((key, value) -> {
            if (key.isBlank() || key.length() > LONGEST_LABEL_KEY) {
                flaws.add(field, "a label's name must have 1 to %s characters".formatted(LONGEST_LABEL_KEY));
            }
            if (value == null || value.length() > LONGEST_LABEL_VALUE) {
                flaws.add(field(field, key), "a label's value must be a text of at most %s characters".formatted(LONGEST_LABEL_VALUE));
            }
        });
    }

    private static String field(String parent, String name) {
        return parent.isEmpty() ? name : parent + "." + name;
    }

    private record RulePlace(Optional<TenantId> id, int line) {
    }
}
