package dev.landlord.launcher.simulation;

import dev.landlord.controller.engine.Inbound;
import dev.landlord.controller.engine.InboundDeserializer;
import dev.landlord.controller.engine.Read;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.message.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/// One partition of a topic: records in the order of their offsets, stamped by the broker. Offsets stay when compaction takes records out.
final class Log {
    private static final InboundDeserializer DECODER = new InboundDeserializer();

    final Topic topic;
    final int partition;
    private final List<Entry> entries = new ArrayList<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private long next;
    private long begin;
    /// Records before this lie in closed segments.
    private long closed;

    Log(Topic topic, int partition) {
        this.topic = topic;
        this.partition = partition;
    }

    /// @param value null: a tombstone
    static final class Entry {
        final long offset;
        final String key;
        final byte[] value;
        final long at;
        private Inbound decoded;

        private Entry(long offset, String key, byte[] value, long at) {
            this.offset = offset;
            this.key = key;
            this.value = value;
            this.at = at;
        }
    }

    Entry append(String key, byte[] value, long now) {
        var entry = new Entry(next, key, value, now);
        entries.add(entry);
        next++;
        var woken = List.copyOf(waiting);
        waiting.clear();
        woken.forEach(Runnable::run);
        return entry;
    }

    /// Calls once when the next record is appended.
    void whenAppended(Runnable reader) {
        waiting.add(reader);
    }

    long begin() {
        return begin;
    }

    long end() {
        return next;
    }

    /// The records from an offset on.
    List<Entry> from(long offset, int most) {
        int first = indexOf(offset);
        return List.copyOf(entries.subList(first, Math.min(entries.size(), first + most)));
    }

    List<Entry> all() {
        return entries;
    }

    /// As the controller's consumers decode it.
    Read read(Entry entry) {
        if (entry.decoded == null && entry.value != null) {
            entry.decoded = DECODER.deserialize(topic.topicName(), entry.value);
        }
        return new Read(topic, partition, entry.key, entry.offset, Loop.START.plusMillis(entry.at), entry.decoded);
    }

    /// Its message, decoded once for all who want to see it; empty for a tombstone and for what is none.
    Optional<Message> message(Entry entry) {
        return read(entry).value() instanceof Inbound.Known(var message) ? Optional.of(message) : Optional.empty();
    }

    private int indexOf(long offset) {
        int low = 0;
        int high = entries.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (entries.get(middle).offset < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// Closes the active segment.
    void roll() {
        closed = next;
    }

    /// What the broker's cleaner does: of the closed part, up to the first record that is too young, it keeps the last record of each key; a
    /// tombstone goes when it is older than `tombstones` milliseconds.
    ///
    /// @param wait for so many milliseconds a record keeps the cleaner away (`min.compaction.lag.ms`)
    /// @return how many records went
    int compact(long now, long wait, long tombstones) {
        long cleanable = entries.stream().filter(entry -> entry.at > now - wait).mapToLong(entry -> entry.offset).findFirst().orElse(next);
        long end = Math.min(closed, cleanable);
        var last = new HashMap<String, Long>();
        for (var entry : entries) {
            if (entry.offset < end) {
                last.put(entry.key, entry.offset);
            }
        }
        int before = entries.size();
        entries.removeIf(entry -> entry.offset < end
            && (last.get(entry.key) != entry.offset || entry.value == null && entry.at < now - tombstones));
        return before - entries.size();
    }

    /// What the broker does with closed segments of a topic that is not compacted.
    ///
    /// @return how many records went
    int expire(long olderThan) {
        int before = entries.size();
        entries.removeIf(entry -> entry.offset < closed && entry.at < olderThan);
        begin = entries.isEmpty() ? next : entries.getFirst().offset;
        return before - entries.size();
    }
}
