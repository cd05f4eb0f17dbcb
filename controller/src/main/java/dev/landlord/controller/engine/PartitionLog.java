package dev.landlord.controller.engine;

import dev.landlord.protocol.TenantId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;

/// One partition of usage, acks, requests and state, as its owner reads and writes it. Futures complete on the owner's event loop.
public interface PartitionLog {
    /// Takes the partition over.
    ///
    /// @return where and when it was written
    Future<Claimed> claim(StateRecord.Claim claim);

    /// Reads the state up to the claim of this epoch.
    Future<Restored> restore(long epoch);

    /// Where the history of usage, acks and requests begins and ends now. Follows [#restore].
    Future<Bounds> bounds();

    /// From where [#poll] goes on. Follows [#bounds].
    ///
    /// @param state offset in `landlord.state`
    Future<Void> seek(Offsets history, long state);

    /// The next records in the order of their offsets, at most [KafkaClients#MOST_RECORDS]; after a short while none.
    Future<Batch> poll();

    /// Writes snapshots. Completes when the broker has acknowledged all of them; fails with [SnapshotsTooLarge] if it has all that can be written.
    Future<Void> save(List<StateRecord.Snapshot> snapshots);

    /// Writes down how far the snapshots written before go.
    Future<Void> checkpoint(StateRecord.Checkpoint checkpoint);

    /// Removes the state of tenants.
    Future<Void> forget(List<TenantId> tenants);

    /// Stops reading. Nothing is written any more by this.
    Future<Void> close();

    /// @param offset the epoch
    /// @param at     the broker's time
    record Claimed(long offset, Instant at) {
    }

    /// What was found in the state, the newest word on each key.
    ///
    /// @param resumeAt from where to read the history; null if nothing was found
    record Restored(List<StateRecord.Snapshot> snapshots, Offsets resumeAt) {
    }

    /// @param begin offsets of the first records
    /// @param end   offsets after the last records
    record Bounds(Offsets begin, Offsets end) {
    }

    /// @param next what to read after these records
    record Batch(List<Read> records, Offsets next) {
    }
}
