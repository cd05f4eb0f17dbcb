package dev.landlord.agent.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.CommandKey;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.Reason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class CommandIntakeTest {
    private static final String TOPIC = Topic.COMMANDS.topicName();
    private static final int PARTITIONS = 4;
    private static final NodeId NODE = new NodeId("n1");
    private static final TopicPartition MINE = new TopicPartition(TOPIC, CommandKey.partition(NODE, PARTITIONS));

    private final MockConsumer<String, byte[]> kafka = new MockConsumer<>("earliest");
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private Future<Void> answer = Future.succeededFuture();
    private CommandIntake intake;
    private long offset;

    @BeforeEach
    void build(Vertx vertx) {
        kafka.updatePartitions(TOPIC, IntStream.range(0, PARTITIONS)
            .mapToObj(i -> new PartitionInfo(TOPIC, i, Node.noNode(), new Node[0], new Node[0])).toList());
        kafka.updateBeginningOffsets(IntStream.range(0, PARTITIONS).boxed().collect(Collectors.toMap(i -> new TopicPartition(TOPIC, i), _ -> 0L)));
        intake = new CommandIntake(vertx, KafkaReadStream.create(vertx, kafka), NODE, (command, isFound) -> {
            taken.add(
                "%s %s %s".formatted(command.key(), command instanceof Command.Throttle t ? t.generation() : "evict", isFound ? "found" : "live"));
            return answer;
        });
    }

    private static Command.Throttle throttle(NodeId node, String tenant, long generation) {
        return new Command.Throttle(node, new TenantId(tenant), 1, generation, Instant.EPOCH, 1_000, Limits.ofCpu(1), new Reason("test", ""));
    }

    private void put(Command command) {
        put(command.key(), MessageCodec.encode(command));
    }

    private void put(String key, byte[] value) {
        kafka.addRecord(new ConsumerRecord<>(TOPIC, MINE.partition(), offset++, key, value));
    }

    @Test
    void readsToTheEndActsOnTheLatestOfEachKeyThenFollows() throws Exception {
        kafka.updateEndOffsets(Map.of(MINE, 4L));
        kafka.schedulePollTask(() -> {
            put(throttle(NODE, "a", 1));
            put(throttle(NODE, "b", 1));
        });
        kafka.schedulePollTask(() -> {
            put(throttle(NODE, "a", 2));
            put("n1/b", null);
        });
        intake.start().await(10, TimeUnit.SECONDS);
        assertThat(kafka.assignment()).containsExactly(MINE);
        assertThat(taken).containsExactly("n1/a 2 found");

        kafka.schedulePollTask(() -> put(throttle(NODE, "a", 3)));
        Awaitility.await().untilAsserted(() -> assertThat(taken).containsExactly("n1/a 2 found", "n1/a 3 live"));
        intake.stop().await(10, TimeUnit.SECONDS);
    }

    @Test
    void skipsAndCountsWhatItCannotReadAndPassesOverOtherNodes() throws Exception {
        kafka.updateEndOffsets(Map.of(MINE, 7L));
        kafka.schedulePollTask(() -> {
            put(throttle(new NodeId("other"), "a", 1));
            put("no key", MessageCodec.encode(throttle(NODE, "a", 1)));
            put(null, MessageCodec.encode(throttle(NODE, "a", 1)));
            put("n1/a", "no json".getBytes(UTF_8));
            put("n1/a", "{\"schema\":\"landlord.commands/2\"}".getBytes(UTF_8));
            put("n1/b", MessageCodec.encode(throttle(NODE, "a", 1)));
            put(throttle(NODE, "c", 1));
        });
        intake.start().await(10, TimeUnit.SECONDS);

        assertThat(taken).containsExactly("n1/c 1 found");
        assertThat(intake.skipped()).isEqualTo(5);
        intake.stop().await(10, TimeUnit.SECONDS);
    }

    @Test
    void readsOnOnlyWhenWhatWasReadIsOnDisk() throws Exception {
        kafka.updateEndOffsets(Map.of(MINE, 0L));
        intake.start().await(10, TimeUnit.SECONDS);
        var disk = Promise.<Void>promise();
        answer = disk.future();
        kafka.schedulePollTask(() -> put(throttle(NODE, "a", 1)));
        Awaitility.await().untilAsserted(() -> assertThat(taken).hasSize(1));
        kafka.schedulePollTask(() -> put(throttle(NODE, "a", 2)));

        Awaitility.await().during(600, TimeUnit.MILLISECONDS).untilAsserted(() -> assertThat(taken).hasSize(1));
        disk.fail("the disk is full");
        Awaitility.await().untilAsserted(() -> assertThat(taken).hasSize(2));
        intake.stop().await(10, TimeUnit.SECONDS);
    }
}
