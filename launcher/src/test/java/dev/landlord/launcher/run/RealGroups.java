package dev.landlord.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.agent.host.OwnSubtree;
import dev.landlord.launcher.harness.TestSubtree;
import dev.landlord.protocol.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A tenant's groups in this machine's hierarchies, as an agent would make them, in a subtree of the test's own.
final class RealGroups implements AutoCloseable {
    private final TestSubtree subtree;
    private final List<Path> made = new ArrayList<>();

    private RealGroups(TestSubtree subtree) {
        this.subtree = subtree;
    }

    static RealGroups of(String name, TenantId tenant) throws IOException {
        TestSubtree subtree = TestSubtree.named(name);
        try {
            return in(subtree, tenant);
        } catch (IOException e) {
            subtree.close();
            throw e;
        }
    }

    static RealGroups in(TestSubtree subtree, TenantId tenant) throws IOException {
        RealGroups groups = new RealGroups(subtree);
        groups.make(groups.own().directories());
        groups.make(groups.own().directories(tenant));
        return groups;
    }

    private void make(List<Path> directories) throws IOException {
        for (Path directory : directories) {
            made.add(Files.createDirectory(directory));
        }
    }

    OwnSubtree own() {
        return subtree.own();
    }

    /// Fails if there is not just what was made here; whatever there is, is killed and removed.
    @Override
    public void close() throws IOException {
        try (subtree) {
            List<Path> found = new ArrayList<>();
            for (Path top : own().directories()) {
                try (Stream<Path> tree = Files.walk(top)) {
                    tree.filter(Files::isDirectory).forEach(found::add);
                }
            }
            assertThat(found).as("groups at the end of the test").containsExactlyInAnyOrderElementsOf(made);
        }
    }
}
