package dev.landlord.launcher.house;

import dev.landlord.agent.AgentConfig;
import dev.landlord.controller.ControllerConfig;
import dev.landlord.launcher.client.ControllerClient;
import dev.landlord.launcher.node.AllInOneNode;
import dev.landlord.launcher.run.Workload;
import dev.landlord.protocol.TenantId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// The whole of it in this JVM: real broker, real controller, real agent on this machine's cgroups, in a subtree of its own. What runs in
/// the subtree is killed, and the subtree removed, at the end.
public final class RealHouse implements AutoCloseable {
    private static final long START_SECONDS = 120;

    private final Ground ground;
    private AllInOneNode node;
    private ControllerClient client;

    private RealHouse(Ground ground) {
        this.ground = ground;
    }

    /// A house in which nothing runs, or the calling test is skipped with the reason.
    ///
    /// @param name of the subtree, to which this process's id is added
    public static RealHouse named(String name) throws IOException {
        return new RealHouse(Ground.named(name));
    }

    /// Returns when everything works. Whatever becomes of it, [#close] leaves nothing behind.
    public void start() throws Exception {
        node = AllInOneNode.start(ground.data(), 0, ControllerConfig.DEFAULTS.withHttp(new ControllerConfig.Http(null, 0, null)),
            AgentConfig.DEFAULTS.withSubtree(ground.own().subtree()), _ -> { });
        node.ready().get(START_SECONDS, TimeUnit.SECONDS);
        client = new ControllerClient(node.serving().join());
    }

    /// Declares tenants, and returns when each of those named has its groups.
    public void declare(String tenantsYaml, TenantId... tenants) {
        ground.declare(client, tenantsYaml, tenants);
    }

    public Workload run(TenantId tenant, String name, String... command) {
        return ground.run(tenant, name, command);
    }

    /// Where the page is.
    public URI address() {
        return node.serving().join().url();
    }

    KernelView kernel() {
        return ground.kernel();
    }

    AllInOneNode node() {
        return node;
    }

    ControllerClient client() {
        return client;
    }

    Path data() {
        return ground.data();
    }

    @Override
    public void close() {
        try (ground) {
            if (client != null) {
                client.close();
            }
            if (node != null) {
                node.close();
            }
        }
    }
}
