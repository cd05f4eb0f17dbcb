package dev.landlord.launcher.demo;

import dev.landlord.agent.AgentConfig;
import dev.landlord.agent.host.Capabilities;
import dev.landlord.agent.host.OwnSubtree;
import dev.landlord.controller.ControllerConfig;
import dev.landlord.launcher.DataDirectory;
import dev.landlord.launcher.RemedyException;
import dev.landlord.launcher.client.ControllerAddress;
import dev.landlord.launcher.client.ControllerClient;
import dev.landlord.launcher.node.AllInOneNode;
import dev.landlord.launcher.node.Progress;
import dev.landlord.launcher.run.SubtreeRemoval;
import dev.landlord.launcher.run.TenantGroups;
import dev.landlord.launcher.terminal.Screen;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// A whole house: the all-in-one node with a subtree of its own, two tenants and their workloads. Closing it leaves nothing behind.
public final class Demo implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Demo.class);
    private static final Path LOCKS = Path.of("/run");
    private static final String YAML = "application/yaml";
    private static final Duration GROUPS_PATIENCE = Duration.ofSeconds(20);
    private static final Duration REMOVAL_PATIENCE = Duration.ofSeconds(10);

    private final OwnSubtree own;
    private final Path data;
    private final Screen screen;
    private final Progress progress;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final HouseTable house = new HouseTable();
    private final DecisionLines decisions = new DecisionLines(ZoneId.systemDefault());
    private AllInOneNode node;

    /// @param own      a subtree that nobody else uses
    /// @param data     where everything is kept
    /// @param screen   where the house is shown
    /// @param progress is told of each step
    public Demo(OwnSubtree own, Path data, Screen screen, Progress progress) {
        this.own = own;
        this.data = data;
        this.screen = screen;
        this.progress = progress;
    }

    /// Starts broker, controller and agent in the background.
    ///
    /// @throws RemedyException if another demo runs, or the data directory cannot be used
    public AllInOneNode startNode(ControllerConfig controller) {
        if (whyNotPlace().isEmpty()) {
            open.push(DemoLock.take(locks(), own));
            clean("an earlier demo");
            open.push(() -> clean("the demo"));
            progress.step("own groups will be below %s (cgroups: %s)".formatted(own.cgroup(), own.layout().mode().wire()));
        }
        node = AllInOneNode.start(data, 0, controller, AgentConfig.DEFAULTS.withSubtree(own.subtree()), progress);
        open.push(node);
        progress.step("Kafka, controller and agent are starting; data in " + data);
        return node;
    }

    /// Declares the two tenants through the API, as anybody would.
    public void declareTenants(ControllerAddress address) {
        // With one processor, the greedy workload gets little more than half of it beside the other one and Landlord itself.
        String quota = Runtime.getRuntime().availableProcessors() > 1 ? "500m" : "250m";
        try (ControllerClient client = new ControllerClient(address); InputStream file = Demo.class.getResourceAsStream("/demo/tenants.yaml")) {
            client.put("/tenants", new String(file.readAllBytes(), StandardCharsets.UTF_8).formatted(quota).getBytes(StandardCharsets.UTF_8), YAML);
        } catch (IOException e) {
            throw new RemedyException("the demo's tenants cannot be read: " + e.getMessage(), e);
        }
        progress.step("tenant-a (CPU 2, memory 4Gi, class standard) and tenant-b (CPU %s, memory 256Mi, class strict) are declared".formatted(quota));
    }

    /// Starts the workloads as soon as the agent has made the tenants' groups.
    public void startWorkloads() {
        TenantGroups.await(own, DemoWorkloads.GOOD_TENANT, GROUPS_PATIENCE);
        TenantGroups.await(own, DemoWorkloads.GREEDY_TENANT, GROUPS_PATIENCE);
        DemoWorkloads workloads = new DemoWorkloads(own, data, GreedySchedule.DEMO, screen);
        open.push(workloads);
        workloads.start();
        progress.step("tenant-a runs a well-behaved workload, tenant-b a greedy one");
    }

    /// Shows the house until the returned future ends, with the stream's end, or closing.
    public CompletableFuture<Void> show(ControllerAddress address) {
        ControllerClient client = new ControllerClient(address);
        open.push(client);
        return client.stream(this::event);
    }

    private synchronized void event(String name, JsonNode data) {
        house.apply(name, data);
        decisions.of(name, data).forEach(screen::say);
        screen.show(house.lines(), house.summary());
    }

    public OwnSubtree own() {
        return own;
    }

    /// What keeps this user from making groups, and what to do.
    public Optional<String> whyNotPlace() {
        return new Capabilities(own).whyNoGroups();
    }

    /// A user who is not root has a directory of the login's own, or else the data directory.
    private static Path locks() {
        if (Files.isWritable(LOCKS)) {
            return LOCKS;
        }
        String runtime = System.getenv().getOrDefault("XDG_RUNTIME_DIR", "");
        return !runtime.isBlank() && Files.isWritable(Path.of(runtime)) ? Path.of(runtime) : DataDirectory.prepare(DataDirectory.byDefault());
    }

    private void clean(String whose) {
        if (own.directories().stream().noneMatch(Files::isDirectory)) {
            return;
        }
        List<Path> left = SubtreeRemoval.remove(own, REMOVAL_PATIENCE);
        progress.step(left.isEmpty() ? "the groups of %s are removed".formatted(whose)
            : "these groups of %s could not be removed: %s".formatted(whose, left));
    }

    /// Stops and removes all, in the opposite order, whatever happens on the way.
    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                LOG.warn("while ending the demo", e);
                progress.step("while ending the demo: " + e);
            }
        }
    }
}
