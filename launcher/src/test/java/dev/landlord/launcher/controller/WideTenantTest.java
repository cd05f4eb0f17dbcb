package dev.landlord.launcher.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.landlord.launcher.harness.TestKafka;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.message.LedgerEntry;
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// A tenant on a thousand nodes: its state is larger than what Kafka takes by default, and is written and found again all the same.
@Timeout(300)
class WideTenantTest {
    static final int NODES = 1_000;
    private static final int WORKLOADS = 5;
    static final TenantId WIDE = new TenantId("wide");
    static final long USEC = 700_001;

    @RegisterExtension
    static final TestKafka KAFKA = TestKafka.fresh();

    @TempDir
    private Path data;

    @Test
    void theStateOfATenantOnAThousandNodesIsWrittenAndFoundAgain() {
        try (var topics = new Topics(KAFKA)) {
            try (var controller = new TestController(TestController.config(KAFKA, data, 1)).awaitReady()) {
                topics.send(new TenantSpec(WIDE, 1, null, new Quota(1e6, null, null, null), null, List.of(), Map.of()));
                await().atMost(Duration.ofSeconds(60)).until(() -> controller.gauge("landlord.controller.tenants") == 1);
                topics.sendAll(samples(1));
                await().atMost(Duration.ofSeconds(90)).until(() -> controller.metric("landlord.controller.ledger.samples") == NODES);
                await().atMost(Duration.ofSeconds(90)).until(() -> snapshotBytes(topics) > 1 << 20);
                assertThat(controller.metric("landlord.controller.failed.terms")).isZero();
                assertThat(controller.metric("landlord.controller.snapshots.too.large")).isZero();
            }
            System.out.printf("a tenant on %,d nodes with %d workloads each: %,d bytes of state%n", NODES, WORKLOADS, snapshotBytes(topics));
            try (var controller = new TestController(TestController.config(KAFKA, data, 1)).awaitReady()) {
                topics.sendAll(samples(2));
                await().atMost(Duration.ofSeconds(90)).until(() -> controller.metric("landlord.controller.ledger.samples") == NODES);
                topics.sendAll(samples(3));
                await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> assertThat(booked(topics)).isEqualTo(3 * USEC * NODES));
            }
        }
    }

    /// What is booked of all nodes, each by its latest record.
    static long booked(Topics topics) {
        return topics.messages(Topic.LEDGER, LedgerEntry.class).stream().filter(entry -> entry.tenant().equals(WIDE))
            .collect(Collectors.toMap(LedgerEntry::key, entry -> entry, (a, b) -> a.revision() > b.revision() ? a : b)).values().stream()
            .mapToLong(entry -> entry.total().cpuUsageUsec()).sum();
    }

    private static long snapshotBytes(Topics topics) {
        return topics.all(Topic.STATE).stream().filter(seen -> WIDE.value().equals(seen.key()) && seen.value() != null)
            .mapToLong(seen -> seen.value().toString().length()).max().orElse(0);
    }

    /// A minute lies between one round and the next, so that each is told.
    static List<UsageSample> samples(int round) {
        return IntStream.range(0, NODES).mapToObj(node -> {
            var meters = new Meters(USEC * round, 0L, 0L, 0L, 1L << 30, 1L << 29, 1_000_000L * round, 0L, 12L, 4096L * round, 0L, (long) round, 0L);
            var workloads = IntStream.range(0, WORKLOADS).mapToObj(i -> new WorkloadSample("train-" + i, "/landlord/wide/train-" + i, 4711 + i,
                WorkloadSample.Origin.OWN, Instant.EPOCH, meters, List.of())).toList();
            return new UsageSample(WIDE, new NodeId("node-%04d".formatted(node)), "0c1a8b9e-3f5d-4d1e-9a57-6f2f3c8b7a10", 1, round,
                BEGAN.plusSeconds(60L * round), round == 1 ? 0 : 60_000, null, meters, 7L, null, workloads, Map.of());
        }).toList();
    }

    private static final Instant BEGAN = Instant.now().minusSeconds(200);
}
