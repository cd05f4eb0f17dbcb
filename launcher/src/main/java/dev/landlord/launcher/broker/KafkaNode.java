package dev.landlord.launcher.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.fault.FaultHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/// Kafka's controller and broker in one process, put together as `kafka.server.KafkaRaftServer` does, with two differences: the
/// sockets are bound beforehand, and a fatal fault is reported instead of ending the JVM, in which an agent may have limits to put back.
final class KafkaNode {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaNode.class);

    /// Where Kafka's wish to end the JVM goes, which names no node: to all that run here.
    private static final Set<KafkaNode> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Exit.setExitProcedure(KafkaNode::giveUp);
        Exit.setHaltProcedure(KafkaNode::giveUp);
    }

    private final CompletableFuture<Throwable> fault = new CompletableFuture<>();
    private final ControllerServer controller;
    private final BrokerServer broker;
    private final String clusterId;

    /// Opens the log directory, which must have been formatted; nothing runs yet.
    KafkaNode(Properties settings, Listener clients, Listener controllers) {
        KafkaConfig config = KafkaConfig.fromProps(settings, false);
        Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> directories = KafkaRaftServer.initializeLogDirs(config, LOG, "");
        clusterId = directories._1().clusterId().orElseThrow();
        Map<Integer, InetSocketAddress> voters = Map.of(BrokerSettings.NODE_ID,
            new InetSocketAddress(Listener.HOST, controllers.port()));
        SharedServer shared = new SharedServer(config, directories._1(), Time.SYSTEM,
            Server.initializeMetrics(config, Time.SYSTEM, clusterId),
            CompletableFuture.completedFuture(voters), List.of(), this::faultHandler,
            (name, address, backlog, receiveBuffer) -> bound(name, clients, controllers));
        controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), directories._2());
        broker = new BrokerServer(shared);
    }

    /// Prepares an empty log directory and gives it a random cluster id; leaves a formatted one as it is.
    static void format(Path logDirectory) throws IOException {
        if (Files.exists(logDirectory.resolve(MetaPropertiesEnsemble.META_PROPERTIES_NAME))) {
            return;
        }
        Files.createDirectories(logDirectory);
        try {
            new Formatter()
                .setNodeId(BrokerSettings.NODE_ID)
                .setClusterId(Uuid.randomUuid().toString())
                .setControllerListenerName(Listener.CONTROLLER)
                .addDirectory(logDirectory.toString())
                .setMetadataLogDirectory(logDirectory.toString())
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false))
                .run();
        } catch (Exception e) {
            throw new BrokerException("Kafka cannot prepare " + logDirectory + ": " + e.getMessage(), e);
        }
    }

    /// Returns when clients are accepted.
    void start() {
        RUNNING.add(this);
        controller.startup();
        broker.startup();
    }

    /// Returns when both have ended and the log is on disk.
    void stop() {
        broker.shutdown();
        controller.shutdown();
        broker.awaitShutdown();
        controller.awaitShutdown();
        RUNNING.remove(this);
    }

    String clusterId() {
        return clusterId;
    }

    /// Completes with the cause when Kafka meets a fault after which it cannot go on.
    CompletableFuture<Throwable> fault() {
        return fault.copy();
    }

    private FaultHandler faultHandler(String name, boolean fatal, Runnable action) {
        return (message, cause) -> {
            LOG.error("Kafka's {} met a {} fault: {}", name, fatal ? "fatal" : "passing", message, cause);
            action.run();
            RuntimeException failure = new BrokerException("Kafka's " + name + ": " + message, cause);
            if (fatal) {
                fault.complete(failure);
            }
            return failure;
        };
    }

    private static void giveUp(int status, String message) {
        RuntimeException failure = new BrokerException("Kafka gave up with status " + status + (message == null ? "" : ": " + message)
            + "; is its data directory full or gone?");
        long stricken = RUNNING.stream().filter(node -> node.fault.complete(failure)).count();
        if (stricken > 0) {
            LOG.error(failure.getMessage());
        }
    }

    private static ServerSocketChannel bound(String listener, Listener clients, Listener controllers) {
        return listener.equals(controllers.name()) ? controllers.socket() : clients.socket();
    }
}
