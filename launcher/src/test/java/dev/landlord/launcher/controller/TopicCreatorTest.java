package dev.landlord.launcher.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.landlord.launcher.harness.TestKafka;
import dev.landlord.protocol.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TopicCreatorTest {
    @RegisterExtension
    static final TestKafka KAFKA = TestKafka.fresh();

    @TempDir
    private Path data;

    @Test
    @Order(1)
    void severalControllersMakeTheTopicsTogether() throws Exception {
        var config = TestController.config(KAFKA, data, 3);
        try (var first = new TestController(config); var second = new TestController(config); var third = new TestController(config);
            var admin = Admin.create(KAFKA.clientConfig())) {
            first.awaitReady();
            second.awaitReady();
            third.awaitReady();

            var topics = admin.describeTopics(Arrays.stream(Topic.values()).map(Topic::topicName).toList()).allTopicNames().get();
            var partitions = topics.values().stream().collect(Collectors.toMap(topic -> topic.name(), topic -> topic.partitions().size()));
            assertThat(partitions).isEqualTo(Map.of("landlord.tenants", 1, "landlord.usage", 3, "landlord.nodes", 1, "landlord.commands", 2,
                "landlord.acks", 3, "landlord.decisions", 4, "landlord.requests", 3, "landlord.state", 3,
                "landlord.settings", 1, "landlord.ledger", 4));
            // Each newcomer has the partitions shared out anew.
            await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> assertThat(
                first.gauge("landlord.controller.owned.partitions") + second.gauge("landlord.controller.owned.partitions")
                    + third.gauge("landlord.controller.owned.partitions")).isEqualTo(3));
        }
    }

    @Test
    @Order(2)
    void aTopicMadeOtherwiseIsRefusedUntilItIsMended() throws Exception {
        try (var admin = Admin.create(KAFKA.clientConfig())) {
            set(admin, "message.timestamp.type", "CreateTime");
            try (var controller = new TestController(TestController.config(KAFKA, data, 3))) {
                await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> assertThat(controller.detail())
                    .contains("topic landlord.usage: message.timestamp.type is CreateTime, wanted LogAppendTime", "kafka-configs.sh"));
                assertThat(controller.waitingFor()).contains("topics", "ownership");

                set(admin, "message.timestamp.type", "LogAppendTime");
                controller.awaitReady();
            }
        }
    }

    private static void set(Admin admin, String setting, String value) throws Exception {
        admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, Topic.USAGE.topicName()),
            List.of(new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET)))).all().get();
    }
}
