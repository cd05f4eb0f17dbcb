package dev.landlord.launcher.controller;

import static dev.landlord.launcher.controller.WideTenantTest.NODES;
import static dev.landlord.launcher.controller.WideTenantTest.USEC;
import static dev.landlord.launcher.controller.WideTenantTest.WIDE;
import static dev.landlord.launcher.controller.WideTenantTest.booked;
import static dev.landlord.launcher.controller.WideTenantTest.samples;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.landlord.launcher.harness.TestKafka;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.message.LedgerEntry;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.TenantSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// A tenant whose state is larger than the topic takes.
@Timeout(300)
class StateTooLargeTest {
    @RegisterExtension
    static final TestKafka KAFKA = TestKafka.fresh();

    @TempDir
    private Path data;

    @Test
    void aStateThatTheTopicDoesNotTakeIsToldAndHoldsUpNobodyElse() throws ExecutionException, InterruptedException {
        var other = new TenantId("other");
        try (var topics = new Topics(KAFKA); var admin = Admin.create(KAFKA.clientConfig());
            var controller = new TestController(TestController.config(KAFKA, data, 1)).awaitReady()) {
            stateTakes(admin, 8_000);
            topics.sendAll(List.of(new TenantSpec(WIDE, 1, null, new Quota(1e6, null, null, null), null, List.of(), Map.of()),
                new TenantSpec(other, 1, null, new Quota(1e6, null, null, null), null, List.of(), Map.of())));
            await().atMost(Duration.ofSeconds(60)).until(() -> controller.gauge("landlord.controller.tenants") == 2);

            topics.sendAll(samples(1));
            await().atMost(Duration.ofSeconds(90)).until(() -> controller.metric("landlord.controller.snapshots.too.large") > 0);
            var agent = new FakeAgent(topics, "n1");
            agent.use(other, 3, 0.5, 1 << 20);
            await().atMost(Duration.ofSeconds(90)).until(() -> topics.messages(Topic.LEDGER, LedgerEntry.class).stream()
                .anyMatch(entry -> entry.tenant().equals(other)));
            assertThat(controller.metric("landlord.controller.failed.terms")).isZero();
            assertThat(topics.messages(Topic.LEDGER, LedgerEntry.class)).as("told is only what was saved while it fitted: the first nodes")
                .filteredOn(entry -> entry.tenant().equals(WIDE)).hasSizeLessThan(NODES / 2);

            stateTakes(admin, 16 << 20);
            topics.sendAll(samples(2));
            await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> assertThat(booked(topics)).as("once it fits, all of it")
                .isEqualTo(2 * USEC * NODES));
        }
    }

    private static void stateTakes(Admin admin, int bytes) throws ExecutionException, InterruptedException {
        admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, Topic.STATE.topicName()),
            List.of(new AlterConfigOp(new ConfigEntry("max.message.bytes", Integer.toString(bytes)), AlterConfigOp.OpType.SET)))).all().get();
    }
}
