package dev.landlord.agent.host;

import dev.landlord.agent.host.Mount.Version;
import dev.landlord.protocol.message.NodeReport.Capability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What this node can meter and enforce, and for what it cannot, why and what would change that. Found out by looking at mounts,
/// access rights and the files that groups have; nothing is written.
///
/// Where no group but the root exists yet, a file that only other groups have is taken to be there.
public final class Capabilities {
    private static final String V1_IO_LIMITS = "reads and direct or synchronous writes only: cgroup v1 does not attribute buffered writes; "
        + "boot with cgroup v2 to limit these too";

    private final OwnSubtree subtree;
    private final CgroupLayout layout;
    private final BlockDevices devices;

    /// For who asks about groups only: no block device is known.
    public Capabilities(OwnSubtree subtree) {
        this(subtree, BlockDevices.NONE);
    }

    /// @param devices refreshed by others
    public Capabilities(OwnSubtree subtree, BlockDevices devices) {
        this.subtree = subtree;
        this.devices = devices;
        this.layout = subtree.layout();
    }

    /// By the names that `landlord.nodes` uses, in a fixed order.
    public Map<String, Capability> probe() {
        var found = new LinkedHashMap<String, Capability>();
        found.put("meter.cpu", meter(Controller.CPUACCT, "cpuacct.usage", "cpu.stat"));
        found.put("meter.memory", meter(Controller.MEMORY, "memory.usage_in_bytes", "memory.current"));
        found.put("meter.pids", meter(Controller.PIDS, "pids.current", "pids.current"));
        found.put("meter.io", meterIo());
        found.put("limit.cpu", limit(Controller.CPU, "cpu.cfs_quota_us", "cpu.max"));
        found.put("limit.memory", limit(Controller.MEMORY, "memory.limit_in_bytes", "memory.max"));
        found.put("limit.memoryHigh", limitMemoryHigh());
        found.put("limit.pids", limit(Controller.PIDS, "pids.max", "pids.max"));
        found.put("limit.cpuWeight", limit(Controller.CPU, "cpu.shares", "cpu.weight"));
        found.put("limit.io", limitIo());
        found.put("freeze", limit(Controller.FREEZER, "freezer.state", "cgroup.freeze"));
        found.put("kill", kill());
        return Collections.unmodifiableMap(found);
    }

    private Capability meter(Controller controller, String v1File, String v2File) {
        return on(controller, mount -> missingFile(mount, controller, v1File, v2File)
            // Who can make no group meters those of others, which may have what they need.
            .or(() -> ground(mount).refusesWrites().isPresent() ? Optional.empty() : ground(mount).cannotEnable(controller))
            .map(Capability::no).orElse(Capability.YES));
    }

    private Capability meterIo() {
        return on(Controller.IO, mount -> mount.version() == Version.V1 && !v1CountsIo(mount)
            ? Capability.no(CgroupReader.V1_IO_IS_OFF)
            : meter(Controller.IO, "blkio.throttle.io_service_bytes_recursive", "io.stat"));
    }

    private Capability limit(Controller controller, String v1File, String v2File) {
        return on(controller, mount -> ground(mount).refusesWrites()
            .or(() -> ground(mount).cannotEnable(controller))
            .or(() -> missingFile(mount, controller, v1File, v2File))
            .map(Capability::no).orElse(Capability.YES));
    }

    private Capability limitMemoryHigh() {
        return on(Controller.MEMORY, mount -> switch (mount.version()) {
            case V1 -> Capability.no("cgroup v1 has no memory.high; boot with cgroup v2 to get it");
            case V2 -> limit(Controller.MEMORY, "", "memory.high");
        });
    }

    /// What cannot be held back in v1 is told although the rest can: dirty pages are written by the kernel's own threads there.
    private Capability limitIo() {
        var limit = limit(Controller.IO, "blkio.throttle.write_bps_device", "io.max");
        if (limit.available() && devices.bottom().isEmpty()) {
            return Capability.no("no block device is in /sys/block that does IO itself; attach one, or show /sys to the agent's container");
        }
        boolean isV1 = layout.mount(Controller.IO).filter(mount -> mount.version() == Version.V1).isPresent();
        return limit.available() && isV1 ? new Capability(true, V1_IO_LIMITS) : limit;
    }

    /// `cgroup.kill` works in the v2 hierarchy whatever else is mounted; without it, a group is frozen, signalled and thawed.
    private Capability kill() {
        var unified = layout.unified().filter(mount -> ground(mount).refusesWrites().isEmpty() && lacks(mount, "cgroup.kill").isEmpty());
        if (unified.isPresent()) {
            return Capability.YES;
        }
        var freeze = limit(Controller.FREEZER, "freezer.state", "cgroup.freeze");
        return freeze.available() ? freeze : Capability.no(
            "neither cgroup.kill (Linux 5.14, cgroup v2) nor a freezer is there to end a group as a whole: " + freeze.why());
    }

    private Capability on(Controller controller, Function<Mount, Capability> probe) {
        return layout.mount(controller).map(probe).orElseGet(() -> Capability.no(
            "controller %s is not mounted; %s".formatted(controller.v1Name(), remedyForAbsence(controller))));
    }

    private String remedyForAbsence(Controller controller) {
        return switch (controller) {
            case MEMORY -> "boot with cgroup_enable=memory, or mount it";
            case CPU, CPUACCT, PIDS, IO, FREEZER -> switch (layout.mode()) {
                case NONE -> "mount cgroup2 on /sys/fs/cgroup";
                case V1, HYBRID, V2 -> "mount it, or run a kernel that has it (see /proc/cgroups)";
            };
        };
    }

    private Ground ground(Mount mount) {
        return Ground.of(subtree, mount);
    }

    /// Why this user cannot make Landlord's groups, in the words of the first hierarchy that keeps it from that, and what would change it;
    /// empty if it can.
    public Optional<String> whyNoGroups() {
        if (layout.hierarchies().isEmpty()) {
            return Optional.of("no cgroup hierarchy is mounted; mount cgroup2 on /sys/fs/cgroup (in a container: share the host's)");
        }
        return layout.hierarchies().stream().flatMap(mount -> ground(mount).refusesWrites().stream()).findFirst();
    }

    private Optional<String> missingFile(Mount mount, Controller controller, String v1File, String v2File) {
        var file = switch (mount.version()) {
            case V1 -> v1File;
            case V2 -> v2File;
        };
        // Whether the own subtree enables a v2 controller changes in time; that of the file does not.
        return mount.version() == Version.V2 && controller.v2Name().isPresent() && !isEnabledInSubtree(mount, controller)
            ? Optional.empty()
            : lacks(mount, file);
    }

    private boolean isEnabledInSubtree(Mount mount, Controller controller) {
        try {
            return List.of(Files.readString(mount.group(subtree.cgroup()).resolve("cgroup.controllers")).strip().split("\\s+"))
                .contains(controller.v2Name().orElseThrow());
        } catch (IOException _) {
            return false;
        }
    }

    /// The reason, if a group that is there lacks the file.
    private Optional<String> lacks(Mount mount, String file) {
        return sample(mount).filter(group -> !Files.exists(group.resolve(file)))
            .map(group -> "this kernel has no %s (looked in %s); use a newer one".formatted(file, group));
    }

    /// The own subtree, or some other group below the root.
    private Optional<Path> sample(Mount mount) {
        var own = mount.group(subtree.cgroup());
        return Files.isDirectory(own) ? Optional.of(own)
            : new GroupTree(mount).children("/").stream().findFirst().map(group -> mount.group(group.cgroup()));
    }

    private static boolean v1CountsIo(Mount mount) {
        try {
            return new FileTextReader().read(mount.root().resolve("blkio.throttle.io_service_bytes_recursive")).namesADevice();
        } catch (IOException _) {
            return false;
        }
    }
}
