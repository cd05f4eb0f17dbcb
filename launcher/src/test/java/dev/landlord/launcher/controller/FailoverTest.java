package dev.landlord.launcher.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.landlord.launcher.harness.TestKafka;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.TenantSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// A partition changes hands: by a clean stop, by `kill -9`, and because its owner hangs.
@Timeout(400)
@Order(1)
class FailoverTest {
    private static final int PARTITIONS = 2;
    private static final double QUOTA = 0.5;
    private static final long MEMORY_QUOTA = 1 << 20;

    @RegisterExtension
    static final TestKafka KAFKA = TestKafka.fresh();

    @TempDir
    private Path data;

    private Topics topics;
    private FakeAgent agent;

    @BeforeEach
    void open() {
        topics = new Topics(KAFKA);
        agent = new FakeAgent(topics, "n1");
    }

    @AfterEach
    void close() {
        topics.close();
    }

    @Test
    void aCleanStopHandsEverythingOver() {
        var hog = new TenantId("hog-stop");
        try (var second = secondAfter(first -> {
            throttle(hog);
            return null;
        })) {
            second.awaitReady();
            var before = throttles(hog).getFirst();
            var after = patiently().until(() -> throttles(hog).getLast(), last -> last.epoch() > before.epoch());

            assertThat(after.limits()).isEqualTo(before.limits()).isEqualTo(Limits.ofCpu(QUOTA));
            assertThat(after.generation()).isGreaterThanOrEqualTo(before.generation());
            patiently().untilAsserted(() -> {
                agent.answer();
                assertThat(acks(hog)).last().satisfies(ack -> assertThat(ack.epoch()).isEqualTo(after.epoch()));
            });
            assertThat(acks(hog)).noneMatch(ack -> ack.outcome() == Ack.Outcome.STALE);
            assertThat(decisions(hog, Decision.Action.THROTTLE)).hasSize(1);
            assertThat(decisions(hog, Decision.Action.RELEASE)).isEmpty();
            assertThat(second.metric("landlord.controller.poison")).isZero();
        }
    }

    private interface Story {
        Void with(TestController first);
    }

    private TestController secondAfter(Story story) {
        var config = TestController.config(KAFKA, data, PARTITIONS);
        try (var first = new TestController(config).awaitReady()) {
            story.with(first);
        }
        return new TestController(config);
    }

    @Test
    void afterAKillDuringAThrottleAndAnEvictionTheNextOneFinishesThem() {
        var hog = new TenantId("hog-kill");
        var leak = new TenantId("leak-kill");
        try (var _ = new ControllerProcess(KAFKA, data, PARTITIONS)) {
            patiently().until(() -> exists(Topic.TENANTS));
            throttle(hog);
            orderEviction(leak, hog);
        } // Killed before the agent has answered the order.

        try (var _ = new ControllerProcess(KAFKA, data, PARTITIONS)) {
            var ordered = evictions(leak).getFirst();
            patiently().until(() -> evictions(leak).getLast().epoch() > ordered.epoch());
            agent.answer();
            patiently().until(() -> !decisions(leak, Decision.Action.EVICTED).isEmpty());
            patiently().until(() -> topics.all(Topic.COMMANDS).getLast().value() == null || isCleared(ordered));

            assertThat(evictions(leak).stream().map(Command.Evict::order).distinct()).containsExactly(ordered.order());
            // Of another partition, whose owner may begin a little later.
            patiently().until(() -> throttles(hog).getLast().epoch() > throttles(hog).getFirst().epoch());
            var throttled = throttles(hog);
            assertThat(throttled.getLast().limits()).isEqualTo(Limits.ofCpu(QUOTA));
            assertThat(epochs(hog)).isSorted();
        }
    }

    @Test
    void whoHangsAndComesBackIsFenced() {
        var hog = new TenantId("hog-hang");
        try (var hanging = new ControllerProcess(KAFKA, data, PARTITIONS)) {
            patiently().until(() -> exists(Topic.TENANTS));
            throttle(hog);
            var old = throttles(hog).getFirst().epoch();
            hanging.suspend();
            try (var second = new TestController(TestController.config(KAFKA, data, PARTITIONS)).awaitReady()) {
                patiently().until(() -> throttles(hog).getLast().epoch() > old);
                var owner = throttles(hog).getLast().epoch();
                agent.answer();

                hanging.resume();
                // It would renew its leases and write its states if it still believed to own anything.
                agent.use(hog, 5, 4 * QUOTA, 1);
                patiently().during(Duration.ofSeconds(5)).untilAsserted(() -> {
                    var snapshots = topics.all(Topic.STATE).stream().filter(state -> state.key().equals(hog.value())).toList();
                    assertThat(snapshots.getLast().epoch()).isGreaterThanOrEqualTo(owner);
                    assertThat(throttles(hog).getLast().epoch()).isGreaterThanOrEqualTo(owner);
                });
                assertThat(second.waitingFor()).isEmpty();
                agent.answer();
                assertThat(agent.limits(hog)).isEqualTo(Limits.ofCpu(QUOTA));
            }
        }
    }

    /// Declares the tenant, lets it use four times its quota, and waits for the throttle and the answer to it.
    private void throttle(TenantId tenant) {
        declare(tenant);
        patiently().until(() -> {
            agent.use(tenant, 5, 4 * QUOTA, 1);
            return !throttles(tenant).isEmpty();
        });
        patiently().until(() -> {
            agent.answer();
            return !decisions(tenant, Decision.Action.ACK).isEmpty();
        });
    }

    /// Declares the tenant, lets it hold four times its memory quota, and waits for the order to end its workload. Meanwhile the other one goes on,
    /// so that its lease is renewed and has not run out when the next controller begins.
    private void orderEviction(TenantId tenant, TenantId other) {
        declare(tenant);
        patiently().until(() -> {
            agent.use(tenant, 5, 0, 4 * MEMORY_QUOTA);
            agent.use(other, 5, 4 * QUOTA, 1);
            return !evictions(tenant).isEmpty();
        });
    }

    private void declare(TenantId tenant) {
        agent.reportIn();
        topics.send(new TenantSpec(tenant, 1, "strict", new Quota(QUOTA, MEMORY_QUOTA, null, null), null, List.of(), Map.of()));
        patiently().until(() -> !decisions(tenant, Decision.Action.DECLARED).isEmpty());
    }

    private boolean exists(Topic topic) {
        try {
            topics.all(topic);
            return true;
        } catch (RuntimeException _) {
            return false;
        }
    }

    private boolean isCleared(Command.Evict order) {
        return topics.all(Topic.COMMANDS).stream().anyMatch(seen -> seen.key().equals(order.key()) && seen.value() == null);
    }

    private List<Command.Throttle> throttles(TenantId tenant) {
        return commands(tenant, Command.Throttle.class);
    }

    private List<Command.Evict> evictions(TenantId tenant) {
        return commands(tenant, Command.Evict.class);
    }

    private <T extends Command> List<T> commands(TenantId tenant, Class<T> type) {
        return topics.messages(Topic.COMMANDS, Command.class).stream().filter(type::isInstance).map(type::cast)
            .filter(command -> command.tenant().equals(tenant)).toList();
    }

    private List<Decision> decisions(TenantId tenant, Decision.Action action) {
        return List.copyOf(topics.messages(Topic.DECISIONS, Decision.class).stream()
            .filter(decision -> decision.tenant().equals(tenant) && decision.action() == action)
            .collect(Collectors.toMap(Decision::id, decision -> decision, (first, _) -> first)).values());
    }

    private List<Ack> acks(TenantId tenant) {
        return topics.messages(Topic.ACKS, Ack.class).stream().filter(ack -> ack.tenant().equals(tenant)).toList();
    }

    private List<Long> epochs(TenantId tenant) {
        return topics.all(Topic.STATE).stream().filter(state -> state.key().equals(tenant.value()) && state.value() != null)
            .map(Topics.Seen::epoch).toList();
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(500));
    }
}
