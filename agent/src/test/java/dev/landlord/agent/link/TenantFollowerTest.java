package dev.landlord.agent.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.TenantSpec;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
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
class TenantFollowerTest {
    private static final String TOPIC = Topic.TENANTS.topicName();
    private static final TopicPartition P0 = new TopicPartition(TOPIC, 0);
    private static final TopicPartition P1 = new TopicPartition(TOPIC, 1);

    private final MockConsumer<String, byte[]> kafka = new MockConsumer<>("earliest");
    private final List<List<String>> told = new CopyOnWriteArrayList<>();
    private TenantFollower follower;

    @BeforeEach
    void start(Vertx vertx) {
        kafka.updatePartitions(TOPIC, IntStream.range(0, 2)
            .mapToObj(i -> new PartitionInfo(TOPIC, i, Node.noNode(), new Node[0], new Node[0])).toList());
        kafka.updateBeginningOffsets(Map.of(P0, 0L, P1, 0L));
        follower = new TenantFollower(vertx, KafkaReadStream.create(vertx, kafka),
            tenants -> told.add(tenants.stream().map(spec -> spec.id() + "/" + spec.version()).toList()));
    }

    @Test
    void knowsAllTenantsBeforeItSaysSoAndFollowsEveryChange() throws Exception {
        kafka.updateEndOffsets(Map.of(P0, 3L, P1, 1L));
        kafka.schedulePollTask(() -> {
            put(P0, 0, spec("tenant-b", 1));
            put(P0, 1, spec("tenant-c", 1));
        });
        kafka.schedulePollTask(() -> put(P1, 0, spec("tenant-a", 4)));
        kafka.schedulePollTask(() -> tombstone(P0, 2, "tenant-c"));

        follower.start().await(10, TimeUnit.SECONDS);

        assertThat(told).containsExactly(List.of("tenant-a/4", "tenant-b/1"));
        assertThat(follower.tenants()).extracting(TenantSpec::id).containsExactly(new TenantId("tenant-a"), new TenantId("tenant-b"));

        kafka.schedulePollTask(() -> put(P1, 1, spec("tenant-a", 5)));
        kafka.schedulePollTask(() -> tombstone(P0, 3, "tenant-b"));
        Awaitility.await().untilAsserted(() -> assertThat(told).endsWith(List.of("tenant-a/5", "tenant-b/1"), List.of("tenant-a/5")));
        follower.stop().await(10, TimeUnit.SECONDS);
    }

    @Test
    void skipsAndCountsWhatItCannotReadAndKeepsWhatItKnew() throws Exception {
        kafka.updateEndOffsets(Map.of(P0, 5L, P1, 0L));
        kafka.schedulePollTask(() -> {
            put(P0, 0, spec("tenant-a", 1));
            raw(P0, 1, "tenant-a", "no json".getBytes(UTF_8));
            raw(P0, 2, "tenant-a", "{\"schema\":\"landlord.tenants/2\"}".getBytes(UTF_8));
            raw(P0, 3, "tenant-b", MessageCodec.encode(spec("tenant-x", 1)));
            tombstone(P0, 4, "never/known");
        });

        follower.start().await(10, TimeUnit.SECONDS);

        assertThat(told).containsExactly(List.of("tenant-a/1"));
        assertThat(follower.skipped()).isEqualTo(3);
        follower.stop().await(10, TimeUnit.SECONDS);
    }

    @Test
    void anEmptyTopicIsKnownAtOnce() throws Exception {
        kafka.updateEndOffsets(Map.of(P0, 0L, P1, 0L));
        follower.start().await(10, TimeUnit.SECONDS);
        assertThat(told).containsExactly(List.of());
        follower.stop().await(10, TimeUnit.SECONDS);
        assertThat(kafka.closed()).isTrue();
    }

    private void put(TopicPartition partition, long offset, TenantSpec spec) {
        raw(partition, offset, spec.key(), MessageCodec.encode(spec));
    }

    private void tombstone(TopicPartition partition, long offset, String key) {
        raw(partition, offset, key, null);
    }

    private void raw(TopicPartition partition, long offset, String key, byte[] value) {
        kafka.addRecord(new ConsumerRecord<>(TOPIC, partition.partition(), offset, key, value));
    }

    private static TenantSpec spec(String id, long version) {
        return new TenantSpec(new TenantId(id), version, null, null, null, null, null);
    }
}
