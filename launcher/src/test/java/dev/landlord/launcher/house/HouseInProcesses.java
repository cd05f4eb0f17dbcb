package dev.landlord.launcher.house;

import static org.awaitility.Awaitility.await;

import dev.landlord.launcher.Landlord;
import dev.landlord.launcher.RemedyException;
import dev.landlord.launcher.client.ControllerAddress;
import dev.landlord.launcher.client.ControllerClient;
import dev.landlord.launcher.harness.LastingPort;
import dev.landlord.launcher.run.Workload;
import dev.landlord.protocol.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/// Controller and agent, and if asked for the broker, as processes of their own, by the command line, so that they can be killed. The agent is
/// on this machine's cgroups, in a subtree of its own. What runs in the subtree is killed, and the subtree removed, at the end.
final class HouseInProcesses implements AutoCloseable {
    private static final long START_SECONDS = 120;

    private final Ground ground;
    private final Path data;
    private final Path clientProperties;
    private final boolean hasBroker;
    private int brokerPort;
    private Process broker;
    private Process controller;
    private Process agent;
    private ControllerClient client;

    private HouseInProcesses(Ground ground, Path clientProperties, boolean hasBroker) {
        this.ground = ground;
        this.data = ground.data();
        this.clientProperties = clientProperties;
        this.hasBroker = hasBroker;
    }

    /// A house in which nothing runs, or the calling test is skipped with the reason.
    ///
    /// @param name             of the subtree, to which this process's id is added
    /// @param clientProperties of a broker that runs
    static HouseInProcesses named(String name, Path clientProperties) throws IOException {
        return new HouseInProcesses(Ground.named(name), clientProperties, false);
    }

    /// As [#named(String, Path)], with a broker of its own.
    static HouseInProcesses named(String name) throws IOException {
        Ground ground = Ground.named(name);
        return new HouseInProcesses(ground, ground.data().resolve("broker").resolve("client.properties"), true);
    }

    /// Starts all that it has, and returns when the agent publishes. Whatever becomes of it, [#close] leaves nothing behind.
    void start() throws IOException {
        if (hasBroker) {
            brokerPort = LastingPort.find();
            startBroker();
        }
        startController();
        startAgent();
    }

    /// Declares tenants, and returns when each of those named has its groups.
    void declare(String tenantsYaml, TenantId... tenants) {
        ground.declare(client, tenantsYaml, tenants);
    }

    void awaitGroups(TenantId tenant) {
        ground.awaitGroups(tenant);
    }

    /// Starts a workload, which is no process of the house's.
    Workload run(TenantId tenant, String name, String... command) {
        return ground.run(tenant, name, command);
    }

    KernelView kernel() {
        return ground.kernel();
    }

    Path data() {
        return data;
    }

    /// Returns when it takes clients, at the same address each time.
    void startBroker() throws IOException {
        Path log = data.resolve("broker.log");
        Files.deleteIfExists(log);
        broker = Landlord.start(builder -> log(builder, "broker.log"), "broker", "--data", data.resolve("broker").toString(),
            "--port", Integer.toString(brokerPort));
        await().atMost(START_SECONDS, TimeUnit.SECONDS).until(() -> alive(broker) && Files.readString(log).contains("Kafka listens on"));
    }

    void killBroker() {
        kill(broker);
    }

    Path clientProperties() {
        return clientProperties;
    }

    /// Returns when it is ready.
    void startController() throws IOException {
        startController("controller");
    }

    /// As [#startController()], with a directory of its own: in a new one it is as on another machine, and knows what the broker tells.
    void startController(String directory) throws IOException {
        Path home = Files.createDirectories(data.resolve(directory));
        controller = Landlord.start(builder -> log(builder, "controller.log"),
            "controller", "--data", home.toString(), "--port", "0", "--kafka-properties", clientProperties.toString());
        await().atMost(START_SECONDS, TimeUnit.SECONDS).until(() -> alive(controller) && Files.exists(home.resolve(ControllerAddress.URL_FILE))
            && answers(home));
    }

    /// Whether a controller answers that can decide.
    private boolean answers(Path home) {
        try {
            ControllerClient candidate = new ControllerClient(ControllerAddress.find(null, null, home));
            candidate.ready();
            if (client != null) {
                client.close();
            }
            client = candidate;
            return true;
        } catch (RemedyException _) {
            return false;
        }
    }

    /// Returns when it publishes.
    void startAgent() throws IOException {
        launchAgent();
        awaitAgent();
    }

    /// Returns when its process has begun.
    void launchAgent() throws IOException {
        Path home = Files.createDirectories(data.resolve("agent"));
        Path config = Files.writeString(data.resolve("agent.yaml"), """
            node: n1
            subtree: %s
            stateDir: %s
            kafka: {properties: %s}
            """.formatted(ground.own().subtree(), home, clientProperties));
        Path log = data.resolve("agent.log");
        Files.deleteIfExists(log);
        agent = Landlord.start(builder -> log(builder, "agent.log"), "agent", "--config", config.toString());
    }

    void awaitAgent() {
        Path log = data.resolve("agent.log");
        await().atMost(START_SECONDS, TimeUnit.SECONDS).until(() -> alive(agent) && Files.readString(log).contains("publishes"));
    }

    void killController() {
        kill(controller);
    }

    void killAgent() {
        kill(agent);
    }

    ControllerClient client() {
        return client;
    }

    JsonNode tenant(String id) {
        return client.get("/tenants/" + id);
    }

    private void log(ProcessBuilder builder, String name) {
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(data.resolve(name).toFile()));
    }

    private static boolean alive(Process process) {
        if (!process.isAlive()) {
            throw new AssertionError("it ended with status " + process.exitValue());
        }
        return true;
    }

    private static void kill(Process process) {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }

    @Override
    public void close() {
        try (ground) {
            kill(agent);
            kill(controller);
            kill(broker);
            if (client != null) {
                client.close();
            }
        }
    }
}
