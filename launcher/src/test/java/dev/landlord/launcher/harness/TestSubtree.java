package dev.landlord.launcher.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.agent.host.CgroupLayout;
import dev.landlord.agent.host.Mount;
import dev.landlord.agent.host.OwnSubtree;
import dev.landlord.launcher.run.SubtreeRemoval;
import dev.landlord.test.Require;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// A subtree of a test's own on this machine's cgroups. Until somebody makes groups in it, it is but a name.
public record TestSubtree(OwnSubtree own) implements AutoCloseable {
    private static final Duration REMOVED_WITHIN = Duration.ofSeconds(20);

    /// One that can be made in every hierarchy; or the calling test is skipped with the reason.
    ///
    /// @param name no other class's; this process's id is added, so that runs side by side keep apart
    public static TestSubtree named(String name) throws IOException {
        CgroupLayout layout = CgroupLayout.detect(Path.of("/"));
        Require.capability("kernel", !layout.hierarchies().isEmpty()
            && layout.hierarchies().stream().map(Mount::root).allMatch(Files::isWritable), "cgroup hierarchies are not writable (run as root)");
        return new TestSubtree(new OwnSubtree(layout, name + "-" + ProcessHandle.current().pid()));
    }

    /// Kills what runs in its groups, each process by its id, and removes them. Whoever makes groups in it has ended before.
    @Override
    public void close() {
        assertThat(SubtreeRemoval.remove(own, REMOVED_WITHIN)).as("groups that cannot be removed").isEmpty();
    }
}
