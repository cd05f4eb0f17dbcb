package dev.landlord.launcher.house;

import static org.awaitility.Awaitility.await;

import dev.landlord.agent.host.OwnSubtree;
import dev.landlord.launcher.client.ControllerClient;
import dev.landlord.launcher.harness.ScratchDirectory;
import dev.landlord.launcher.harness.TestSubtree;
import dev.landlord.launcher.run.TenantGroups;
import dev.landlord.launcher.run.Workload;
import dev.landlord.launcher.run.WorkloadGroup;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.WorkloadId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What a test's house stands on: a subtree of its own on this machine's cgroups, and a directory of its own.
final class Ground implements AutoCloseable {
    private static final Duration GROUPS_WITHIN = Duration.ofSeconds(60);

    private final TestSubtree subtree;
    private final ScratchDirectory data = new ScratchDirectory();
    private final KernelView kernel;

    private Ground(TestSubtree subtree) {
        this.subtree = subtree;
        this.kernel = new KernelView(subtree.own());
    }

    /// Or the calling test is skipped with the reason.
    ///
    /// @param name of the subtree, to which this process's id is added
    static Ground named(String name) throws IOException {
        return new Ground(TestSubtree.named(name));
    }

    OwnSubtree own() {
        return subtree.own();
    }

    KernelView kernel() {
        return kernel;
    }

    Path data() {
        return data.path();
    }

    /// Declares tenants, and returns when each of those named has its groups.
    void declare(ControllerClient client, String tenantsYaml, TenantId... tenants) {
        client.put("/tenants", tenantsYaml.getBytes(StandardCharsets.UTF_8), "application/yaml");
        for (TenantId tenant : tenants) {
            awaitGroups(tenant);
        }
    }

    void awaitGroups(TenantId tenant) {
        await().atMost(GROUPS_WITHIN).until(() -> kernel.hasGroups(tenant));
    }

    /// Starts a real command in real groups, as `landlord run` does, when the tenant has its own.
    Workload run(TenantId tenant, String name, String... command) {
        TenantGroups.await(own(), tenant, GROUPS_WITHIN);
        WorkloadGroup group = WorkloadGroup.create(own(), tenant, new WorkloadId(name));
        return Workload.start(group, List.of(command), builder -> builder.redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD));
    }

    /// Kills what runs in the subtree, and removes both. The house has ended before.
    @Override
    public void close() {
        try (data) {
            subtree.close();
        }
    }
}
