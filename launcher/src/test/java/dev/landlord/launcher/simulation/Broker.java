package dev.landlord.launcher.simulation;

import dev.landlord.controller.engine.Ownership;
import dev.landlord.protocol.CommandKey;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// The topics. Everything that is appended goes through [#append].
final class Broker {
    static final int PARTITIONS = 2;
    static final int COMMAND_PARTITIONS = 2;

    private final Loop loop;
    private final Observer observer;
    private final Map<Topic, List<Log>> logs = new EnumMap<>(Topic.class);
    private long stalledUntil;

    Broker(Loop loop, Observer observer) {
        this.loop = loop;
        this.observer = observer;
        for (var topic : Topic.values()) {
            var partitions = new ArrayList<Log>();
            int count = topic.ownedWithUsage() ? PARTITIONS : topic == Topic.COMMANDS ? COMMAND_PARTITIONS : 1;
            for (int i = 0; i < count; i++) {
                partitions.add(new Log(topic, i));
            }
            logs.put(topic, partitions);
        }
    }

    Log log(Topic topic, int partition) {
        return logs.get(topic).get(partition);
    }

    List<Log> logs(Topic topic) {
        return logs.get(topic);
    }

    /// Of a message that is partitioned by its tenant.
    Log ofTenant(Topic topic, TenantId tenant) {
        return log(topic, topic.ownedWithUsage() ? Ownership.partitionOf(tenant, PARTITIONS) : 0);
    }

    Log ofNode(NodeId node) {
        return log(Topic.COMMANDS, CommandKey.partition(node, COMMAND_PARTITIONS));
    }

    long append(Log log, String key, byte[] value) {
        var entry = log.append(key, value, loop.now());
        observer.appended(log, entry);
        return entry.offset;
    }

    /// Nobody is answered until then.
    void stall(long until) {
        stalledUntil = Math.max(stalledUntil, until);
    }

    long stalledUntil() {
        return stalledUntil;
    }

    void heal() {
        stalledUntil = Math.min(stalledUntil, loop.now());
    }
}
