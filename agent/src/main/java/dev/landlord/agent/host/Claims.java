package dev.landlord.agent.host;

import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.protocol.message.WorkloadSample.Origin;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What the rules claim outside the own subtree: each group once, for the first of its tenants by id, unless it lies in a claimed one.
///
/// @param conflicts takes what could not be attributed as the rules say
/// @param claimed   takes the ids of all groups that a rule matches
record Claims(GroupTree tree, String ownSubtree, List<String> conflicts, Set<Long> claimed) {
    Map<TenantId, List<FoundWorkload>> adopted(List<TenantSpec> specs) {
        var claimants = new TreeMap<String, Claim>(Comparator.comparingInt(Claims::depth).thenComparing(Comparator.naturalOrder()));
        for (var spec : specs) {
            for (var rule : spec.match()) {
                for (var group : matching(GroupPattern.of(rule))) {
                    claim(claimants, group, spec.id(), rule.priority());
                }
            }
        }
        return settle(claimants);
    }

    private void claim(Map<String, Claim> claimants, Group group, TenantId tenant, Integer priority) {
        if (isWithin(group.cgroup(), ownSubtree) || isWithin(ownSubtree, group.cgroup())) {
            conflicts.add("group %s, claimed by %s, overlaps Landlord's own %s; the claim is ignored"
                .formatted(group.cgroup(), tenant, ownSubtree));
            return;
        }
        claimed.add(group.id());
        var claim = claimants.putIfAbsent(group.cgroup(), new Claim(group, tenant, priority));
        if (claim != null && !claim.tenant().equals(tenant)) {
            conflicts.add("group %s is claimed by %s and %s; it counts for %s"
                .formatted(group.cgroup(), claim.tenant(), tenant, claim.tenant()));
        }
    }

    /// From the root down, so that what contains a group is settled before it.
    private Map<TenantId, List<FoundWorkload>> settle(Map<String, Claim> claimants) {
        var topmost = new TreeMap<String, FoundWorkload>();
        for (var claim : claimants.values()) {
            var cgroup = claim.group().cgroup();
            var around = around(cgroup, topmost);
            if (around == null) {
                topmost.put(cgroup, new FoundWorkload(cgroup, claim.group(), Origin.ADOPTED, false, claim.priority()));
                continue;
            }
            var owner = claimants.get(around.id()).tenant();
            if (!owner.equals(claim.tenant())) {
                topmost.put(around.id(), new FoundWorkload(around.id(), around.group(), Origin.ADOPTED, true, around.priority()));
                conflicts.add("group %s, claimed by %s, lies in %s of %s; it counts there, and neither is limited"
                    .formatted(cgroup, claim.tenant(), around.id(), owner));
            }
        }
        return topmost.values().stream().collect(Collectors.groupingBy(found -> claimants.get(found.id()).tenant()));
    }

    private static FoundWorkload around(String cgroup, Map<String, FoundWorkload> topmost) {
        for (int slash = cgroup.lastIndexOf('/'); slash > 0; slash = cgroup.lastIndexOf('/', slash - 1)) {
            var found = topmost.get(cgroup.substring(0, slash));
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /// Follows the pattern down and lists only where it has a wildcard, so that a look is as deep as the rule is long.
    private List<Group> matching(GroupPattern pattern) {
        var level = List.of(new Group("/", 0));
        for (var part : pattern.parts()) {
            level = level.stream().flatMap(parent -> (switch (part) {
                case GroupPattern.Part.Name(var name) -> tree.find(child(parent, name)).stream();
                case GroupPattern.Part.Wildcard(var accepts) -> tree.children(parent.cgroup()).stream()
                    .filter(group -> accepts.test(group.name()));
            })).limit(Discovery.MOST_WORKLOADS + 1L).toList();
            if (level.size() > Discovery.MOST_WORKLOADS) {
                tree.leaveOut();
            }
        }
        return level;
    }

    private static String child(Group parent, String name) {
        return parent.cgroup().equals("/") ? "/" + name : parent.cgroup() + "/" + name;
    }

    private static boolean isWithin(String inner, String outer) {
        return inner.equals(outer) || inner.startsWith(outer + "/");
    }

    private static int depth(String cgroup) {
        return (int) cgroup.chars().filter(c -> c == '/').count();
    }

    /// A group, the first tenant, by id, whose rule matches it, and the priority in the first of its rules that do.
    private record Claim(Group group, TenantId tenant, Integer priority) {
    }
}
