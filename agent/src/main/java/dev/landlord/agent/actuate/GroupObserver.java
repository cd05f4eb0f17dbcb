package dev.landlord.agent.actuate;

import dev.landlord.agent.enforce.Bound;
import dev.landlord.agent.enforce.Claimed;
import dev.landlord.agent.enforce.Dialect;
import dev.landlord.agent.enforce.GroupState;
import dev.landlord.agent.enforce.GroupState.Role;
import dev.landlord.agent.enforce.GroupState.Use;
import dev.landlord.agent.enforce.Knob;
import dev.landlord.agent.enforce.KnobState;
import dev.landlord.agent.enforce.KnobState.Held;
import dev.landlord.agent.host.Controller;
import dev.landlord.agent.host.Mount;
import dev.landlord.protocol.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;

/// Reads what the planner needs to know of groups: knobs beside what is on disk about them, use, and the CPU limits around them.
final class GroupObserver {
    private final KernelFiles files;
    private final LimitJournal journal;

    GroupObserver(KernelFiles files, LimitJournal journal) {
        this.files = files;
        this.journal = journal;
    }

    GroupState observe(TenantId tenant, Claimed group, Role role) {
        return new GroupState(group.cgroup(), role, knobs(tenant, group.cgroup(), List.of(Knob.values())), use(group), cpuAbove(group.cgroup()));
    }

    /// The groups below one that have a CPU limit of their own, or where Landlord holds one. None in v2, where a child may be wider than its
    /// parent.
    List<GroupState> below(TenantId tenant, String cgroup) {
        var mount = files.mount(Knob.CPU);
        if (mount.isEmpty() || mount.get().version() == Mount.Version.V2) {
            return List.of();
        }
        var nested = new ArrayList<GroupState>();
        for (var directory : GroupWalk.below(mount.get().group(cgroup))) {
            var path = mount.get().cgroup(directory);
            var knobs = knobs(tenant, path, List.of(Knob.CPU));
            var cpu = knobs.get(Knob.CPU);
            if (cpu != null && (cpu.held().isPresent() || !cpu.now().isUnlimited())) {
                nested.add(new GroupState(path, Role.NESTED, knobs, Use.UNKNOWN, Bound.UNLIMITED));
            }
        }
        return nested;
    }

    private Map<Knob, KnobState> knobs(TenantId tenant, String cgroup, List<Knob> wanted) {
        return knobs(cgroup, wanted, (knob, inode) -> journal.of(tenant, cgroup, knob, inode));
    }

    /// @param held what the journal has on a knob of the group in a directory of that inode
    Map<Knob, KnobState> knobs(String cgroup, List<Knob> wanted, BiFunction<Knob, Long, Optional<Held>> held) {
        var knobs = new EnumMap<Knob, KnobState>(Knob.class);
        for (var knob : wanted) {
            if (files.has(knob, cgroup)) {
                try {
                    var dialect = KernelFiles.dialect(files.mount(knob).orElseThrow());
                    var state = new KnobState(dialect, knob, files.read(knob, cgroup), held.apply(knob, files.inode(knob, cgroup)));
                    state.now();
                    knobs.put(knob, state);
                } catch (IOException | RuntimeException _) {
                    // A group that goes while it is read, or says what no kernel says, has no such knob.
                    continue;
                }
            }
        }
        return knobs;
    }

    private Use use(Claimed group) {
        return new Use(group.cpuMicroCores(), workingSet(group.cgroup()), number(Controller.PIDS, group.cgroup(), "pids.current"));
    }

    /// Usage less the page cache that the kernel drops first.
    private OptionalLong workingSet(String cgroup) {
        return files.layout().mount(Controller.MEMORY).map(mount -> {
            var directory = mount.group(cgroup);
            boolean isV1 = KernelFiles.dialect(mount) == Dialect.V1;
            try {
                long usage = Long.parseLong(KernelFiles.text(directory.resolve(isV1 ? "memory.usage_in_bytes" : "memory.current")));
                var key = isV1 ? "total_inactive_file " : "inactive_file ";
                long cache = Files.readAllLines(directory.resolve("memory.stat")).stream().filter(line -> line.startsWith(key))
                    .mapToLong(line -> Long.parseLong(line.substring(key.length()))).findFirst().orElseThrow();
                return OptionalLong.of(Math.max(0, usage - cache));
            } catch (IOException | RuntimeException _) {
                return OptionalLong.empty();
            }
        }).orElse(OptionalLong.empty());
    }

    private OptionalLong number(Controller controller, String cgroup, String file) {
        return files.layout().group(controller, cgroup).map(directory -> {
            try {
                return OptionalLong.of(Long.parseLong(KernelFiles.text(directory.resolve(file))));
            } catch (IOException | NumberFormatException _) {
                return OptionalLong.empty();
            }
        }).orElse(OptionalLong.empty());
    }

    /// The narrowest CPU limit of the groups above, in v1 only: v2 lets a child be wider.
    private Bound cpuAbove(String cgroup) {
        var mount = files.mount(Knob.CPU);
        var narrowest = Bound.UNLIMITED;
        if (mount.isPresent() && mount.get().version() == Mount.Version.V1) {
            for (Path above = mount.get().group(cgroup).getParent(); above.startsWith(mount.get().root()); above = above.getParent()) {
                try {
                    var path = mount.get().cgroup(above);
                    narrowest = Bound.min(narrowest, Dialect.V1.parse(Knob.CPU, files.read(Knob.CPU, path)));
                } catch (IOException | RuntimeException _) {
                    // No limit is known there; the kernel refuses the write if there is one.
                    continue;
                }
            }
        }
        return narrowest;
    }
}
