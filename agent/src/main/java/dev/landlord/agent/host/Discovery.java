package dev.landlord.agent.host;

import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.WorkloadId;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.protocol.message.WorkloadSample.Origin;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Finds the tenants' groups in the counting hierarchy: Landlord's own subtree, and what the tenants' rules claim elsewhere.
///
/// Not for several threads at once.
public final class Discovery {
    /// Workloads that one look can find; what lies beyond is left out and told as a conflict.
    public static final int MOST_WORKLOADS = 10_000;
    /// Conflicts that are told one by one.
    public static final int MOST_CONFLICTS = 50;

    private final OwnSubtree subtree;
    private final int mostWorkloads;
    private final PriorityMark marks = new PriorityMark();

    public Discovery(OwnSubtree subtree) {
        this(subtree, MOST_WORKLOADS);
    }

    Discovery(OwnSubtree subtree, int mostWorkloads) {
        this.subtree = subtree;
        this.mostWorkloads = mostWorkloads;
    }

    /// Looks once. Without a counting hierarchy nothing is found.
    public Discovered look(Collection<TenantSpec> tenants) {
        var specs = tenants.stream().sorted(Comparator.comparing(TenantSpec::id)).toList();
        return subtree.layout().counting().map(mount -> new Look(new GroupTree(mount), specs).discovered())
            .orElseGet(() -> new Discovered(
                specs.stream().map(spec -> new TenantGroups(spec.id(), Optional.empty(), List.of())).toList(), List.of()));
    }

    /// One look, with what it has found so far.
    private final class Look {
        private final GroupTree tree;
        private final List<TenantSpec> specs;
        private final List<String> conflicts = new ArrayList<>();
        private final Set<Long> claimed = new HashSet<>();
        private int left = mostWorkloads;
        private int leftOut;

        Look(GroupTree tree, List<TenantSpec> specs) {
            this.tree = tree;
            this.specs = specs;
        }

        Discovered discovered() {
            var adopted = new Claims(tree, subtree.cgroup(), conflicts, claimed).adopted(specs);
            var found = specs.stream().map(spec -> groups(spec.id(), adopted.getOrDefault(spec.id(), List.of()))).toList();
            undeclared();
            if (leftOut > 0) {
                conflicts.addFirst("at least %s workloads are left out: more than %s were found".formatted(leftOut, mostWorkloads));
            }
            marks.keepOnly(found.stream().flatMap(groups -> groups.workloads().stream()).map(workload -> workload.group().id())
                .collect(Collectors.toUnmodifiableSet()));
            return new Discovered(found, shown(), claimed, tree.isComplete() && leftOut == 0);
        }

        private TenantGroups groups(TenantId tenant, List<FoundWorkload> adopted) {
            var own = tree.find(subtree.cgroup(tenant));
            var workloads = new ArrayList<FoundWorkload>();
            own.ifPresent(group -> workloads.addAll(below(group)));
            workloads.addAll(adopted);
            workloads.sort(Comparator.comparing(FoundWorkload::id));
            int kept = Math.min(left, workloads.size());
            left -= kept;
            leftOut += workloads.size() - kept;
            return new TenantGroups(tenant, own, workloads.subList(0, kept));
        }

        private List<FoundWorkload> below(Group own) {
            var workloads = new ArrayList<FoundWorkload>();
            for (var group : tree.children(own.cgroup())) {
                claimed.add(group.id());
                var name = group.name();
                try {
                    workloads.add(new FoundWorkload(new WorkloadId(name).value(), group, Origin.OWN, false,
                        marks.of(group, tree.directory(group))));
                } catch (IllegalArgumentException _) {
                    conflicts.add("group %s has a name that no workload can have; it is metered with its tenant only".formatted(group.cgroup()));
                }
            }
            return workloads;
        }

        private void undeclared() {
            var declared = specs.stream().map(spec -> spec.id().value()).collect(Collectors.toUnmodifiableSet());
            for (var group : tree.children(subtree.cgroup())) {
                if (!declared.contains(group.name())) {
                    conflicts.add("group %s belongs to no declared tenant; it is metered as %s".formatted(group.cgroup(), TenantId.UNATTRIBUTED));
                }
            }
        }

        private List<String> shown() {
            if (conflicts.size() <= MOST_CONFLICTS) {
                return conflicts;
            }
            var shown = new ArrayList<>(conflicts.subList(0, MOST_CONFLICTS));
            shown.add("and %s more".formatted(conflicts.size() - MOST_CONFLICTS));
            return shown;
        }
    }
}
