package dev.landlord.agent;

import dev.landlord.agent.actuate.Restorer;
import dev.landlord.agent.host.CgroupLayout;
import dev.landlord.agent.host.NodeIdentity;
import dev.landlord.agent.host.OwnSubtree;
import java.io.IOException;
import java.nio.file.Path;

/// What `--restore` does, on whichever command line.
public final class Restoration {
    private static final Path FILE_SYSTEM = Path.of("/");

    private Restoration() {
    }

    /// Takes back what an agent of this configuration has left on this node.
    ///
    /// @throws IOException if its state directory or the node's cgroups cannot be read, or the agent still runs
    public static Restorer.Report afterAgent(AgentConfig config) throws IOException {
        return Restorer.restoreAll(config.stateDir(), new OwnSubtree(CgroupLayout.detect(FILE_SYSTEM), config.subtree()),
            NodeIdentity.read(FILE_SYSTEM).bootId());
    }
}
