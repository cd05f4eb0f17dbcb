package dev.landlord.launcher.run;

import dev.landlord.agent.host.CgroupLayout;
import dev.landlord.agent.host.Mount;
import dev.landlord.agent.host.OwnSubtree;
import dev.landlord.protocol.TenantId;
import dev.landlord.test.Require;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A tenant's groups in this machine's hierarchies, as an agent would make them, in a subtree of the test's own.
final class RealGroups implements AutoCloseable {
    private final OwnSubtree own;
    private final List<Path> made = new ArrayList<>();

    private RealGroups(OwnSubtree own) {
        this.own = own;
    }

    static RealGroups of(String name, TenantId tenant) throws IOException {
        CgroupLayout layout = CgroupLayout.detect(Path.of("/"));
        Require.capability("kernel", !layout.hierarchies().isEmpty()
            && layout.hierarchies().stream().map(Mount::root).allMatch(Files::isWritable), "cgroup hierarchies are not writable (run as root)");
        RealGroups groups = new RealGroups(new OwnSubtree(layout, name + "-" + ProcessHandle.current().pid()));
        for (Path subtree : groups.own.directories()) {
            groups.made.add(Files.createDirectory(subtree));
        }
        for (Path group : groups.own.directories(tenant)) {
            groups.made.add(Files.createDirectory(group));
        }
        return groups;
    }

    OwnSubtree own() {
        return own;
    }

    @Override
    public void close() throws IOException {
        for (Path directory : made.reversed()) {
            Files.delete(directory);
        }
    }
}
