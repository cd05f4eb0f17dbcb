package dev.landlord.agent.host;

import dev.landlord.protocol.message.NodeReport.CgroupMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which controller is mounted where, as detected; immutable.
///
/// A controller belongs to one hierarchy only: v1 where a v1 mount names it, else v2 where `cgroup.controllers` of the v2 root
/// names it. What v2 offers without a controller ([Controller#CPUACCT], [Controller#FREEZER]) sits in the v2 hierarchy unless v1 has it.
///
/// @param mode    the kinds of hierarchy found
/// @param mounts  where each controller is; an absent one is not available on this node
/// @param unified the v2 hierarchy, also where it carries no controllers (`cgroup.kill` and `cgroup.freeze` work there all the same)
public record CgroupLayout(CgroupMode mode, Map<Controller, Mount> mounts, Optional<Mount> unified) {
    public CgroupLayout {
        var copy = new EnumMap<Controller, Mount>(Controller.class);
        copy.putAll(mounts);
        mounts = Collections.unmodifiableMap(copy);
    }

    /// Reads `fsRoot/proc/self/mountinfo`. Where it does not exist, nothing is mounted.
    ///
    /// @param fsRoot `/`, or a directory that stands for it
    /// @throws IOException if mountinfo or the v2 root's `cgroup.controllers` exists and cannot be read
    public static CgroupLayout detect(Path fsRoot) throws IOException {
        var mountinfo = fsRoot.resolve("proc/self/mountinfo");
        if (!Files.exists(mountinfo)) {
            return of(List.of());
        }
        return of(MountInfo.parse(Files.readAllLines(mountinfo), fsRoot));
    }

    private static CgroupLayout of(List<MountInfo> found) throws IOException {
        var mounts = new EnumMap<Controller, Mount>(Controller.class);
        var v1 = false;
        for (var hierarchy : found) {
            if (hierarchy.mount().version() == Mount.Version.V1) {
                for (var option : hierarchy.superOptions()) {
                    var controller = Controller.ofV1(option);
                    controller.ifPresent(c -> mounts.putIfAbsent(c, hierarchy.mount()));
                    v1 |= controller.isPresent();
                }
            }
        }
        var unified = found.stream().map(MountInfo::mount).filter(m -> m.version() == Mount.Version.V2).findFirst();
        if (unified.isPresent()) {
            var enabled = controllersOf(unified.get());
            for (var controller : Controller.values()) {
                if (controller.v2Name().map(enabled::contains).orElse(true)) {
                    mounts.putIfAbsent(controller, unified.get());
                }
            }
        }
        return new CgroupLayout(mode(v1, unified.isPresent()), mounts, unified);
    }

    private static CgroupMode mode(boolean v1, boolean v2) {
        if (v1) {
            return v2 ? CgroupMode.HYBRID : CgroupMode.V1;
        }
        return v2 ? CgroupMode.V2 : CgroupMode.NONE;
    }

    private static Set<String> controllersOf(Mount unified) throws IOException {
        return Set.of(Files.readString(unified.root().resolve("cgroup.controllers")).strip().split("\\s+"));
    }

    public Optional<Mount> mount(Controller controller) {
        return Optional.ofNullable(mounts.get(controller));
    }

    /// The hierarchy that counts CPU time. A group's path and inode in it are a workload's cgroup and cgroup id.
    public Optional<Mount> counting() {
        return mount(Controller.CPUACCT);
    }

    /// Every distinct hierarchy in which Landlord keeps a group for a workload: all that carry a controller, and the v2 one.
    public List<Mount> hierarchies() {
        var distinct = new LinkedHashSet<>(mounts.values());
        unified.ifPresent(distinct::add);
        return new ArrayList<>(distinct);
    }

    /// The directory of a group, which need not exist; empty where the controller is not mounted.
    ///
    /// @param cgroup absolute path within the hierarchy
    /// @throws IllegalArgumentException if the path would leave the hierarchy
    public Optional<Path> group(Controller controller, String cgroup) {
        return mount(controller).map(m -> m.group(cgroup));
    }
}
