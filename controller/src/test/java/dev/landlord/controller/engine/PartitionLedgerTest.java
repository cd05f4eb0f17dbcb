package dev.landlord.controller.engine;

import static dev.landlord.controller.engine.OwnedPartition.A;
import static dev.landlord.controller.engine.OwnedPartition.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.controller.ledger.Ledger;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.message.LedgerEntry;
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.UsageSample;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The ledger in the hands of one owner after the other: booked once, written before it is told, told again where it may not have been.
class PartitionLedgerTest {
    private static final int MINUTE = 60;

    private final OwnedPartition owner = new OwnedPartition();
    private final FakePartition partition = owner.partition;
    private long seq;

    @Test
    void theStateIsWrittenBeforeTheRecordThatRestsOnIt() {
        owner.begin();
        partition.journal.clear();

        used(1_000);

        assertThat(partition.journal).containsExactly("save tenant-a", "book tenant-a/n1/2026-11-22 revision 1");
        assertThat(owner.counter("ledger.samples")).isEqualTo(1);
    }

    @Test
    void ofATenantThatIsTooLargeToBeSavedNothingIsToldAndTheTermGoesOn() {
        owner.begin();
        partition.savesAre = Future.failedFuture(new SnapshotsTooLarge(Map.of(OwnedPartition.A, "more than Kafka takes")));
        used(1_000);
        owner.pass(3);

        assertThat(partition.ledger).as("what is not saved must not be told").isEmpty();
        assertThat(owner.term.isLive()).isTrue();
        assertThat(owner.counter("snapshots.too.large")).isPositive();
        assertThat(owner.counter("failed.terms")).isZero();

        partition.savesAre = Future.succeededFuture();
        used(2_000);
        owner.pass(MINUTE);
        used(3_000);
        assertThat(partition.ledger.getLast().total().cpuUsageUsec()).as("once it fits, all of it").isEqualTo(3_000);
    }

    @Test
    void aDayThatEndsWhileATenantIsTooLargeToBeSavedIsToldOnceItFits() {
        owner.begin();
        partition.savesAre = Future.failedFuture(new SnapshotsTooLarge(Map.of(OwnedPartition.A, "more than Kafka takes")));
        used(1_000);
        owner.later(Duration.ofDays(1));
        used(1_000);
        owner.later(Duration.ofHours(16));
        used(2_000);
        owner.second();
        assertThat(partition.ledger).isEmpty();

        partition.savesAre = Future.succeededFuture();
        owner.pass(3);
        assertThat(partition.ledger).filteredOn(entry -> entry.day().equals(LocalDate.of(2026, 11, 22))).singleElement().satisfies(entry -> {
            assertThat(entry.status()).isEqualTo(LedgerEntry.Status.FINAL);
            assertThat(entry.total().cpuUsageUsec()).isEqualTo(1_000);
        });
    }

    @Test
    void theNextOwnerGoesOnFromTheSnapshotAndBooksNothingTwice() {
        owner.begin();
        used(1_000);
        owner.pass(3);
        used(2_000); // In no snapshot: it is replayed.
        owner.term.stop();
        used(3_000);
        owner.begin();
        owner.pass(MINUTE);
        used(4_000);

        assertThat(partition.ledger.getLast().total().cpuUsageUsec()).isEqualTo(4_000);
        assertThat(partition.ledger).extracting(LedgerEntry::revision).containsExactly(1L, 2L);
    }

    @Test
    void whatMayNotHaveBeenPublishedIsToldAgainAsItWas() {
        owner.begin();
        partition.effectsAre = Future.failedFuture("the broker is gone");
        used(1_000);
        assertThat(owner.end.result()).isEqualTo(TermEnd.FAILED);
        partition.effectsAre = Future.succeededFuture();

        owner.begin();

        assertThat(partition.ledger).hasSize(2);
        assertThat(partition.ledger.getFirst()).isEqualTo(partition.ledger.getLast());
        owner.pass(3);
        owner.term.stop();
        owner.begin();
        owner.second();
        assertThat(partition.ledger).as("it is published by now").hasSize(2);
    }

    @Test
    void twoOwnersThatReadTheSameRangeFromTheSameStateTellTheSame() {
        owner.begin();
        used(1_000);
        owner.term.stop();
        owner.pass(MINUTE);
        used(5_000);
        var once = restoredOwnerTells();
        var again = restoredOwnerTells();

        assertThat(once).isNotEmpty().isEqualTo(again);
    }

    @Test
    void aRepeatedSampleIsCountedAndChangesNothing() {
        owner.begin();
        used(1_000);
        owner.pass(MINUTE);
        seq--;
        used(9_000);

        assertThat(partition.ledger).hasSize(1);
        assertThat(owner.counter("ledger.repeats")).isEqualTo(1);
    }

    @Test
    void aDeletedTenantsUseIsToldAndNotBilledTwiceIfItIsDeclaredAgain() {
        owner.begin();
        used(1_000);
        owner.second();
        used(2_000);
        owner.declared.remove(A);
        owner.term.declarationChanged(A);
        owner.pass(3);

        assertThat(partition.ledger.getLast().total().cpuUsageUsec()).as("told without waiting for the minute").isEqualTo(2_000);
        assertThat(owner.term.tenants()).isEqualTo(1);
        assertThat(partition.snapshot(A).state().deleted()).isTrue();

        owner.term.stop();
        owner.begin();
        owner.declared.put(A, spec(A));
        owner.term.declarationChanged(A);
        owner.second();
        assertThat(owner.term.tenants()).isEqualTo(2);
        owner.pass(MINUTE);
        used(2_500);
        assertThat(partition.ledger.getLast()).satisfies(entry -> {
            assertThat(entry.total().cpuUsageUsec()).isEqualTo(2_500);
            assertThat(entry.revision()).isEqualTo(3);
        });
    }

    @Test
    void whatADeletedTenantsNodeTellsLateIsBookedAndGoesToNoPolicy() {
        owner.begin();
        used(1_000);
        owner.declared.remove(A);
        owner.term.declarationChanged(A);
        owner.pass(3);
        owner.policy.heard.clear();
        used(2_000);
        owner.second();

        assertThat(partition.ledger.getLast().total().cpuUsageUsec()).isEqualTo(2_000);
        assertThat(owner.policy.heard).noneMatch(event -> event.toString().contains(A.value()));
    }

    @Test
    void aDeletedTenantsSnapshotGoesWhenNothingCouldBeBilledTwice() {
        owner.begin();
        used(1_000);
        owner.declared.remove(A);
        owner.term.declarationChanged(A);
        owner.pass(3);
        owner.term.stop();
        owner.later(Ledger.FORGOTTEN);
        owner.begin();
        owner.pass(2);
        assertThat(partition.ledger.getLast().status()).isEqualTo(LedgerEntry.Status.FINAL);
        assertThat(partition.state()).containsKey("tenant-a");
        owner.term.stop();
        owner.later(Ledger.REMEMBERED);
        owner.begin();
        owner.pass(2);

        assertThat(partition.state()).doesNotContainKey("tenant-a");
    }

    @Test
    void aNodeThatFallsSilentIsGivenUpByWhoeverOwnsTheTenant() {
        owner.begin();
        used(1_000);
        owner.term.stop();
        owner.later(Ledger.GIVEN_UP);
        owner.begin();
        owner.second();

        assertThat(partition.ledger.getLast().status()).isEqualTo(LedgerEntry.Status.INCOMPLETE);
    }

    /// What an owner tells that starts from the state as it is now; what it writes there is lost.
    private List<LedgerEntry> restoredOwnerTells() {
        var before = partition.ledger.size();
        partition.losesState = true;
        owner.begin();
        owner.term.stop();
        partition.losesState = false;
        return List.copyOf(partition.ledger.subList(before, partition.ledger.size()));
    }

    /// Publishes the tenant's next sample: CPU time that its own group has used since its beginning.
    private void used(long cpuUsec) {
        partition.publish(new UsageSample(A, new NodeId("n1"), "boot", 1, ++seq, owner.now(), 1000, null,
            new Meters(cpuUsec, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L), 7L, null, List.of(), Map.of()));
    }
}
