package dev.landlord.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.Topic;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class TopicsTest {
    private final MockConsumer<String, byte[]> kafka = new MockConsumer<>("earliest");

    @Test
    void waitsForEveryTopicAndSaysForWhich(Vertx vertx) throws Exception {
        make(Topic.TENANTS, Topic.USAGE, Topic.NODES, Topic.STATE);
        var topics = new Topics(vertx, KafkaReadStream.create(vertx, kafka));
        var ready = topics.await();
        Awaitility.await().untilAsserted(() ->
            assertThat(topics.waitingFor()).isEqualTo("topics that a controller has to make: landlord.acks, landlord.commands"));
        assertThat(ready.isComplete()).isFalse();

        make(Topic.COMMANDS, Topic.ACKS);

        ready.await(10, TimeUnit.SECONDS);
        assertThat(topics.waitingFor()).isEmpty();
        Awaitility.await().until(kafka::closed);
    }

    @Test
    void endsItsWaitWhenStopped(Vertx vertx) {
        var topics = new Topics(vertx, KafkaReadStream.create(vertx, kafka));
        var ready = topics.await();
        topics.stop();
        assertThat(ready.failed()).isTrue();
        Awaitility.await().until(kafka::closed);
    }

    private void make(Topic... topics) {
        for (var topic : topics) {
            kafka.updatePartitions(topic.topicName(),
                List.of(new PartitionInfo(topic.topicName(), 0, Node.noNode(), new Node[0], new Node[0])));
        }
    }
}
