package dev.landlord.controller.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.controller.policy.PolicyEvent;
import dev.landlord.controller.policy.TenantState;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.ActionRequest;
import dev.landlord.protocol.message.NodeReport;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.protocol.message.UsageSample;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PartitionTermTest {
    private static final TenantId A = new TenantId("tenant-a");
    private static final TenantId B = new TenantId("tenant-b");
    private static final Duration SAVE_EVERY = Duration.ofSeconds(2);

    private final FakePartition partition = new FakePartition();
    private final TreeMap<TenantId, TenantSpec> declared = new TreeMap<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ScriptedPolicy policy = new ScriptedPolicy();
    private Instant now = Instant.parse("2026-11-22T10:00:05Z");
    private PartitionTerm term;
    private Future<PartitionTerm.End> end;

    @BeforeEach
    void declare() {
        declared.put(A, spec(A));
        declared.put(B, spec(B));
    }

    @Test
    void theFirstOwnerTakesOverWhatIsDeclared() {
        begin();

        assertThat(term.isLive()).isTrue();
        assertThat(partition.snapshot(A).epoch()).isEqualTo(1);
        assertThat(partition.snapshot(A).state().spec()).isEqualTo(spec(A));
        assertThat(policy.heard).extracting(event -> event.getClass().getSimpleName())
            .containsExactly("TookOver", "Declared", "TookOver", "Declared");
    }

    @Test
    void stateIsWrittenBeforeTheEffectsThatRestOnIt() {
        begin();
        sample(A, 1, 3);
        partition.journal.clear();

        second();

        assertThat(partition.journal).containsExactly("save tenant-a", "send n1/tenant-a epoch 1", "publish tenant-a-throttle");
    }

    @Test
    void effectsWaitForTheStateToBeAcknowledged() {
        begin();
        sample(A, 1, 3);
        var acknowledged = Promise.<Void>promise();
        partition.savesAre = acknowledged.future();
        partition.journal.clear();

        second();
        assertThat(partition.journal).containsExactly("save tenant-a");

        acknowledged.complete();
        assertThat(partition.journal).contains("send n1/tenant-a epoch 1");
    }

    @Test
    void whatChangedWithoutEffectIsWrittenNowAndThenAndTheCheckpointAfterIt() {
        begin();
        second();
        sample(A, 1, 2);
        partition.journal.clear();

        second();
        second();
        second();
        second();

        assertThat(partition.journal).containsExactly("save tenant-a", "checkpoint 2");
    }

    @Test
    void theNextOwnerHasTheSameStateAndReplaysWhatWasNotWritten() {
        begin();
        sample(A, 1, 2);
        pass(2);
        sample(A, 3, 3);
        sample(B, 1, 1);
        term.stop();
        policy.heard.clear();

        begin();

        assertThat(policy.heard).extracting(event -> event.getClass().getSimpleName())
            .containsExactly("Sampled", "Sampled", "TookOver", "TookOver");
        assertThat(ScriptedPolicy.count(partition.snapshot(A).state(), "samples")).isEqualTo(3);
        assertThat(ScriptedPolicy.count(partition.snapshot(B).state(), "samples")).isEqualTo(1);
        assertThat(partition.snapshot(A).state().numbers().epoch()).isGreaterThan(1);
    }

    @Test
    void aRecordThatTheSnapshotIncludesIsPassedOver() {
        begin();
        sample(A, 1, 3);
        second(); // Writes tenant-a for its effects; the checkpoint stays behind.
        term.stop();
        policy.heard.clear();

        begin();

        assertThat(policy.heard).noneMatch(PolicyEvent.Sampled.class::isInstance);
        assertThat(skipped(Topic.USAGE, "included")).isEqualTo(3);
    }

    @Test
    void effectsThatWereNotSentAreSentByTheNextOwner() {
        begin();
        sample(A, 1, 3);
        partition.effectsAre = Future.failedFuture("the broker is gone");

        second();
        assertThat(end.result()).isEqualTo(PartitionTerm.End.FAILED);
        assertThat(counter("failed.terms")).isEqualTo(1);

        partition.effectsAre = Future.succeededFuture();
        partition.journal.clear();
        begin();
        assertThat(partition.journal).anyMatch(line -> line.startsWith("send n1/tenant-a epoch ") && !line.endsWith(" 1"));
    }

    @Test
    void commandsOfAReplayAreLeftToTheTakeOverAndItsDecisionsAreTold() {
        begin();
        partition.publish(ack(A, 7));
        term.stop();
        partition.publish(ack(A, 8));
        partition.journal.clear();
        partition.journal.add("--");

        begin();

        assertThat(partition.journal).contains("publish tenant-a-ack-8").noneMatch(line -> line.startsWith("send"));
        assertThat(counter("replay.dropped")).isPositive();
    }

    @Test
    void aClaimByAnotherEndsTheTermAtOnce() {
        begin();
        sample(A, 1, 2);
        partition.journal.clear();

        partition.write(new StateRecord.Claim("other", now));
        sample(A, 3, 3);
        pass(3);

        assertThat(end.result()).isEqualTo(PartitionTerm.End.SUPERSEDED);
        assertThat(term.isLive()).isFalse();
        assertThat(partition.journal).isEmpty();
        assertThat(counter("superseded")).isEqualTo(1);
    }

    @Test
    void whoHangsWhileReplacedDoesNothingMore() {
        begin();
        var zombie = term;
        sample(A, 1, 3);
        var saved = Promise.<Void>promise();
        partition.savesAre = saved.future();
        second(); // The zombie has written its state and waits for the acknowledgement.
        partition.savesAre = Future.succeededFuture();
        begin();
        partition.journal.clear();

        saved.complete();

        assertThat(zombie.isLive()).isFalse();
        assertThat(partition.journal).as("after its turn it reads the other's claim").noneMatch(line -> line.startsWith("save"));
    }

    @Test
    void whatAControllerOfAnOlderEpochWritesIsOverwritten() {
        begin();
        pass(3);
        var old = partition.snapshot(A);
        var own = newTermAfter(old);
        partition.journal.clear();

        partition.write(old);
        partition.write(new StateRecord.Snapshot(old.epoch(), old.offsets(), stateOf(new TenantId("stranger"))));
        partition.write(new StateRecord.Checkpoint(old.epoch(), Offsets.START));
        pass(2);

        assertThat(partition.snapshot(A).epoch()).isGreaterThan(old.epoch());
        assertThat(partition.state()).doesNotContainKey("stranger");
        assertThat(((StateRecord.Checkpoint) partition.state().get("_offsets")).epoch()).isGreaterThan(old.epoch());
        assertThat(counter("overwrites")).isEqualTo(3);
        assertThat(own.isLive()).isTrue();
    }

    @Test
    void poisonIsPassedOverAndCounted() {
        begin();
        sample(A, 1, 1);
        sample(A, ScriptedPolicy.POISON, ScriptedPolicy.POISON);
        sample(A, 2, 3);

        second();

        assertThat(counter("poison")).isEqualTo(1);
        assertThat(partition.journal).contains("send n1/tenant-a epoch 1");
    }

    @Test
    void whatCannotBeReadIsCountedAndPassedOver() {
        begin();
        partition.append(Topic.USAGE, "tenant-a", "{".getBytes(StandardCharsets.UTF_8));
        partition.append(Topic.USAGE, "tenant-a", "{\"schema\":\"landlord.usage/9\"}".getBytes(StandardCharsets.UTF_8));
        partition.append(Topic.USAGE, "tenant-b", MessageCodec.encode(sample(A, 9)));
        partition.append(Topic.STATE, "tenant-a", "{\"schema\":\"landlord.state/9\"}".getBytes(StandardCharsets.UTF_8));
        partition.append(Topic.USAGE, "tenant-a", null);
        partition.publish(sample(new TenantId("nobody"), 1));
        sample(A, 1, 3);
        second();

        assertThat(skipped(Topic.USAGE, "malformed")).isEqualTo(1);
        assertThat(skipped(Topic.USAGE, "unknown_schema")).isEqualTo(1);
        assertThat(skipped(Topic.USAGE, "wrong_key")).isEqualTo(1);
        assertThat(skipped(Topic.STATE, "unknown_schema")).isEqualTo(1);
        assertThat(skipped(Topic.USAGE, "undeclared")).isEqualTo(1);
        assertThat(partition.journal).contains("send n1/tenant-a epoch 1");
    }

    @Test
    void aRequestThatComesBeforeItsTenantIsDeclaredWaitsForIt() {
        declared.remove(B);
        begin();
        partition.publish(request("r-1", now.plusSeconds(60)));
        second();
        assertThat(requests()).isEmpty();

        declared.put(B, spec(B));
        term.declarationChanged(B);
        second();

        assertThat(requests()).containsExactly("r-1");
        second();
        assertThat(requests()).containsExactly("r-1");
    }

    @Test
    void aRequestWhoseTenantIsNeverDeclaredExpiresAndIsCounted() {
        declared.remove(B);
        begin();
        partition.publish(request("r-1", now.plusSeconds(3)));
        pass(2);
        assertThat(skipped(Topic.REQUESTS, "undeclared")).isZero();
        pass(1);

        assertThat(skipped(Topic.REQUESTS, "undeclared")).isEqualTo(1);
    }

    @Test
    void aDeletedTenantIsForgottenWhenNothingIsLeftToDo() {
        begin();
        declared.remove(A);
        term.declarationChanged(A);

        second();
        second();

        assertThat(partition.journal).contains("forget tenant-a");
        assertThat(partition.state()).doesNotContainKey("tenant-a").containsKey("tenant-b");
    }

    @Test
    void whatWasDeletedWhileNobodyWatchedIsDeletedAtTheTakeOver() {
        begin();
        term.stop();
        declared.remove(A);
        begin();
        second();

        assertThat(partition.state()).doesNotContainKey("tenant-a");
    }

    @Test
    void heartbeatsReachTheTenantsOnTheNode() {
        begin();
        sample(A, 1, 1);
        // The scripted policy keeps no meters, so the node counts as unknown to the tenant until it is told.
        nodes.put(new NodeId("n1"), report());
        sample(A, 2, 2);
        second();

        assertThat(policy.heard.stream().filter(PolicyEvent.NodeSeen.class::isInstance)).hasSize(1);
    }

    @Test
    void aTickIsLeftOutWhileTheLastOneIsNotDone() {
        begin();
        sample(A, 1, 3);
        var sent = Promise.<Void>promise();
        partition.effectsAre = sent.future();
        second();
        policy.heard.clear();

        second();
        second();
        assertThat(policy.heard).isEmpty();
        assertThat(counter("ticks.skipped")).isEqualTo(1);

        sent.complete();
        assertThat(policy.heard).hasSize(2);
    }

    @Test
    void aTermInWhichNothingMovesIsGivenUp() {
        begin();
        sample(A, 1, 3);
        partition.effectsAre = Promise.<Void>promise().future();
        second();

        pass((int) PartitionTerm.STALLED.toSeconds() + 1);

        assertThat(end.result()).isEqualTo(PartitionTerm.End.FAILED);
    }

    private final Map<NodeId, NodeReport> nodes = new TreeMap<>();

    private PartitionTerm newTermAfter(StateRecord.Snapshot old) {
        term.stop();
        begin();
        assertThat(partition.snapshot(A).epoch()).isGreaterThan(old.epoch());
        return term;
    }

    private void begin() {
        var metrics = new EngineMetrics(registry);
        var directory = new Declarations() {
            @Override
            public SortedMap<TenantId, TenantSpec> all() {
                return declared;
            }

            @Override
            public Optional<NodeReport> node(NodeId node) {
                return Optional.ofNullable(nodes.get(node));
            }

            @Override
            public Collection<NodeReport> nodes() {
                return nodes.values();
            }
        };
        term = new PartitionTerm(0, partition.open(), partition, new PartitionTenants(policy, directory::node, metrics), directory, _ -> true,
            () -> now, SAVE_EVERY, metrics);
        end = term.begin("test");
    }

    private void second() {
        pass(1);
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now = now.plusSeconds(1);
            partition.now = now;
            term.tick();
        }
    }

    private void sample(TenantId tenant, long firstSeq, long lastSeq) {
        for (long seq = firstSeq; seq <= lastSeq; seq++) {
            partition.publish(sample(tenant, seq));
        }
    }

    private static UsageSample sample(TenantId tenant, long seq) {
        return new UsageSample(tenant, new NodeId("n1"), "boot", 1, seq, Instant.EPOCH, 1000, null, null, List.of(), Map.of());
    }

    private static Ack ack(TenantId tenant, long generation) {
        return new Ack(new NodeId("n1"), tenant, 0, generation, null, Ack.Outcome.APPLIED, null, null, null, null, Instant.EPOCH);
    }

    private static ActionRequest request(String id, Instant expiresAt) {
        return new ActionRequest(id, B, ActionRequest.Action.RELEASE, null, null, null, "admin", "test", Instant.EPOCH, expiresAt);
    }

    private List<String> requests() {
        return policy.heard.stream().filter(PolicyEvent.Requested.class::isInstance)
            .map(event -> ((PolicyEvent.Requested) event).request().id()).toList();
    }

    private static NodeReport report() {
        return new NodeReport(new NodeId("n1"), "boot", 1, Instant.EPOCH, NodeReport.State.UP, "1", "Linux", NodeReport.CgroupMode.V2, Map.of(),
            NodeReport.Mode.ENFORCE, 1000, new NodeReport.Capacity(2, 1 << 30), null, Map.of(), null, null, List.of());
    }

    private static TenantSpec spec(TenantId tenant) {
        return new TenantSpec(tenant, 1, "strict", null, null, List.of(), Map.of());
    }

    private static TenantState stateOf(TenantId tenant) {
        return TenantState.initial(tenant);
    }

    private double counter(String name) {
        return registry.get("landlord.controller." + name).counter().count();
    }

    private double skipped(Topic topic, String reason) {
        return registry.get("landlord.controller.skipped").tags("topic", topic.name().toLowerCase(Locale.ROOT), "reason", reason)
            .counter().count();
    }
}
