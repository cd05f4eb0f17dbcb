package dev.landlord.controller.engine;

import dev.landlord.controller.view.House;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.NodeReport;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.protocol.message.UsageSample;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Feeds the read model from the topics. It counts nothing as skipped that an owner or the directory counts.
final class HouseFeed implements Directory.Listener {
    /// What the feed begins with: enough for the charts, for the newest decisions, and for the state of every tenant.
    static final Map<Topic, Follower.From> TOPICS = Map.of(
        Topic.USAGE, new Follower.From.Ago(Duration.ofMinutes(2)),
        Topic.DECISIONS, new Follower.From.Last(500),
        Topic.STATE, new Follower.From.Beginning());

    private final House house;
    /// The epoch of the last snapshot of each tenant: a lower one comes from a controller that was replaced.
    private final Map<String, Long> epochs = new HashMap<>();
    /// Until the end of the topic is reached, the newest snapshot of each tenant, not decoded yet.
    private Map<String, Read> unread = new HashMap<>();

    HouseFeed(House house) {
        this.house = house;
    }

    /// Takes records of usage, decisions and state in.
    void accept(List<Read> batch) {
        for (var record : batch) {
            switch (record.value()) {
                case null -> dropped(record);
                case Inbound.Known(UsageSample sample) -> house.sampled(sample, record.at());
                case Inbound.Known(Decision decision) -> house.decided(decision);
                case Inbound.State(var header, _) -> state(record, header);
                case Inbound.Known _, Inbound.Unreadable _ -> { }
            }
        }
    }

    /// From here on snapshots are shown as they come.
    void caughtUp() {
        var newest = unread;
        unread = null;
        newest.values().forEach(this::show);
    }

    @Override
    public void tenant(TenantId id, Optional<TenantSpec> spec, Instant at) {
        spec.ifPresentOrElse(declared -> house.declared(declared, at), () -> house.deleted(id, at));
    }

    @Override
    public void node(NodeId id, Optional<NodeReport> report, Instant at) {
        report.ifPresentOrElse(seen -> house.reported(seen, at), () -> house.forgotten(id));
    }

    private void state(Read record, StateCodec.Header header) {
        if (!header.known() || !header.kind().equals(StateRecord.Snapshot.KIND) || header.epoch() < epochs.getOrDefault(record.key(), -1L)) {
            return;
        }
        epochs.put(record.key(), header.epoch());
        if (unread != null) {
            unread.put(record.key(), record);
        } else {
            show(record);
        }
    }

    private void show(Read record) {
        StateCodec.shown(((Inbound.State) record.value()).value())
            .ifPresent(shown -> house.kept(shown.state(), period -> HeldLedger.used(shown.toDate(), period), record.at()));
    }

    private void dropped(Read record) {
        if (record.topic() == Topic.STATE && !record.key().startsWith("_")) {
            if (unread != null) {
                unread.remove(record.key());
            } else if (epochs.containsKey(record.key())) {
                house.dropped(new TenantId(record.key()), record.at());
            }
            epochs.remove(record.key());
        }
    }
}
