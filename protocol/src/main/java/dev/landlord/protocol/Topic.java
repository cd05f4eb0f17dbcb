package dev.landlord.protocol;

import java.time.Duration;
import java.util.Optional;

/// The Kafka topics that outsiders may rely on. Names and schemas are fixed within a major version.
///
/// All but [#COMMANDS] are partitioned by Kafka's default partitioner over the key; see [CommandKey#partition].
public enum Topic {
    /// Key tenant. Quotas, ceilings, identity rules, policy class.
    TENANTS("landlord.tenants", Kept.compacted()),
    /// Key tenant. One sample of one tenant on one node.
    USAGE("landlord.usage", Kept.of(Duration.ofHours(48))),
    /// Key node. Heartbeat, capacity, capabilities.
    NODES("landlord.nodes", Kept.compacted()),
    /// Key node/tenant, or node/tenant/order.
    COMMANDS("landlord.commands", Kept.compacted()),
    /// Key tenant.
    ACKS("landlord.acks", Kept.of(Duration.ofDays(7))),
    /// Key tenant. The audit trail.
    DECISIONS("landlord.decisions", Kept.of(Duration.ofDays(400))),
    /// Key tenant. Actions by hand on their way to the controller that owns the tenant.
    REQUESTS("landlord.requests", Kept.of(Duration.ofDays(7))),
    /// Key tenant, or a reserved key that starts with `_`. Snapshots, from controller to controller.
    STATE("landlord.state", Kept.compacted()),
    /// Key `class/NAME` or `switch/MEANS`. What holds for all tenants: policy classes beside the shipped ones, and what is switched off.
    SETTINGS("landlord.settings", Kept.compacted()),
    /// Key tenant/node/UTC day. What a tenant used on a node in a day: 24 hours and their total; a later record of the key corrects the one before.
    LEDGER("landlord.ledger", Kept.compactedFor(Duration.ofDays(400)));

    private final String topicName;
    private final Kept kept;

    Topic(String topicName, Kept kept) {
        this.topicName = topicName;
        this.kept = kept;
    }

    public String topicName() {
        return topicName;
    }

    public Kept kept() {
        return kept;
    }

    /// The `schema` field of every value in this topic: `landlord.<topic>/<major>`.
    public String schema() {
        return topicName + "/1";
    }

    /// Whether this topic has one partition count with usage, so that one owner sees the whole tenant in all of them.
    public boolean ownedWithUsage() {
        return switch (this) {
            case USAGE, ACKS, REQUESTS, STATE -> true;
            case TENANTS, NODES, COMMANDS, DECISIONS, SETTINGS, LEDGER -> false;
        };
    }

    /// How long a topic keeps its records.
    ///
    /// @param isCompacted whether only the last record of each key is kept
    /// @param retention   how long, or empty for as long as there is the topic
    public record Kept(boolean isCompacted, Optional<Duration> retention) {
        static Kept compacted() {
            return new Kept(true, Optional.empty());
        }

        static Kept compactedFor(Duration retention) {
            return new Kept(true, Optional.of(retention));
        }

        static Kept of(Duration retention) {
            return new Kept(false, Optional.of(retention));
        }
    }
}
