package dev.landlord.launcher.cli;

import dev.landlord.agent.host.CgroupLayout;
import dev.landlord.agent.host.OwnSubtree;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `--subtree S`, alike in every command that looks for Landlord's own groups.
final class SubtreeOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--subtree", paramLabel = "S", defaultValue = "landlord",
        description = "the agent's own subtree, as in its configuration (default: ${DEFAULT-VALUE})")
    private String subtree;

    /// The subtree in this machine's hierarchies.
    OwnSubtree onThisMachine() throws IOException {
        return onThisMachine(subtree, spec);
    }

    static OwnSubtree onThisMachine(String subtree, CommandSpec spec) throws IOException {
        CgroupLayout layout = CgroupLayout.detect(Path.of("/"));
        try {
            return new OwnSubtree(layout, subtree);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
