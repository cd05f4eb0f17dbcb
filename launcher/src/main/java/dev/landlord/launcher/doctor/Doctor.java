package dev.landlord.launcher.doctor;

import dev.landlord.agent.host.BlockDevices;
import dev.landlord.agent.host.Capabilities;
import dev.landlord.agent.host.CgroupLayout;
import dev.landlord.agent.host.OwnSubtree;
import dev.landlord.launcher.terminal.Amounts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Looks at a machine; changes nothing.
public final class Doctor {
    private static final long LEAST_FREE_BYTES = 1L << 30;

    private Doctor() {
    }

    /// @param own the agent's own subtree in the machine's hierarchies
    public static Diagnosis examine(Machine machine, OwnSubtree own) {
        CgroupLayout layout = own.layout();
        BlockDevices devices = new BlockDevices(machine.fsRoot());
        devices.refresh();
        Capabilities capabilities = new Capabilities(own, devices);
        Optional<String> whyNoGroups = capabilities.whyNoGroups();
        return new Diagnosis(layout.mode(), controllers(layout),
            List.of(Finding.ok("java", machine.java()), kernel(machine), user(machine, whyNoGroups), cgroups(layout), agent(own, whyNoGroups),
                pressure(machine.fsRoot()), disk(machine), clock(machine.clock())),
            capabilities.probe());
    }

    private static Map<String, String> controllers(CgroupLayout layout) {
        Map<String, String> found = new LinkedHashMap<>();
        layout.mounts().forEach((controller, mount) -> found.put(controller.v1Name(), "%s %s".formatted(
            mount.version().name().toLowerCase(Locale.ROOT), mount.root())));
        return found;
    }

    private static Finding kernel(Machine machine) {
        return machine.kernel().startsWith("Linux ") ? Finding.ok("kernel", machine.kernel())
            : Finding.problem("kernel", machine.kernel(), "run agents on Linux; controller and broker run anywhere");
    }

    private static Finding user(Machine machine, Optional<String> whyNoGroups) {
        if (machine.root()) {
            return Finding.ok("user", "root");
        }
        return whyNoGroups.isEmpty()
            ? Finding.note("user", "not root, but owner of the groups below which the subtree lies", "run the agent as root to limit other groups")
            : Finding.problem("user", "not root", "run the agent as root: elsewhere it can read cgroups, but neither make nor limit them");
    }

    private static Finding cgroups(CgroupLayout layout) {
        return switch (layout.mode()) {
            case V1 -> Finding.note("cgroups", "v1 only", "boot with systemd.unified_cgroup_hierarchy=1 (cgroup v2) for memory.high");
            case HYBRID -> Finding.note("cgroups", "hybrid: v1 beside v2",
                "boot with systemd.unified_cgroup_hierarchy=1 (cgroup v2 alone) for memory.high");
            case V2 -> Finding.ok("cgroups", "v2");
            case NONE -> Finding.problem("cgroups", "no hierarchy is mounted", "mount cgroup2 on /sys/fs/cgroup (in a container: share the host's)");
        };
    }

    private static Finding agent(OwnSubtree own, Optional<String> whyNoGroups) {
        if (own.directories().stream().anyMatch(Files::isDirectory)) {
            return Finding.ok("subtree", own.cgroup() + " is there: an agent runs here, or did");
        }
        return whyNoGroups.map(why -> Finding.problem("subtree", own.cgroup() + " is not there, and this user cannot make it", why))
            .orElseGet(() -> Finding.ok("subtree", own.cgroup() + " is not there yet: the agent makes it"));
    }

    private static Finding pressure(Path fsRoot) {
        return Files.isReadable(fsRoot.resolve("proc/pressure/cpu")) ? Finding.ok("pressure", "the kernel tells how long tasks wait (PSI)")
            : Finding.note("pressure", "no /proc/pressure: how long tasks wait is not known", "boot with psi=1 (needs CONFIG_PSI)");
    }

    private static Finding disk(Machine machine) {
        if (machine.freeBytes().isEmpty()) {
            return Finding.note("disk", "the free space for %s is not known".formatted(machine.data()), "name another directory with --data");
        }
        long free = machine.freeBytes().getAsLong();
        String says = "%s free for %s".formatted(Amounts.bytes(free), machine.data());
        return free >= LEAST_FREE_BYTES ? Finding.ok("disk", says)
            : Finding.problem("disk", says, "make room: a broker wants %s, an agent a few Mi".formatted(Amounts.bytes(LEAST_FREE_BYTES)));
    }

    private static Finding clock(ClockState state) {
        return switch (state) {
            case SYNCHRONISED -> Finding.ok("clock", "synchronised");
            case UNSYNCHRONISED -> Finding.note("clock", "the kernel does not know its clock to be synchronised",
                "run chrony or systemd-timesyncd (in a virtual machine the host may do it instead)");
            case UNKNOWN -> Finding.note("clock", "not known whether it is synchronised", "see to it that NTP runs");
        };
    }
}
