package dev.landlord.controller.ports;

import dev.landlord.protocol.Topic;
import dev.landlord.protocol.message.Message;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What of the topics is kept on this machine, for charts and reports. It is disposable: whatever it lacks is read again from the topics.
///
/// Samples may be read by two readers: one that goes on with what is new, and one for those that were [put off][#putOff]. Either gives its own in the
/// order of their offsets, and what they say together is what one would say that had read all of them in order.
public interface Archive {
    /// Where to go on reading: the offset that comes next, by topic and partition. Nothing of a partition that was not read yet.
    Future<Map<Topic, Map<Integer, Long>>> positions();

    /// What was put off and is still to be read; known after [#positions].
    Future<Optional<PutOff>> older();

    /// Before any of them is given: samples that are read later, and where the reader of new ones begins instead. Not while there are others.
    ///
    /// @param from offsets of usage by partition
    Future<Void> putOff(PutOff older, Map<Integer, Long> from);

    /// Takes records in, in the order of their offsets. What is no good is left out and counted.
    ///
    /// @return completes when there is room for the next records; nothing may be given before. If it fails, what was given since the last
    ///         [#positions] may be lost: reading begins there again
    Future<Void> take(List<Arrived> records);

    /// The same of those that were put off.
    Future<Void> takeOlder(List<Arrived> records);

    /// All that there was of these topics when their reading began has been given, but for what was put off.
    void caughtUp(List<Topic> topics);

    /// All that was put off has been given.
    void olderCaughtUp();

    /// Samples that are read after newer ones. Of those that both readers see, each draws its part: the one of older samples what was used before a
    /// moment, the other what was used after it.
    ///
    /// @param before     a whole hour
    /// @param partitions what is to be read, by partition
    record PutOff(Instant before, Map<Integer, Stretch> partitions) {
        public PutOff {
            partitions = Map.copyOf(partitions);
        }

        /// Whether a record is in it, or lies before it.
        public boolean has(int partition, long offset) {
            var stretch = partitions.get(partition);
            return stretch != null && offset < stretch.end();
        }

        /// @param next the offset that comes next
        /// @param end  the first one that is left to the reader of new ones
        public record Stretch(long next, long end) {
        }
    }

    /// A record of a topic that is kept.
    ///
    /// @param at the broker's time
    record Arrived(Topic topic, int partition, long offset, Instant at, Message message) {
    }
}
