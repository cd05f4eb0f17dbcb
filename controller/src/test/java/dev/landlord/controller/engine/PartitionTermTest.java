package dev.landlord.controller.engine;

import static dev.landlord.controller.engine.OwnedPartition.A;
import static dev.landlord.controller.engine.OwnedPartition.B;
import static dev.landlord.controller.engine.OwnedPartition.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.controller.policy.TenantState;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.ActionRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// A term's life: the order in which it writes, how the next one goes on from it, and by what it ends.
class PartitionTermTest {
    private final OwnedPartition owner = new OwnedPartition();
    private final FakePartition partition = owner.partition;
    private final ScriptedPolicy policy = owner.policy;

    @Test
    void theFirstOwnerTakesOverWhatIsDeclared() {
        owner.begin();

        assertThat(owner.term.isLive()).isTrue();
        assertThat(partition.snapshot(A).epoch()).isEqualTo(1);
        assertThat(partition.snapshot(A).state().spec()).isEqualTo(spec(A));
        assertThat(policy.heard).extracting(event -> event.getClass().getSimpleName())
            .containsExactly("TookOver", "Declared", "TookOver", "Declared");
    }

    @Test
    void theFirstOwnerHearsWhatPeopleAskedForBeforeItCame() {
        partition.publish(OwnedPartition.sample(A, 1));
        partition.publish(new ActionRequest("r1", A, ActionRequest.Action.RELEASE, null, null, null, "alice", "by hand", owner.now(),
            owner.now().plusSeconds(60)));
        owner.begin();

        assertThat(policy.heard).extracting(event -> event.getClass().getSimpleName())
            .containsExactly("TookOver", "Declared", "Requested", "TookOver", "Declared");
    }

    @Test
    void stateIsWrittenBeforeTheEffectsThatRestOnIt() {
        owner.begin();
        owner.sample(A, 1, 3);
        partition.journal.clear();

        owner.second();

        assertThat(partition.journal).containsExactly("save tenant-a", "send n1/tenant-a epoch 1", "publish tenant-a-throttle");
    }

    @Test
    void effectsWaitForTheStateToBeAcknowledged() {
        owner.begin();
        owner.sample(A, 1, 3);
        var acknowledged = Promise.<Void>promise();
        partition.savesAre = acknowledged.future();
        partition.journal.clear();

        owner.second();
        assertThat(partition.journal).containsExactly("save tenant-a");

        acknowledged.complete();
        assertThat(partition.journal).contains("send n1/tenant-a epoch 1");
    }

    @Test
    void whatChangedWithoutEffectIsWrittenNowAndThenAndTheCheckpointAfterIt() {
        owner.begin();
        owner.second();
        owner.sample(A, 1, 2);
        partition.journal.clear();

        owner.second();
        owner.second();
        owner.second();
        owner.second();

        assertThat(partition.journal).containsExactly("save tenant-a", "checkpoint 2");
    }

    @Test
    void theNextOwnerHasTheSameStateAndReplaysWhatWasNotWritten() {
        owner.begin();
        owner.sample(A, 1, 2);
        owner.pass(2);
        owner.sample(A, 3, 3);
        owner.sample(B, 1, 1);
        owner.term.stop();
        policy.heard.clear();

        owner.begin();

        assertThat(policy.heard).extracting(event -> event.getClass().getSimpleName())
            .containsExactly("Sampled", "Sampled", "TookOver", "TookOver");
        assertThat(ScriptedPolicy.count(partition.snapshot(A).state(), "samples")).isEqualTo(3);
        assertThat(ScriptedPolicy.count(partition.snapshot(B).state(), "samples")).isEqualTo(1);
        assertThat(partition.snapshot(A).state().numbers().epoch()).isGreaterThan(1);
    }

    @Test
    void effectsThatWereNotSentAreSentByTheNextOwner() {
        owner.begin();
        owner.sample(A, 1, 3);
        partition.effectsAre = Future.failedFuture("the broker is gone");

        owner.second();
        assertThat(owner.end.result()).isEqualTo(TermEnd.FAILED);
        assertThat(owner.counter("failed.terms")).isEqualTo(1);

        partition.effectsAre = Future.succeededFuture();
        partition.journal.clear();
        owner.begin();
        assertThat(partition.journal).anyMatch(line -> line.startsWith("send n1/tenant-a epoch ") && !line.endsWith(" 1"));
    }

    @Test
    void commandsOfAReplayAreLeftToTheTakeOverAndItsDecisionsAreTold() {
        owner.begin();
        partition.publish(ack(A, 7));
        owner.term.stop();
        partition.publish(ack(A, 8));
        partition.journal.clear();
        partition.journal.add("--");

        owner.begin();

        assertThat(partition.journal).contains("publish tenant-a-ack-8").noneMatch(line -> line.startsWith("send"));
        assertThat(owner.counter("replay.dropped")).isPositive();
    }

    @Test
    void aClaimByAnotherEndsTheTermAtOnce() {
        owner.begin();
        owner.sample(A, 1, 2);
        partition.journal.clear();

        partition.write(new StateRecord.Claim("other", owner.now()));
        owner.sample(A, 3, 3);
        owner.pass(3);

        assertThat(owner.end.result()).isEqualTo(TermEnd.SUPERSEDED);
        assertThat(owner.term.isLive()).isFalse();
        assertThat(partition.journal).isEmpty();
        assertThat(owner.counter("superseded")).isEqualTo(1);
    }

    @Test
    void whoHangsWhileReplacedDoesNothingMore() {
        owner.begin();
        var zombie = owner.term;
        owner.sample(A, 1, 3);
        var saved = Promise.<Void>promise();
        partition.savesAre = saved.future();
        owner.second(); // The zombie has written its state and waits for the acknowledgement.
        partition.savesAre = Future.succeededFuture();
        owner.begin();
        partition.journal.clear();

        saved.complete();

        assertThat(zombie.isLive()).isFalse();
        assertThat(partition.journal).as("after its turn it reads the other's claim").noneMatch(line -> line.startsWith("save"));
    }

    @Test
    void whatAControllerOfAnOlderEpochWritesIsOverwritten() {
        owner.begin();
        owner.pass(3);
        var old = partition.snapshot(A);
        var own = newTermAfter(old);
        partition.journal.clear();

        partition.write(old);
        partition.write(new StateRecord.Snapshot(old.epoch(), old.offsets(), TenantState.initial(new TenantId("stranger"))));
        partition.write(new StateRecord.Checkpoint(old.epoch(), Offsets.START));
        owner.pass(2);

        assertThat(partition.snapshot(A).epoch()).isGreaterThan(old.epoch());
        assertThat(partition.state()).doesNotContainKey("stranger");
        assertThat(((StateRecord.Checkpoint) partition.state().get("_offsets")).epoch()).isGreaterThan(old.epoch());
        assertThat(owner.counter("overwrites")).isEqualTo(3);
        assertThat(own.isLive()).isTrue();
    }

    /// It had read further than the owner that replaced it, whose word on the tenant counts.
    @Test
    void whatAReplacedOwnerSaysOfHowFarItReadKeepsNothingFromTheNext() {
        owner.begin();
        owner.sample(A, 1, 2);
        owner.pass(2);
        var old = partition.snapshot(A);
        newTermAfter(old).stop();
        owner.sample(A, 3, 4);

        var further = new Offsets(4, 0, 0);
        partition.write(new StateRecord.Snapshot(old.epoch(), further, old.state()));
        partition.write(new StateRecord.Checkpoint(old.epoch(), further));
        owner.begin();

        assertThat(ScriptedPolicy.count(partition.snapshot(A).state(), "samples")).isEqualTo(4);
    }

    @Test
    void aTermInWhichNothingMovesIsGivenUp() {
        owner.begin();
        owner.sample(A, 1, 3);
        partition.effectsAre = Promise.<Void>promise().future();
        owner.second();

        owner.pass((int) PartitionTerm.STALLED.toSeconds() + 1);

        assertThat(owner.end.result()).isEqualTo(TermEnd.FAILED);
    }

    private PartitionTerm newTermAfter(StateRecord.Snapshot old) {
        owner.term.stop();
        owner.begin();
        assertThat(partition.snapshot(A).epoch()).isGreaterThan(old.epoch());
        return owner.term;
    }

    private static Ack ack(TenantId tenant, long generation) {
        return new Ack(new NodeId("n1"), tenant, 0, generation, null, Ack.Outcome.APPLIED, null, null, null, null, Instant.EPOCH);
    }
}
