package dev.landlord.controller.engine;

import static dev.landlord.controller.engine.OwnedPartition.A;
import static dev.landlord.controller.engine.OwnedPartition.B;
import static dev.landlord.controller.engine.OwnedPartition.sample;
import static dev.landlord.controller.engine.OwnedPartition.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.controller.policy.PolicyEvent;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.ActionRequest;
import dev.landlord.protocol.message.NodeReport;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a term takes in: what reaches the tenants, what it passes over, and what it lets wait.
class PartitionIntakeTest {
    private final OwnedPartition owner = new OwnedPartition();
    private final FakePartition partition = owner.partition;
    private final ScriptedPolicy policy = owner.policy;

    @Test
    void aRecordThatTheSnapshotIncludesIsPassedOver() {
        owner.begin();
        owner.sample(A, 1, 3);
        owner.second(); // Writes tenant-a for its effects; the checkpoint stays behind.
        owner.term.stop();
        policy.heard.clear();

        owner.begin();

        assertThat(policy.heard).noneMatch(PolicyEvent.Sampled.class::isInstance);
        assertThat(owner.skipped(Topic.USAGE, "included")).isEqualTo(3);
    }

    @Test
    void poisonIsPassedOverAndCounted() {
        owner.begin();
        owner.sample(A, 1, 1);
        owner.sample(A, ScriptedPolicy.POISON, ScriptedPolicy.POISON);
        owner.sample(A, 2, 3);

        owner.second();

        assertThat(owner.counter("poison")).isEqualTo(1);
        assertThat(partition.journal).contains("send n1/tenant-a epoch 1");
    }

    @Test
    void whatCannotBeReadIsCountedAndPassedOver() {
        owner.begin();
        partition.append(Topic.USAGE, "tenant-a", "{".getBytes(StandardCharsets.UTF_8));
        partition.append(Topic.USAGE, "tenant-a", "{\"schema\":\"landlord.usage/9\"}".getBytes(StandardCharsets.UTF_8));
        partition.append(Topic.USAGE, "tenant-b", MessageCodec.encode(sample(A, 9)));
        partition.append(Topic.STATE, "tenant-a", "{\"schema\":\"landlord.state/9\"}".getBytes(StandardCharsets.UTF_8));
        partition.append(Topic.USAGE, "tenant-a", null);
        partition.publish(sample(new TenantId("nobody"), 1));
        owner.sample(A, 1, 3);
        owner.second();

        assertThat(owner.skipped(Topic.USAGE, "malformed")).isEqualTo(1);
        assertThat(owner.skipped(Topic.USAGE, "unknown_schema")).isEqualTo(1);
        assertThat(owner.skipped(Topic.USAGE, "wrong_key")).isEqualTo(1);
        assertThat(owner.skipped(Topic.STATE, "unknown_schema")).isEqualTo(1);
        assertThat(owner.skipped(Topic.USAGE, "undeclared")).isEqualTo(1);
        assertThat(partition.journal).contains("send n1/tenant-a epoch 1");
    }

    @Test
    void aRequestThatComesBeforeItsTenantIsDeclaredWaitsForIt() {
        owner.declared.remove(B);
        owner.begin();
        partition.publish(request("r-1", owner.now().plusSeconds(60)));
        owner.second();
        assertThat(requests()).isEmpty();

        owner.declared.put(B, spec(B));
        owner.term.declarationChanged(B);
        owner.second();

        assertThat(requests()).containsExactly("r-1");
        owner.second();
        assertThat(requests()).containsExactly("r-1");
    }

    @Test
    void aRequestWhoseTenantIsNeverDeclaredExpiresAndIsCounted() {
        owner.declared.remove(B);
        owner.begin();
        partition.publish(request("r-1", owner.now().plusSeconds(3)));
        owner.pass(2);
        assertThat(owner.skipped(Topic.REQUESTS, "undeclared")).isZero();
        owner.pass(1);

        assertThat(owner.skipped(Topic.REQUESTS, "undeclared")).isEqualTo(1);
    }

    @Test
    void aDeletedTenantIsForgottenWhenNothingIsLeftToDo() {
        owner.begin();
        owner.declared.remove(A);
        owner.term.declarationChanged(A);

        owner.second();
        owner.second();

        assertThat(partition.journal).contains("forget tenant-a");
        assertThat(partition.state()).doesNotContainKey("tenant-a").containsKey("tenant-b");
    }

    @Test
    void whatWasDeletedWhileNobodyWatchedIsDeletedAtTheTakeOver() {
        owner.begin();
        owner.term.stop();
        owner.declared.remove(A);
        owner.begin();
        owner.second();

        assertThat(partition.state()).doesNotContainKey("tenant-a");
    }

    @Test
    void heartbeatsReachTheTenantsOnTheNode() {
        owner.begin();
        owner.sample(A, 1, 1);
        // The scripted policy keeps no meters, so the node counts as unknown to the tenant until it is told.
        owner.nodes.put(new NodeId("n1"), report());
        owner.sample(A, 2, 2);
        owner.second();

        assertThat(policy.heard.stream().filter(PolicyEvent.NodeSeen.class::isInstance)).hasSize(1);
    }

    @Test
    void aTickIsLeftOutWhileTheLastOneIsNotDone() {
        owner.begin();
        owner.sample(A, 1, 3);
        var sent = Promise.<Void>promise();
        partition.effectsAre = sent.future();
        owner.second();
        policy.heard.clear();

        owner.second();
        owner.second();
        assertThat(policy.heard).isEmpty();
        assertThat(owner.counter("ticks.skipped")).isEqualTo(1);

        sent.complete();
        assertThat(policy.heard).hasSize(2);
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
}
