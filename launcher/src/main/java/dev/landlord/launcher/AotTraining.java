package dev.landlord.launcher;

import dev.landlord.launcher.broker.BrokerConfig;
import dev.landlord.launcher.broker.EmbeddedBroker;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// What the build runs once with `-XX:AOTCacheOutput` (JEP 514), so that the JVM finds the classes of a start already loaded and
/// linked: one short life of what `landlord demo` starts. A failure costs only the speed, and so does not fail the build.
final class AotTraining {
    private static final String TOPIC = "training-" + ProcessHandle.current().pid();

    private AotTraining() {
    }

    public static void main(String[] arguments) throws IOException {
        Main.commandLine().execute("--version");
        Path data = Path.of(arguments[0]);
        try (EmbeddedBroker broker = EmbeddedBroker.start(new BrokerConfig(data, 0))) {
            useAsClientsDo(config(broker));
        } catch (Exception e) {
            System.err.println("no AOT cache, so ./landlord will start more slowly: " + e);
            Runtime.getRuntime().halt(0);
        }
    }

    private static void useAsClientsDo(Properties config) throws Exception {
        try (Admin admin = Admin.create(config)) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
        }
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(TOPIC, "key", "value")).get();
        }
        config.setProperty("group.id", TOPIC);
        config.setProperty("auto.offset.reset", "earliest");
        try (KafkaConsumer<String, String> consumer =
                 new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(TOPIC));
            consumer.poll(Duration.ofSeconds(10));
            consumer.commitSync();
        }
    }

    private static Properties config(EmbeddedBroker broker) throws IOException {
        Properties config = new Properties();
        try (Reader reader = Files.newBufferedReader(broker.clientProperties())) {
            config.load(reader);
        }
        return config;
    }
}
