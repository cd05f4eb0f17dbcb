package dev.landlord.controller.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.controller.policy.TenantState;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Whose word on a key counts, and from where on the history is to be read so that no tenant misses any of it.
class StateReaderTest {
    private static final InboundDeserializer DECODER = new InboundDeserializer();
    private static final TenantId A = new TenantId("tenant-a");
    private static final TenantId B = new TenantId("tenant-b");

    private final List<Read> written = new ArrayList<>();

    @Test
    void whereNothingIsThereIsNowhereToGoOnFrom() {
        assertThat(restored()).isEqualTo(new PartitionLog.Restored(List.of(), null));
    }

    @Test
    void withoutACheckpointTheOldestSnapshotCounts() {
        snapshot(A, 3, new Offsets(10, 2, 7));
        snapshot(B, 3, new Offsets(20, 1, 9));

        assertThat(restored().resumeAt()).isEqualTo(new Offsets(10, 1, 7));
    }

    @Test
    void aCheckpointAlsoIncludesTenantsOfWhomNothingHasChangedForLong() {
        snapshot(A, 3, new Offsets(10, 1, 1));
        checkpoint(5, new Offsets(90, 8, 7));

        assertThat(restored().resumeAt()).isEqualTo(new Offsets(90, 8, 7));
    }

    @Test
    void anOwnerThatHasWrittenNoCheckpointYetGoesOnFromTheOneBefore() {
        checkpoint(3, new Offsets(50, 4, 3));
        snapshot(A, 5, new Offsets(90, 8, 7));

        assertThat(restored().resumeAt()).isEqualTo(new Offsets(50, 4, 3));
    }

    @Test
    void aCheckpointSaysNothingOfWhatALaterOwnerWrote() {
        snapshot(B, 3, new Offsets(20, 1, 1));
        snapshot(A, 5, new Offsets(90, 8, 1));
        checkpoint(3, new Offsets(95, 7, 2));

        assertThat(restored().resumeAt()).as("of each topic the earlier").isEqualTo(new Offsets(90, 7, 1));
    }

    @Test
    void anOwnersCheckpointOutweighsALaterOneOfWhomItReplaced() {
        snapshot(A, 5, new Offsets(90, 8, 7));
        checkpoint(5, new Offsets(92, 8, 7));
        snapshot(A, 3, new Offsets(99, 9, 9));
        checkpoint(3, new Offsets(99, 9, 9));

        assertThat(restored()).isEqualTo(new PartitionLog.Restored(
            List.of(new StateRecord.Snapshot(5, new Offsets(90, 8, 7), TenantState.initial(A))), new Offsets(92, 8, 7)));
    }

    @Test
    void whatWasRemovedIsNotThere() {
        snapshot(A, 3, new Offsets(10, 1, 1));
        snapshot(B, 3, new Offsets(20, 2, 2));
        append(A.value(), null);

        var restored = restored();
        assertThat(restored.snapshots()).extracting(snapshot -> snapshot.state().tenant()).containsExactly(B);
        assertThat(restored.resumeAt()).isEqualTo(new Offsets(20, 2, 2));
    }

    private void snapshot(TenantId tenant, long epoch, Offsets offsets) {
        append(tenant.value(), StateCodec.encode(new StateRecord.Snapshot(epoch, offsets, TenantState.initial(tenant))));
    }

    private void checkpoint(long epoch, Offsets offsets) {
        append(StateRecord.Checkpoint.KEY, StateCodec.encode(new StateRecord.Checkpoint(epoch, offsets)));
    }

    private void append(String key, byte[] value) {
        written.add(new Read(Topic.STATE, 0, key, written.size(), Instant.EPOCH, DECODER.deserialize(Topic.STATE.topicName(), value)));
    }

    private PartitionLog.Restored restored() {
        var reader = new StateReader(new EngineMetrics(new SimpleMeterRegistry()));
        written.forEach(reader::read);
        return reader.restored();
    }
}
