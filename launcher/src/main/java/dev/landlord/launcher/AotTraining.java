package dev.landlord.launcher;

import dev.landlord.agent.AgentConfig;
import dev.landlord.controller.ControllerConfig;
import dev.landlord.launcher.client.ControllerClient;
import dev.landlord.launcher.node.AllInOneNode;
import dev.landlord.protocol.message.NodeReport;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// What the build runs once with `-XX:AOTCacheOutput` (JEP 514), so that the JVM finds the classes of a start already loaded and
/// linked: one short life of what `landlord demo` starts, without tenants, so that nothing is written to the kernel. A failure costs only
/// the speed, and so does not fail the build.
final class AotTraining {
    private static final long TIMEOUT_SECONDS = 120;

    private AotTraining() {
    }

    public static void main(String[] arguments) {
        Main.commandLine().execute("--version");
        Path data = Path.of(arguments[0]);
        ControllerConfig controller = ControllerConfig.DEFAULTS.withHttp(new ControllerConfig.Http(null, 0, null));
        AgentConfig agent = AgentConfig.DEFAULTS.withSubtree("landlord-training").withMode(NodeReport.Mode.WATCH);
        try (AllInOneNode node = AllInOneNode.start(data, 0, controller, agent, _ -> { })) {
            node.ready().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            look(node);
        } catch (Exception e) {
            System.err.println("no AOT cache, so ./landlord will start more slowly: " + e);
            Runtime.getRuntime().halt(0);
        }
    }

    private static void look(AllInOneNode node) throws Exception {
        CompletableFuture<Void> seen = new CompletableFuture<>();
        try (ControllerClient client = new ControllerClient(node.serving().join())) {
            client.stream((_, _) -> seen.complete(null));
            seen.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            client.get("/nodes");
        }
    }
}
