package dev.landlord.controller.engine;

import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.ActionRequest;
import dev.landlord.protocol.message.Message;
import dev.landlord.protocol.message.UsageSample;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes in what an owner reads: history goes to the tenants; the state, of which the owner is the only rightful writer, is watched for
/// other writers.
///
/// A claim that follows the owner's, or a record of a later epoch, means that the owner was replaced. A record of an older epoch comes
/// from a controller that does not know yet that it was replaced; it will be overwritten.
final class HistoryReader {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryReader.class);

    private final PartitionTenants tenants;
    private final long epoch;
    private final EngineMetrics metrics;
    private final List<TenantId> strays = new ArrayList<>();
    private Offsets position;
    private boolean checkpointLost;

    /// @param epoch the owner's
    /// @param from  where the history is read from
    HistoryReader(PartitionTenants tenants, long epoch, Offsets from, EngineMetrics metrics) {
        this.tenants = tenants;
        this.epoch = epoch;
        this.position = from;
        this.metrics = metrics;
    }

    /// What comes next; all before it is in the tenants' state.
    Offsets position() {
        return position;
    }

    /// Tenants that are not held here but under whose keys a controller of an older epoch has written.
    List<TenantId> takeStrays() {
        var taken = List.copyOf(strays);
        strays.clear();
        return taken;
    }

    /// Whether a controller of an older epoch has written a checkpoint.
    boolean takeCheckpointLost() {
        var lost = checkpointLost;
        checkpointLost = false;
        return lost;
    }

    /// @return false if the batch shows that the owner was replaced; then nothing of it may be used
    boolean read(PartitionLog.Batch batch) {
        for (var record : batch.records()) {
            if (record.topic() == Topic.STATE && isReplaced(record)) {
                return false;
            }
        }
        for (var record : batch.records()) {
            metrics.read(record.topic());
            switch (record.value()) {
                case null -> tombstone(record);
                case Inbound.Known(var message) -> message(record, message);
                case Inbound.State(var header, _) -> state(record, header);
                case Inbound.Unreadable unreadable -> skip(record, unreadable);
            }
        }
        position = batch.next().max(position);
        return true;
    }

    private boolean isReplaced(Read record) {
        return record.value() instanceof Inbound.State(var header, _) && header.known()
            && (header.claims() ? record.offset() > epoch : header.epoch() > epoch);
    }

    private void message(Read record, Message message) {
        if (!message.key().equals(record.key())) {
            metrics.skip(record.topic(), EngineMetrics.Skipped.WRONG_KEY);
            return;
        }
        switch (message) {
            case UsageSample sample -> tenants.sampled(record.offset(), record.at(), sample);
            case Ack ack -> tenants.acked(record.offset(), record.at(), ack);
            case ActionRequest request -> tenants.requested(record.offset(), record.at(), request);
            case Message other -> throw new IllegalStateException("an owner does not read " + other.topic());
        }
    }

    private void state(Read record, StateCodec.Header header) {
        if (!header.known()) {
            metrics.skip(Topic.STATE, EngineMetrics.Skipped.UNKNOWN_SCHEMA);
        } else if (!header.claims() && header.epoch() < epoch) {
            metrics.overwrites.increment();
            if (record.key().equals(StateRecord.Checkpoint.KEY)) {
                checkpointLost = true;
            } else {
                tenant(record).filter(tenant -> !tenants.saveAgain(tenant)).ifPresent(strays::add);
            }
        }
    }

    /// In the state, somebody may have removed what is still held; the owner's own removals find nothing held.
    private void tombstone(Read record) {
        if (record.topic() == Topic.STATE && !record.key().startsWith("_")) {
            tenant(record).ifPresent(tenants::saveAgain);
        }
    }

    private Optional<TenantId> tenant(Read record) {
        try {
            return Optional.of(new TenantId(record.key()));
        } catch (IllegalArgumentException _) {
            metrics.skip(record.topic(), EngineMetrics.Skipped.WRONG_KEY);
            return Optional.empty();
        }
    }

    private void skip(Read record, Inbound.Unreadable unreadable) {
        metrics.skip(record.topic(), unreadable.reason());
        LOG.debug("Skipped {} at offset {}: {}", record.topic().topicName(), record.offset(), unreadable.why());
    }
}
