package dev.landlord.launcher.broker;

import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Kafka's configuration for one node that serves one machine: few threads, little memory, small files, nothing replicated.
final class BrokerSettings {
    static final int NODE_ID = 1;

    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;

    private BrokerSettings() {
    }

    /// @param client whom the client listener serves
    /// @param self as whom the broker calls its own two listeners
    static Properties of(Path logDirectory, Listener clients, Listener controllers, Credentials client, Credentials self) {
        Properties settings = new Properties();
        node(settings, logDirectory, clients, controllers);
        security(settings, clients, controllers, client, self);
        threadsAndMemory(settings);
        files(settings);
        internalTopics(settings);
        return settings;
    }

    private static void node(Properties settings, Path logDirectory, Listener clients, Listener controllers) {
        set(settings, "process.roles", "broker,controller");
        set(settings, "node.id", NODE_ID);
        set(settings, "log.dirs", logDirectory);
        set(settings, "listeners", clients.url() + "," + controllers.url());
        set(settings, "advertised.listeners", clients.url());
        set(settings, "inter.broker.listener.name", clients.name());
        set(settings, "controller.listener.names", controllers.name());
        set(settings, "controller.quorum.voters", NODE_ID + "@" + controllers.address());
        set(settings, "auto.create.topics.enable", false);
        // A broker that was killed may not register again before its old session has run out.
        set(settings, "broker.heartbeat.interval.ms", 500);
        set(settings, "broker.session.timeout.ms", 3000);
        // Registering every metric as a JMX bean costs start time, and nobody reads them.
        set(settings, "metric.reporters", "");
    }

    /// Both listeners want SASL. Clients may choose between SCRAM, which programs that reconnect by themselves should use, because it
    /// shows the password to nobody, not even to another user's program that took the port while the broker was down; and PLAIN,
    /// for tools built on librdkafka before 2.6.1, whose SCRAM Kafka 4 refuses.
    private static void security(Properties settings, Listener clients, Listener controllers, Credentials client, Credentials self) {
        set(settings, "listener.security.protocol.map", clients.name() + ":" + Credentials.SECURITY_PROTOCOL + ","
            + controllers.name() + ":" + Credentials.SECURITY_PROTOCOL);
        set(settings, "sasl.mechanism.inter.broker.protocol", "PLAIN");
        set(settings, "sasl.mechanism.controller.protocol", "PLAIN");

        set(settings, clients.setting("sasl.enabled.mechanisms"), OneUser.MECHANISM.mechanismName() + ",PLAIN");
        set(settings, clients.setting("plain.sasl.jaas.config"), plainLogin(self, client));
        set(settings, clients.setting("scram-sha-256.sasl.jaas.config"), client.scramLogin());
        set(settings, clients.setting("scram-sha-256.sasl.server.callback.handler.class"), OneUser.class.getName());

        set(settings, controllers.setting("sasl.enabled.mechanisms"), "PLAIN");
        set(settings, controllers.setting("plain.sasl.jaas.config"), plainLogin(self));
    }

    private static String plainLogin(Credentials self, Credentials... others) {
        return Stream.concat(Stream.of(self), Stream.of(others))
            .map(user -> " user_%s=\"%s\"".formatted(user.user(), user.password()))
            .collect(Collectors.joining("", "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\""
                .formatted(self.user(), self.password()), ";"));
    }

    private static void threadsAndMemory(Properties settings) {
        set(settings, "num.network.threads", 2);
        set(settings, "num.io.threads", 2);
        set(settings, "background.threads", 2);
        set(settings, "num.recovery.threads.per.data.dir", 1);
        set(settings, "log.cleaner.threads", 1);
        set(settings, "log.cleaner.dedupe.buffer.size", 4 * MIB);
        set(settings, "log.cleaner.io.buffer.size", 128 * KIB);
    }

    private static void files(Properties settings) {
        set(settings, "log.segment.bytes", 64 * MIB);
        set(settings, "log.index.size.max.bytes", MIB);
        set(settings, "metadata.log.segment.bytes", 8 * MIB);
        set(settings, "metadata.log.max.record.bytes.between.snapshots", 4 * MIB);
        set(settings, "metadata.max.retention.bytes", 32 * MIB);
        // Otherwise an idle controller appends a record twice a second for ever.
        set(settings, "metadata.max.idle.interval.ms", 0);
    }

    private static void internalTopics(Properties settings) {
        set(settings, "default.replication.factor", 1);
        set(settings, "offsets.topic.replication.factor", 1);
        set(settings, "offsets.topic.num.partitions", 8);
        set(settings, "offsets.topic.segment.bytes", 8 * MIB);
        set(settings, "transaction.state.log.replication.factor", 1);
        set(settings, "transaction.state.log.min.isr", 1);
        set(settings, "transaction.state.log.num.partitions", 4);
        set(settings, "share.coordinator.state.topic.replication.factor", 1);
        set(settings, "share.coordinator.state.topic.min.isr", 1);
        set(settings, "share.coordinator.state.topic.num.partitions", 1);
        set(settings, "group.initial.rebalance.delay.ms", 0);
    }

    private static void set(Properties settings, String name, Object value) {
        settings.setProperty(name, value.toString());
    }
}
