package dev.landlord.launcher.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.agent.AgentConfig;
import dev.landlord.agent.AgentVerticle;
import dev.landlord.agent.host.Controller;
import dev.landlord.agent.host.Mount;
import dev.landlord.agent.host.OwnSubtree;
import dev.landlord.launcher.harness.TestKafka;
import dev.landlord.launcher.harness.TestSubtree;
import dev.landlord.protocol.CommandKey;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.WorkloadId;
import dev.landlord.protocol.document.KafkaConnection;
import dev.landlord.protocol.json.Decoded;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.Ack.Outcome;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.Message;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.Reason;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.test.Require;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// An agent on a real broker and real cgroups, commanded as a controller would.
class AgentEnforcesTest {
    @RegisterExtension
    static final TestKafka KAFKA = TestKafka.fresh();

    private static final int PARTITIONS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Reason REASON = new Reason("test", "");

    @TempDir
    Path stateDir;
    private final NodeId node = new NodeId("n" + UUID.randomUUID());
    private final TenantId tenant = new TenantId("t" + UUID.randomUUID());
    private final List<Ack> acks = new ArrayList<>();
    private TestSubtree testSubtree;
    private OwnSubtree subtree;
    private KafkaProducer<String, byte[]> producer;
    private KafkaConsumer<String, byte[]> consumer;
    private Vertx vertx;
    private Process workload;

    @BeforeAll
    static void makeTopics() throws Exception {
        try (Admin admin = Admin.create(KAFKA.clientConfig())) {
            admin.createTopics(Stream.of(Topic.TENANTS, Topic.USAGE, Topic.NODES, Topic.COMMANDS, Topic.ACKS)
                .map(topic -> new NewTopic(topic.topicName(), PARTITIONS, (short) 1).configs(Map.of("message.timestamp.type", "LogAppendTime")))
                .toList()).all().get(60, TimeUnit.SECONDS);
        }
    }

    @BeforeEach
    void start() throws Exception {
        testSubtree = TestSubtree.named("landlord-agent-enforces");
        subtree = testSubtree.own();
        Require.capability("kernel", subtree.layout().mount(Controller.CPU).isPresent(), "controller cpu is not mounted");
        producer = new KafkaProducer<>(KAFKA.clientConfig(), new StringSerializer(), new ByteArraySerializer());
        consumer = new KafkaConsumer<>(KAFKA.clientConfig(), new StringDeserializer(), new ByteArrayDeserializer());
        var partitions = Stream.iterate(0, p -> p < PARTITIONS, p -> p + 1).map(p -> new TopicPartition(Topic.ACKS.topicName(), p)).toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        vertx = Vertx.vertx();
    }

    @AfterEach
    void stop() throws Exception {
        try (var _ = testSubtree; var _ = producer; var _ = consumer) {
            if (workload != null) {
                workload.destroyForcibly().waitFor();
            }
            if (vertx != null) {
                vertx.close().await(60, TimeUnit.SECONDS);
            }
        }
    }

    private String deployAgent() throws Exception {
        var config = AgentConfig.DEFAULTS.withNode(node).withSubtree(subtree.subtree()).withStateDir(stateDir)
            .withKafka(new KafkaConnection(null, KAFKA.clientProperties()));
        var agent = new AgentVerticle(config);
        var deployment = vertx.deployVerticle(agent).await(60, TimeUnit.SECONDS);
        agent.ready().await(60, TimeUnit.SECONDS);
        return deployment;
    }

    private void send(Message message) throws Exception {
        Integer partition = message instanceof Command ? CommandKey.partition(node, PARTITIONS) : null;
        producer.send(new ProducerRecord<>(message.topic().topicName(), partition, message.key(), MessageCodec.encode(message)))
            .get(60, TimeUnit.SECONDS);
    }

    private void throttle(long generation, Limits limits) throws Exception {
        send(new Command.Throttle(node, tenant, 7, generation, Instant.now(), limits.isEmpty() ? 0 : 60_000, limits, REASON));
    }

    private Ack ack(long generation) {
        return Awaitility.await("answer to " + generation).atMost(PATIENCE).until(() -> {
            consumer.poll(Duration.ofMillis(100)).forEach(record -> acks.add(((Decoded.Known<Ack>) MessageCodec.ack(record.value())).message()));
            return acks.stream().filter(a -> a.generation() != null && a.generation() == generation).reduce((_, last) -> last).orElse(null);
        }, Objects::nonNull);
    }

    private Ack ack(String order) {
        return Awaitility.await("answer to " + order).atMost(PATIENCE).until(() -> {
            consumer.poll(Duration.ofMillis(100)).forEach(record -> acks.add(((Decoded.Known<Ack>) MessageCodec.ack(record.value())).message()));
            return acks.stream().filter(a -> order.equals(a.order())).findFirst().orElse(null);
        }, Objects::nonNull);
    }

    private String cpuLimit() throws Exception {
        boolean isV1 = subtree.layout().mount(Controller.CPU).orElseThrow().version() == Mount.Version.V1;
        return Files.readString(subtree.directory(Controller.CPU, tenant).orElseThrow().resolve(isV1 ? "cpu.cfs_quota_us" : "cpu.max"));
    }

    private void run() throws Exception {
        var script = new StringBuilder();
        for (var directory : subtree.directories(tenant, new WorkloadId("hog"))) {
            Files.createDirectories(directory);
            script.append("echo $$ > '").append(directory).append("/cgroup.procs'; ");
        }
        workload = new ProcessBuilder("sh", "-c", script + "while :; do :; done").start();
    }

    @Test
    void carriesOutWhatIsCommandedAndTakesItBackWhenItStops() throws Exception {
        send(new TenantSpec(tenant, 1, null, Quota.NONE, Quota.NONE, List.of(), Map.of()));
        throttle(1, Limits.ofCpu(0.1));
        throttle(2, Limits.ofCpu(0.2));
        var deployment = deployAgent();

        var found = ack(2);
        assertThat(found.outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(found.observed()).isEqualTo(Limits.ofCpu(0.2));
        assertThat(acks).as("only the latest of each key is acted on").noneMatch(a -> Objects.equals(a.generation(), 1L));
        assertThat(cpuLimit()).startsWith("20000");
        throttle(1, Limits.ofCpu(0.1));
        assertThat(ack(1).outcome()).isEqualTo(Outcome.STALE);
        throttle(3, Limits.NONE);
        assertThat(ack(3).outcome()).isEqualTo(Outcome.APPLIED);
        var original = cpuLimit();

        throttle(4, Limits.ofCpu(0.3));
        assertThat(ack(4).outcome()).isEqualTo(Outcome.APPLIED);
        vertx.undeploy(deployment).await(60, TimeUnit.SECONDS);
        assertThat(cpuLimit()).as("taken back by a clean stop").isEqualTo(original);

        acks.clear();
        deployAgent();
        assertThat(ack(4).outcome()).as("still desired").isIn(Outcome.APPLIED, Outcome.UNCHANGED);
        assertThat(cpuLimit()).startsWith("30000");
    }

    @Test
    void whoWasDeletedWhileTheAgentWasAwayHasNoGroupAnyMore() throws Exception {
        send(new TenantSpec(tenant, 1, null, Quota.NONE, new Quota(1.0, null, null, null), List.of(), Map.of()));
        var deployment = deployAgent();
        Awaitility.await().atMost(PATIENCE).until(() -> subtree.directories(tenant).stream().allMatch(Files::isDirectory));
        vertx.undeploy(deployment).await(60, TimeUnit.SECONDS);
        assertThat(Files.readString(stateDir.resolve("tenants"))).as("kept for a start without Kafka").contains(tenant.value());

        producer.send(new ProducerRecord<>(Topic.TENANTS.topicName(), tenant.value(), null)).get(60, TimeUnit.SECONDS);
        deployAgent();

        Awaitility.await().atMost(PATIENCE).until(() -> subtree.directories(tenant).stream().noneMatch(Files::exists));
        Awaitility.await().atMost(PATIENCE).until(() -> !Files.readString(stateDir.resolve("tenants")).contains(tenant.value()));
    }

    @Test
    void evictsAWorkload() throws Exception {
        send(new TenantSpec(tenant, 1, null, Quota.NONE, Quota.NONE, List.of(), Map.of()));
        deployAgent();
        Awaitility.await().atMost(PATIENCE).until(() -> subtree.directories(tenant).stream().allMatch(Files::isDirectory));
        run();
        var directory = subtree.directory(Controller.CPUACCT, tenant, new WorkloadId("hog")).orElseThrow();
        Awaitility.await().atMost(PATIENCE).until(() -> !Files.readString(directory.resolve("cgroup.procs")).isBlank());
        var fence = new Command.Fence(Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip(), "hog",
            subtree.cgroup(tenant, new WorkloadId("hog")), (Long) Files.getAttribute(directory, "unix:ino"));
        send(new Command.Evict(node, tenant, "o-7-1", 7, Instant.now(), 60_000, 1_000, fence, REASON));

        var ack = ack("o-7-1");
        assertThat(ack.outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(ack.remaining()).isZero();
        assertThat(workload.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(directory.resolve("cgroup.procs"))).isBlank();
    }
}
