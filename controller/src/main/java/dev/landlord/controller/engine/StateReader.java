package dev.landlord.controller.engine;

import dev.landlord.protocol.Topic;
import dev.landlord.protocol.json.Decoded;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds the newest word on each key in one partition of `landlord.state`. No I/O.
///
/// Newest means: of the highest epoch, and of those the last. A record of an older epoch than one before it on the same key was written by a
/// controller that had been replaced. Only what counts in the end is decoded as a whole.
public final class StateReader {
    private static final Logger LOG = LoggerFactory.getLogger(StateReader.class);

    private final EngineMetrics metrics;
    private final Map<String, Read> newest = new HashMap<>();

    public StateReader(EngineMetrics metrics) {
        this.metrics = metrics;
    }

    /// Takes the next record in.
    public void read(Read record) {
        switch (record.value()) {
            case null -> newest.remove(record.key());
            case Inbound.State(var header, _) -> newest.merge(record.key(), record, (before, after) ->
                before.value() instanceof Inbound.State(var known, _) && known.epoch() > header.epoch() ? before : after);
            case Inbound.Known _, Inbound.Unreadable _ -> throw new IllegalArgumentException("not a record of " + Topic.STATE.topicName());
        }
    }

    /// What was found in all that was read; what cannot be decoded is counted and left out.
    public PartitionLog.Restored restored() {
        var snapshots = new ArrayList<StateRecord.Snapshot>();
        StateRecord.Checkpoint checkpoint = null;
        for (var record : newest.values()) {
            switch (StateCodec.decode(((Inbound.State) record.value()).value())) {
                case Decoded.Known(StateRecord.Snapshot snapshot) -> snapshots.add(snapshot);
                case Decoded.Known(StateRecord.Checkpoint known) -> checkpoint = known;
                case Decoded.Known(StateRecord.Claim _) -> { }
                case Decoded.UnknownSchema(var schema) -> lost(record, EngineMetrics.Skipped.UNKNOWN_SCHEMA, schema);
                case Decoded.Malformed(var why) -> lost(record, EngineMetrics.Skipped.MALFORMED, why);
            }
        }
        snapshots.sort(Comparator.comparing(snapshot -> snapshot.state().tenant()));
        return new PartitionLog.Restored(snapshots, resumeAt(checkpoint, snapshots));
    }

    /// The checkpoint includes what its writer had restored and what it wrote, and nothing that was written under a later epoch: an owner that was
    /// replaced without noticing may have read on, and the next one may have ended before its own checkpoint, having read less.
    ///
    /// @param checkpoint or null
    private static Offsets resumeAt(StateRecord.Checkpoint checkpoint, List<StateRecord.Snapshot> snapshots) {
        var apart = snapshots.stream().filter(snapshot -> checkpoint == null || snapshot.epoch() > checkpoint.epoch())
            .map(StateRecord.Snapshot::offsets).reduce(Offsets::min);
        return checkpoint == null ? apart.orElse(null) : apart.map(checkpoint.offsets()::min).orElse(checkpoint.offsets());
    }

    private void lost(Read record, EngineMetrics.Skipped reason, String why) {
        metrics.skip(Topic.STATE, reason);
        LOG.warn("Could not restore '{}' of partition {} from offset {}: {}", record.key(), record.partition(), record.offset(), why);
    }
}
