package dev.landlord.agent.actuate;

import dev.landlord.agent.enforce.Dialect;
import dev.landlord.agent.enforce.Knob;
import dev.landlord.agent.host.CgroupLayout;
import dev.landlord.agent.host.Mount;
import dev.landlord.protocol.message.NodeReport.Capability;
import java.nio.file.Files;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a node can enforce, and what it lacks with reason and remedy.
public final class KernelCapabilities {
    private KernelCapabilities() {
    }

    /// The knobs that the node lacks, and why.
    public static Map<Knob, String> missing(CgroupLayout layout) {
        var files = new KernelFiles(layout);
        var missing = new EnumMap<Knob, String>(Knob.class);
        for (var knob : Knob.values()) {
            lack(files, knob).ifPresent(why -> missing.put(knob, why));
        }
        return missing;
    }

    private static Optional<String> lack(KernelFiles files, Knob knob) {
        var mount = files.mount(knob);
        if (mount.isEmpty()) {
            return Optional.of("no cgroup hierarchy offers it; mount one that does, or boot with cgroup v2");
        }
        var dialect = KernelFiles.dialect(mount.get());
        if (dialect.file(knob).isEmpty()) {
            return Optional.of("cgroup v1 has no such limit; boot with cgroup v2");
        }
        if (knob == Knob.CPU && dialect == Dialect.V1 && !Files.exists(mount.get().root().resolve(dialect.file(knob).get()))) {
            return Optional.of("the kernel lacks CFS bandwidth control; use one built with CONFIG_CFS_BANDWIDTH");
        }
        return unwritable(mount.get());
    }

    private static Optional<String> unwritable(Mount mount) {
        if (mount.readOnly()) {
            return Optional.of("%s is mounted read-only; mount it writable".formatted(mount.root()));
        }
        return Files.isWritable(mount.root()) ? Optional.empty()
            : Optional.of("%s is not writable; run the agent as root".formatted(mount.root()));
    }

    /// The same as `landlord.nodes` tells it: `limit.*`, `freeze`, `kill`.
    public static Map<String, Capability> of(CgroupLayout layout) {
        var missing = missing(layout);
        var capabilities = new TreeMap<String, Capability>();
        for (var knob : Knob.values()) {
            capabilities.put(knob.capability(), missing.containsKey(knob) ? Capability.no(missing.get(knob)) : Capability.YES);
        }
        capabilities.put("kill", layout.counting().map(KernelCapabilities::unwritable).orElse(Optional.of("no cgroup hierarchy counts CPU"))
            .map(Capability::no).orElse(Capability.YES));
        return capabilities;
    }
}
