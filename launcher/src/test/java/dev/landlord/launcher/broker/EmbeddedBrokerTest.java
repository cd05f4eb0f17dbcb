package dev.landlord.launcher.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.Reader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {
    private static final String TOPIC = "greetings";

    @TempDir
    private Path data;

    @Test
    void servesGeneratedCredentialsAndKeepsDataAndThemOverARestart() throws Exception {
        String clusterId;
        Properties firstConfig;
        try (EmbeddedBroker broker = start()) {
            clusterId = broker.clusterId();
            firstConfig = clientConfig(broker);
            try (Admin admin = Admin.create(firstConfig)) {
                admin.createTopics(List.of(new NewTopic(TOPIC, 2, (short) 1))).all().get();
            }
            produce(firstConfig, "hello");
            assertThat(consume(firstConfig)).containsExactly("hello");
        }

        try (EmbeddedBroker broker = start()) {
            assertThat(broker.clusterId()).isEqualTo(clusterId);
            assertThat(clientConfig(broker).getProperty("sasl.jaas.config")).isEqualTo(firstConfig.getProperty("sasl.jaas.config"));
            assertThat(clientConfig(broker).getProperty("bootstrap.servers")).isEqualTo(broker.bootstrapServers());
            produce(clientConfig(broker), "again");
            Awaitility.await().untilAsserted(() ->
                assertThat(consume(clientConfig(broker))).containsExactlyInAnyOrder("hello", "again"));
        }
    }

    @Test
    void refusesEverybodyElseOnEveryListener() throws Exception {
        try (EmbeddedBroker broker = start()) {
            String password = new CredentialFiles(data).storedPassword().orElseThrow();
            Map<String, String> clients = Map.of("bootstrap.servers", broker.bootstrapServers());
            Map<String, String> controller = Map.of("bootstrap.controllers", broker.controllerAddress());

            assertAccepted(with(clients, "PLAIN", "landlord", password));
            assertAccepted(with(clients, "SCRAM-SHA-256", "landlord", password));
            for (Map<String, String> listener : List.of(clients, controller)) {
                assertUnserved(Map.of("security.protocol", "PLAINTEXT"), listener);
                assertRefused(with(listener, "PLAIN", "landlord", "wrong"));
                assertRefused(with(listener, "SCRAM-SHA-256", "landlord", "wrong"));
                assertRefused(with(listener, "PLAIN", "broker", password));
                assertRefused(with(listener, "SCRAM-SHA-256", "mallory", password));
            }
            assertRefused(with(controller, "PLAIN", "landlord", password));
            assertRefused(with(controller, "SCRAM-SHA-256", "landlord", password));
        }
    }

    @Test
    void listensOnLoopbackOnly() throws Exception {
        try (EmbeddedBroker broker = start()) {
            assertThat(List.of(broker.bootstrapServers(), broker.controllerAddress())).allMatch(at -> at.startsWith("127.0.0.1:"));
        }
    }

    @Test
    void credentialsAreTheOwnersAlone() throws Exception {
        Path fresh = data.resolve("made").resolve("by-the-broker");
        try (EmbeddedBroker broker = EmbeddedBroker.start(new BrokerConfig(fresh, 0))) {
            assertThat(mode(fresh)).isEqualTo("rwx------");
            assertThat(mode(broker.clientProperties())).isEqualTo("rw-------");
            assertThat(mode(broker.kcatConfig())).isEqualTo("rw-------");
        }
    }

    @Test
    void aPasswordThatOthersCouldReadIsMadeAnew() throws Exception {
        String leaked;
        try (EmbeddedBroker broker = start()) {
            leaked = clientConfig(broker).getProperty("sasl.jaas.config");
            Files.setPosixFilePermissions(broker.clientProperties(), PosixFilePermissions.fromString("rw-r--r--"));
        }
        try (EmbeddedBroker broker = start()) {
            assertThat(clientConfig(broker).getProperty("sasl.jaas.config")).isNotEqualTo(leaked);
            assertThat(mode(broker.clientProperties())).isEqualTo("rw-------");
            assertAccepted(clientConfig(broker));
        }
    }

    @Test
    void aDirectoryInUseIsNamedWithTheRemedyAndFreeAfterwards() throws Exception {
        try (EmbeddedBroker _ = start()) {
            assertThatExceptionOfType(BrokerException.class).isThrownBy(this::start)
                .withMessageContaining(data.toRealPath().toString())
                .withMessageContaining("process " + ProcessHandle.current().pid())
                .withMessageContaining("--data");
        }
        start().close();
    }

    @Test
    void aTakenPortIsNamedWithTheRemedyAndTheDirectoryStaysFree() throws Exception {
        try (ServerSocket other = new ServerSocket()) {
            other.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
            assertThatExceptionOfType(BrokerException.class)
                .isThrownBy(() -> EmbeddedBroker.start(new BrokerConfig(data, other.getLocalPort())))
                .withMessageContaining("port " + other.getLocalPort())
                .withMessageContaining("--port");
        }
        start().close();
    }

    @Test
    void aBrokenCredentialsFileIsNamedWithTheRemedy() throws Exception {
        start().close();
        new PrivateFile(data.resolve("client.properties")).replace("sasl.jaas.config=none\n");

        assertThatExceptionOfType(BrokerException.class).isThrownBy(this::start)
            .withMessageContaining("client.properties").withMessageContaining("delete it");
    }

    @Test
    void aLostDataDirectoryIsAFaultAndNotTheEndOfTheJvm() throws Exception {
        Path lost = data.resolve("kafka");
        try (EmbeddedBroker broker = start()) {
            Files.move(lost, data.resolve("elsewhere"));
            try (Admin admin = Admin.create(clientConfig(broker))) {
                admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1)));
                assertThat(broker.fault().toCompletableFuture()).succeedsWithin(Duration.ofSeconds(30))
                    .asInstanceOf(InstanceOfAssertFactories.THROWABLE).hasMessageContaining("full or gone");
            }
        }
    }

    private EmbeddedBroker start() {
        return EmbeddedBroker.start(new BrokerConfig(data, 0));
    }

    private static Properties with(Map<String, String> listener, String mechanism, String user, String password) {
        String module = mechanism.equals("PLAIN") ? "plain.PlainLoginModule" : "scram.ScramLoginModule";
        Properties config = new Properties();
        config.putAll(listener);
        config.setProperty("security.protocol", "SASL_PLAINTEXT");
        config.setProperty("sasl.mechanism", mechanism);
        config.setProperty("sasl.jaas.config", "org.apache.kafka.common.security.%s required username=\"%s\" password=\"%s\";"
            .formatted(module, user, password));
        return config;
    }

    private static void assertAccepted(Properties config) throws Exception {
        try (Admin admin = Admin.create(config)) {
            assertThat(admin.describeCluster().nodes().get()).hasSize(1);
        }
    }

    private static void assertRefused(Properties config) {
        try (Admin admin = Admin.create(config)) {
            assertThatExceptionOfType(ExecutionException.class).as(config.toString())
                .isThrownBy(() -> admin.describeCluster().nodes().get())
                .withCauseInstanceOf(AuthenticationException.class);
        }
    }

    /// A client that does not even try to authenticate hears nothing but the connection closing.
    private static void assertUnserved(Map<String, String> security, Map<String, String> listener) {
        Properties config = new Properties();
        config.putAll(listener);
        config.putAll(security);
        config.setProperty("default.api.timeout.ms", "1500");
        config.setProperty("request.timeout.ms", "1000");
        try (Admin admin = Admin.create(config)) {
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> admin.describeCluster().nodes().get());
        }
    }

    private static Properties clientConfig(EmbeddedBroker broker) throws Exception {
        Properties config = new Properties();
        try (Reader reader = Files.newBufferedReader(broker.clientProperties())) {
            config.load(reader);
        }
        return config;
    }

    private static void produce(Properties config, String value) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(TOPIC, value)).get();
        }
    }

    private static List<String> consume(Properties config) {
        Properties group = new Properties();
        group.putAll(config);
        group.setProperty("group.id", "test-" + System.nanoTime());
        group.setProperty("auto.offset.reset", "earliest");
        try (KafkaConsumer<String, String> consumer =
                 new KafkaConsumer<>(group, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(TOPIC));
            return Awaitility.await().atMost(Duration.ofSeconds(20)).until(
                () -> stream(consumer).map(ConsumerRecord::value).toList(), values -> !values.isEmpty());
        }
    }

    private static Stream<ConsumerRecord<String, String>> stream(KafkaConsumer<String, String> consumer) {
        return StreamSupport.stream(consumer.poll(Duration.ofMillis(500)).records(TOPIC).spliterator(), false);
    }

    private static String mode(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
