package dev.landlord.agent.actuate;

import dev.landlord.agent.enforce.Bound;
import dev.landlord.agent.enforce.Claimed;
import dev.landlord.agent.enforce.Dial;
import dev.landlord.agent.enforce.Dialect;
import dev.landlord.agent.enforce.GroupState;
import dev.landlord.agent.enforce.GroupState.Role;
import dev.landlord.agent.enforce.GroupState.Use;
import dev.landlord.agent.enforce.Knob;
import dev.landlord.agent.enforce.KnobState;
import dev.landlord.agent.host.Controller;
import dev.landlord.agent.host.Mount;
import dev.landlord.protocol.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// Reads what the planner needs to know of groups: knobs beside what is on disk about them, use, and the CPU limits around them.
final class GroupObserver {
    private static final long GONE = -1;
    private static final Dial CPU = Dial.of(Knob.CPU);
    /// All that a group has one of.
    private static final List<Dial> SINGLE = Arrays.stream(Knob.values()).filter(knob -> knob != Knob.IO).map(Dial::of).toList();

    private final KernelFiles files;
    private final LimitJournal journal;
    private final IoLanes lanes;

    GroupObserver(KernelFiles files, LimitJournal journal, IoLanes lanes) {
        this.files = files;
        this.journal = journal;
        this.lanes = lanes;
    }

    /// One of the tenant's groups.
    ///
    /// @param withFlow whether it matters how much has gone through the block devices
    GroupState claimed(TenantId tenant, Claimed group, boolean withFlow) {
        return new GroupState(group.cgroup(), Role.CLAIMED, knobs(tenant, group.cgroup(), all()), use(group), cpuAbove(group.cgroup()),
            withFlow ? lanes.flow(group.cgroup()) : Map.of());
    }

    /// Everything that can be set in a group on this node.
    private List<Dial> all() {
        return Stream.concat(SINGLE.stream(), lanes.dials().stream()).toList();
    }

    /// A group where something is held that is wanted no more.
    GroupState left(TenantId tenant, String cgroup, List<Dial> held) {
        return GroupState.of(cgroup, Role.LEFT, knobs(tenant, cgroup, held));
    }

    /// The groups below one that do not share its block IO limits, but need a part of them ([IoLanes#apart]).
    List<GroupState> apart(TenantId tenant, String cgroup) {
        return lanes.apart(cgroup).stream().map(path -> new GroupState(path, Role.NESTED, knobs(tenant, path, lanes.dials()), Use.UNKNOWN,
            Bound.UNLIMITED, lanes.flow(path))).toList();
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
            var knobs = knobs(tenant, path, List.of(CPU));
            var cpu = knobs.get(CPU);
            if (cpu != null && (cpu.held().isPresent() || !cpu.now().isUnlimited())) {
                nested.add(GroupState.of(path, Role.NESTED, knobs));
            }
        }
        return nested;
    }

    private Map<Dial, KnobState> knobs(TenantId tenant, String cgroup, List<Dial> wanted) {
        var knobs = found(cgroup, wanted);
        var inodes = new EnumMap<Knob, Long>(Knob.class);
        for (var held : journal.of(tenant)) {
            if (held.cgroup().equals(cgroup)) {
                knobs.computeIfPresent(held.dial(), (_, state) -> inodes.computeIfAbsent(held.knob(), knob -> inode(knob, cgroup)) == held.inode()
                    ? new KnobState(state.dialect(), state.dial(), state.found(), Optional.of(held.held())) : state);
            }
        }
        return knobs;
    }

    private long inode(Knob knob, String cgroup) {
        try {
            return files.inode(knob, cgroup);
        } catch (IOException _) {
            return GONE;
        }
    }

    /// What the kernel says, as if nothing was held. Each file is read once however many devices it names; a group that goes meanwhile, or says what
    /// no kernel says, has no such knob.
    private Map<Dial, KnobState> found(String cgroup, List<Dial> wanted) {
        var knobs = new HashMap<Dial, KnobState>();
        var texts = new EnumMap<Knob, Dialect.Files>(Knob.class);
        var absent = EnumSet.noneOf(Knob.class);
        for (var dial : wanted) {
            var mount = files.mount(dial.knob());
            if (mount.isPresent() && !absent.contains(dial.knob())) {
                var dialect = KernelFiles.dialect(mount.get());
                try {
                    if (dialect.file(dial).isPresent()) {
                        var found = dialect.read(dial, texts.computeIfAbsent(dial.knob(), _ -> KernelFiles.once(mount.get().group(cgroup))));
                        var state = new KnobState(dialect, dial, found, Optional.empty());
                        state.now();
                        knobs.put(dial, state);
                    }
                } catch (IOException | RuntimeException _) {
                    absent.add(dial.knob());
                }
            }
        }
        return knobs;
    }

    /// What the kernel holds a group to now: of block IO the sum over all devices and directions, and over groups that stand apart.
    Map<Knob, Bound> bounds(String cgroup) {
        var bounds = bounds(cgroup, all());
        if (!bounds.getOrDefault(Knob.IO, Bound.UNLIMITED).isUnlimited()) {
            for (var apart : lanes.apart(cgroup)) {
                bounds.merge(Knob.IO, bounds(apart, lanes.dials()).getOrDefault(Knob.IO, Bound.UNLIMITED), Bound::plus);
            }
        }
        return bounds;
    }

    private Map<Knob, Bound> bounds(String cgroup, List<Dial> dials) {
        var bounds = new EnumMap<Knob, Bound>(Knob.class);
        found(cgroup, dials).forEach((dial, state) -> bounds.merge(dial.knob(), state.now(), Bound::plus));
        return bounds;
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
                    narrowest = Bound.min(narrowest, Dialect.V1.parse(Knob.CPU, files.read(CPU, path)));
                } catch (IOException | RuntimeException _) {
                    // No limit is known there; the kernel refuses the write if there is one.
                }
            }
        }
        return narrowest;
    }
}
