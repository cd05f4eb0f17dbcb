package dev.landlord.launcher.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.landlord.agent.AgentConfig;
import dev.landlord.agent.host.CgroupLayout;
import dev.landlord.agent.host.Mount;
import dev.landlord.agent.host.OwnSubtree;
import dev.landlord.controller.ControllerConfig;
import dev.landlord.launcher.client.ControllerClient;
import dev.landlord.launcher.harness.ScratchDirectory;
import dev.landlord.launcher.node.AllInOneNode;
import dev.landlord.launcher.run.SubtreeRemoval;
import dev.landlord.launcher.run.Workload;
import dev.landlord.protocol.TenantId;
import dev.landlord.test.Require;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The whole of it in this JVM: real broker, real controller, real agent on this machine's cgroups, in a subtree of its own. What runs in
/// the subtree is killed, and the subtree removed, at the end.
public final class RealHouse implements AutoCloseable {
    private static final long START_SECONDS = 120;
    private static final long GROUPS_SECONDS = 30;
    private static final Duration REMOVED_WITHIN = Duration.ofSeconds(20);

    private final OwnSubtree own;
    private final ScratchDirectory data;
    private final AllInOneNode node;
    private final ControllerClient client;

    private RealHouse(OwnSubtree own, ScratchDirectory data, AllInOneNode node) {
        this.own = own;
        this.data = data;
        this.node = node;
        this.client = new ControllerClient(node.serving().join());
    }

    /// A house in which everything works, or the calling test is skipped with the reason.
    ///
    /// @param name of the subtree, to which this process's id is added
    public static RealHouse start(String name) throws Exception {
        CgroupLayout layout = CgroupLayout.detect(Path.of("/"));
        Require.capability("kernel", !layout.hierarchies().isEmpty()
            && layout.hierarchies().stream().map(Mount::root).allMatch(Files::isWritable), "cgroup hierarchies are not writable (run as root)");
        OwnSubtree own = new OwnSubtree(layout, name + "-" + ProcessHandle.current().pid());
        ScratchDirectory data = new ScratchDirectory();
        AllInOneNode node = AllInOneNode.start(data.path(), 0, ControllerConfig.DEFAULTS.withHttp(new ControllerConfig.Http(null, 0, null)),
            AgentConfig.DEFAULTS.withSubtree(own.subtree()), _ -> { });
        try {
            node.ready().get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            node.close();
            throw e;
        }
        return new RealHouse(own, data, node);
    }

    /// Declares tenants, and returns when each has its groups.
    public void declare(String tenantsYaml, TenantId... tenants) {
        client.put("/tenants", tenantsYaml.getBytes(StandardCharsets.UTF_8), "application/yaml");
        KernelView kernel = kernel();
        for (TenantId tenant : tenants) {
            await().atMost(GROUPS_SECONDS, TimeUnit.SECONDS).until(() -> kernel.hasGroups(tenant));
        }
    }

    public Workload run(TenantId tenant, String name, String... command) {
        return RunningWorkload.start(own, tenant, name, command);
    }

    /// Where the page is.
    public URI address() {
        return node.serving().join().url();
    }

    KernelView kernel() {
        return new KernelView(own);
    }

    AllInOneNode node() {
        return node;
    }

    ControllerClient client() {
        return client;
    }

    Path data() {
        return data.path();
    }

    @Override
    public void close() {
        client.close();
        node.close();
        assertThat(SubtreeRemoval.remove(own, REMOVED_WITHIN)).isEmpty();
        data.close();
    }
}
