package dev.landlord.controller.ports;

import dev.landlord.protocol.Topic;
import dev.landlord.protocol.message.Message;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// What of the topics is kept on this machine, for charts and reports. It is disposable: whatever it lacks is read again from the topics.
public interface Archive {
    /// Where to go on reading: the offset that comes next, by topic and partition. Nothing of a partition that was not read yet.
    Future<Map<Topic, Map<Integer, Long>>> positions();

    /// Takes records in, in the order of their offsets. What is no good is left out and counted.
    ///
    /// @return completes when there is room for the next records; nothing may be given before. If it fails, what was given since the last
    ///         [#positions] may be lost: reading begins there again
    Future<Void> take(List<Arrived> records);

    /// All that there was of these topics when their reading began has been given.
    void caughtUp(List<Topic> topics);

    /// A record of a topic that is kept.
    ///
    /// @param at the broker's time
    record Arrived(Topic topic, int partition, long offset, Instant at, Message message) {
    }
}
