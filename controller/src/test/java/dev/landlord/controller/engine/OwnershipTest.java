package dev.landlord.controller.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.NodeReport;
import dev.landlord.protocol.message.TenantSpec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Terms that follow each other. Everything of the engine runs on one event loop, so the test asks there too.
@ExtendWith(VertxExtension.class)
class OwnershipTest {
    private static final InstantSource CLOCK = InstantSource.system();
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

    private final EngineMetrics metrics = new EngineMetrics(new SimpleMeterRegistry());
    private final FakePartition[] partitions = {new FakePartition(), new FakePartition()};
    private final List<Duration> pauses = new CopyOnWriteArrayList<>();
    private volatile Instant now = START;
    private int toRefuse;
    private Context loop;
    private Ownership ownership;

    @BeforeEach
    void make(Vertx vertx) {
        loop = vertx.getOrCreateContext();
        ownership = onLoop(() -> new Ownership((pause, task) -> {
            pauses.add(pause);
            vertx.setTimer(1, _ -> task.run());
        }, () -> now, "test", 2, this::term));
    }

    /// Fixed by Kafka's default partitioner, which other producers use too.
    @ParameterizedTest
    @CsvSource({"tenant-a, 8, 3", "tenant-b, 8, 2", "tenant-a, 1, 0"})
    void aTenantLiesWhereKafkaPutsIt(String tenant, int count, int partition) {
        assertThat(Ownership.partitionOf(new TenantId(tenant), count)).isEqualTo(partition);
    }

    @Test
    void isReadyWhenTheGroupHasSpokenAndAllThatIsAssignedIsLive() {
        assertThat(onLoop(ownership::isReady)).isFalse();
        assertThat(onLoop(ownership::detail)).contains("has not assigned");

        assign(0, 1);
        eventually().until(() -> onLoop(ownership::isReady));
        assertThat(onLoop(ownership::owned)).isEqualTo(2);
    }

    @Test
    void aControllerWithoutPartitionsIsReadyToo() {
        assign();

        assertThat(onLoop(ownership::isReady)).isTrue();
    }

    @Test
    void whatCannotBeReadIsTriedAgainAndTold() {
        toRefuse = 1;
        assign(0);
        eventually().until(() -> onLoop(ownership::detail).contains("partition 0: no reader"));

        eventually().until(() -> onLoop(ownership::isReady));
        onLoop(() -> {
            ownership.tick();
            return null;
        });
        assertThat(onLoop(ownership::detail)).isEmpty();
    }

    @Test
    void whoIsSupersededThoughAssignedClaimsAgain() {
        assign(0);
        eventually().until(() -> onLoop(ownership::isReady));
        var epoch = onLoop(() -> partitions[0].write(new StateRecord.Claim("zombie", Instant.now())));

        eventually().until(() -> onLoop(ownership::isReady));
        assertThat(onLoop(() -> partitions[0].ownerOffset())).isGreaterThan(epoch);
    }

    /// Two controllers of which each thinks the partition its own must not take it from each other each second for ever.
    @Test
    void whoIsSupersededAgainAndAgainWaitsLongerUntilATermHasLasted() {
        assign(0);
        for (int duel = 0; duel < 7; duel++) {
            liveFor(Ownership.LASTED.minusSeconds(1));
            supersede();
        }
        assertThat(pauses).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);

        liveFor(Ownership.LASTED);
        supersede();
        assertThat(pauses).last().isEqualTo(Duration.ofSeconds(1));
    }

    private void liveFor(Duration time) {
        eventually().until(() -> onLoop(ownership::isReady));
        for (var until = now.plus(time); !now.isAfter(until); now = now.plusSeconds(1)) {
            onLoop(() -> {
                ownership.tick();
                return null;
            });
        }
    }

    private void supersede() {
        int before = pauses.size();
        onLoop(() -> partitions[0].write(new StateRecord.Claim("zombie", Instant.now())));
        eventually().until(() -> pauses.size() > before);
    }

    @Test
    void whatIsRevokedEndsAndIsNotClaimedAgain() {
        assign(0, 1);
        eventually().until(() -> onLoop(ownership::isReady));
        onLoop(() -> {
            ownership.revoked(Set.of(1));
            return null;
        });
        var claimed = onLoop(() -> partitions[1].ownerOffset());

        assertThat(onLoop(ownership::owned)).isEqualTo(1);
        assertThat(onLoop(ownership::isReady)).isTrue();
        assertThat(onLoop(ownership::positions)).containsOnlyKeys(0);

        assign(1);
        eventually().until(() -> onLoop(ownership::owned) == 2);
        assertThat(onLoop(() -> partitions[1].ownerOffset())).isGreaterThan(claimed);
    }

    @Test
    void aStopEndsAllTerms() {
        assign(0, 1);
        eventually().until(() -> onLoop(ownership::isReady));

        onLoop(ownership::stop).await();

        assertThat(partitions).allMatch(partition -> partition.openLogs() == 0);
    }

    private void assign(Integer... numbers) {
        onLoop(() -> {
            ownership.assigned(Set.of(numbers));
            return null;
        });
    }

    private Future<PartitionTerm> term(int number) {
        if (toRefuse > 0) {
            toRefuse--;
            return Future.failedFuture("no reader");
        }
        var nothing = new Nothing();
        return Future.succeededFuture(new PartitionTerm(number, partitions[number].open(), partitions[number],
            new PartitionTenants(new ScriptedPolicy(), nothing::node, metrics), nothing, _ -> true, CLOCK, Duration.ofSeconds(2), metrics));
    }

    private <T> T onLoop(Callable<T> question) {
        return Future.<T>future(answer -> loop.runOnContext(_ -> {
            try {
                answer.complete(question.call());
            } catch (Exception e) {
                answer.fail(e);
            }
        })).await();
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(50));
    }

    /// No tenant is declared, no node has reported.
    private static final class Nothing implements Declarations {
        @Override
        public SortedMap<TenantId, TenantSpec> all() {
            return new TreeMap<>();
        }

        @Override
        public Optional<NodeReport> node(NodeId node) {
            return Optional.empty();
        }

        @Override
        public Collection<NodeReport> nodes() {
            return List.of();
        }
    }
}
