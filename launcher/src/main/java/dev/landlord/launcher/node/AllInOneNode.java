package dev.landlord.launcher.node;

import dev.landlord.agent.AgentConfig;
import dev.landlord.agent.AgentVerticle;
import dev.landlord.controller.ControllerConfig;
import dev.landlord.controller.ControllerVerticle;
import dev.landlord.controller.ports.Readiness.HistoryBehind;
import dev.landlord.launcher.broker.BrokerConfig;
import dev.landlord.launcher.broker.BrokerPlace;
import dev.landlord.launcher.broker.EmbeddedBroker;
import dev.landlord.launcher.client.ControllerAddress;
import dev.landlord.protocol.document.KafkaConnection;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Broker, controller and agent in this JVM, with one data directory. They start side by side, for each can wait for the others;
/// they stop in the order agent, controller, broker, so that the last words of each are heard.
public final class AllInOneNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AllInOneNode.class);
    /// Putting limits back may take half a minute, if the kernel holds up the writes.
    private static final Duration AGENT_STOP_TIMEOUT = Duration.ofSeconds(45);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);
    private static final long READINESS_POLL_MILLIS = 50;

    private final Path data;
    private final BrokerPlace place;
    private final CompletableFuture<EmbeddedBroker> broker;
    private final Vertx vertx = Vertx.vertx();
    private final ControllerVerticle controllerVerticle;
    private final RoleInVertx controller;
    private final RoleInVertx agent;
    private final CompletableFuture<ControllerAddress> serving;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CompletableFuture<Throwable> fault = new CompletableFuture<>();

    private AllInOneNode(BrokerPlace place, Path data, ControllerConfig controllerConfig, AgentConfig agentConfig, Progress progress) {
        this.data = data;
        this.place = place;
        controllerVerticle = new ControllerVerticle(controllerConfig);
        AgentVerticle agentVerticle = new AgentVerticle(agentConfig);
        broker = CompletableFuture.supplyAsync(place::start, task -> Thread.ofPlatform().name("broker-start").start(task));
        controller = RoleInVertx.deploy(vertx, "controller", controllerVerticle);
        agent = RoleInVertx.deploy(vertx, "agent", agentVerticle);

        serving = controller.deployed().thenApply(_ -> ControllerAddress.find(null, null, data));
        CompletableFuture<Void> brokerRuns = broker.thenAccept(running -> {
            progress.step("Kafka accepts clients on " + running.bootstrapServers());
            running.fault().thenAccept(fault::complete);
        });
        CompletableFuture<Void> pageServed = serving.thenAccept(address -> progress.step("the controller serves " + address.url()));
        CompletableFuture<Void> controllerWorks = pageServed.thenCompose(_ -> works(controllerVerticle))
            .thenRun(() -> progress.step("the controller decides"));
        CompletableFuture<Void> agentWorks = agent.deployed().thenCompose(_ -> agentVerticle.ready().toCompletionStage())
            .thenRun(() -> progress.step("the agent samples this node"));
        CompletableFuture<Void> all = CompletableFuture.allOf(brokerRuns, controllerWorks, agentWorks);
        all.thenRun(() -> ready.complete(null));
        fail("broker", brokerRuns);
        fail("controller", controllerWorks);
        fail("agent", agentWorks);
    }

    /// Takes the data directory and starts everything in the background.
    ///
    /// @param data       where everything is kept; overrides what the configurations say, as does the broker's address
    /// @param kafkaPort  of 127.0.0.1; 0 for a free one
    /// @param controller its HTTP port, among others
    /// @param progress   is told what has started
    /// @throws dev.landlord.launcher.RemedyException if the data directory is in use or cannot be used, or Kafka's port is taken
    public static AllInOneNode start(Path data, int kafkaPort, ControllerConfig controller, AgentConfig agent, Progress progress) {
        BrokerPlace place = BrokerPlace.take(new BrokerConfig(data, kafkaPort));
        return new AllInOneNode(place, data,
            controller.withDataDir(data).withKafka(new KafkaConnection(null, place.clientProperties())),
            agent.withStateDir(data.resolve("agent")).withKafka(new KafkaConnection(null, place.clientProperties())), progress);
    }

    public Path data() {
        return data;
    }

    /// `host:port` of the broker.
    public String bootstrapServers() {
        return place.bootstrapServers();
    }

    /// Address and credentials of the broker, for any Kafka tool.
    public Path clientProperties() {
        return place.clientProperties();
    }

    /// Completes when the controller answers HTTP, which may be before it is ready; fails with what a person is told.
    public CompletableFuture<ControllerAddress> serving() {
        return serving.copy();
    }

    /// Completes when every role does its work; fails with what a person is told as soon as one of them cannot start.
    public CompletableFuture<Void> ready() {
        return ready.copy();
    }

    /// Completes with the cause when a role that was ready cannot go on.
    public CompletableFuture<Throwable> fault() {
        return fault.copy();
    }

    /// How much of the history is still to be read; once the controller [serves][#serving].
    public Optional<HistoryBehind> historyBehind() {
        return controllerVerticle.readiness().history();
    }

    private CompletableFuture<Void> works(ControllerVerticle verticle) {
        CompletableFuture<Void> works = new CompletableFuture<>();
        vertx.setPeriodic(READINESS_POLL_MILLIS, timer -> {
            if (works.isDone() || verticle.readiness().waitingFor().isEmpty()) {
                vertx.cancelTimer(timer);
                works.complete(null);
            }
        });
        return works;
    }

    private void fail(String role, CompletableFuture<Void> start) {
        start.whenComplete((_, failure) -> {
            if (failure != null) {
                ready.completeExceptionally(StartFailures.of(role, failure));
            }
        });
    }

    /// Returns when everything has stopped and the data directory is free.
    @Override
    public void close() {
        agent.stop(AGENT_STOP_TIMEOUT);
        controller.stop(STOP_TIMEOUT);
        stopBroker();
        vertx.close().await();
    }

    /// Kafka cannot be stopped while it starts.
    private void stopBroker() {
        try {
            broker.get(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).close();
        } catch (ExecutionException | CompletionException _) {
            // It never ran, and gave its place up.
            return;
        } catch (TimeoutException _) {
            LOG.warn("Kafka was still starting after {} s; going on without stopping it", STOP_TIMEOUT.toSeconds());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
