package dev.landlord.controller.engine;

import dev.landlord.controller.ports.Archive.PutOff;
import dev.landlord.controller.ports.UsageHistory;
import dev.landlord.protocol.Topic;
import io.vertx.core.Future;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/// Divides the samples that the history has to read: the last two to three hours come first, so that the charts that people look at most are there
/// soon, and all before them after that.
///
/// @param older what is put off
/// @param from  where the reader of new samples begins, by partition
record NewestFirst(PutOff older, Map<Integer, Long> from) {
    /// Both readers go so far beyond the moment between them, to know what came before it and after it.
    static final Duration MARGIN = Duration.ofMinutes(10);

    /// The moment between both: with it, steps of ten seconds are the first reader's alone.
    static Instant boundary(Instant now) {
        return now.minus(UsageHistory.FINEST_KEPT).truncatedTo(ChronoUnit.HOURS);
    }

    /// @param reader of usage, not reading yet
    /// @param known  where reading ended before, by partition
    /// @return empty if all that there is to read is new
    static Future<Optional<NewestFirst>> divide(KafkaReadStream<String, Inbound> reader, Map<Integer, Long> known, Instant now) {
        var boundary = boundary(now);
        return reader.partitionsFor(Topic.USAGE.topicName()).compose(infos -> {
            var partitions = infos.stream().map(info -> new TopicPartition(info.topic(), info.partition())).collect(Collectors.toSet());
            var margin = boundary.minus(MARGIN).toEpochMilli();
            return reader.beginningOffsets(partitions).compose(begin -> reader.endOffsets(partitions).compose(end ->
                reader.offsetsForTimes(partitions.stream().collect(Collectors.toMap(partition -> partition, _ -> margin))).map(since -> {
                    var bounds = new HashMap<Integer, Bounds>();
                    partitions.forEach(partition -> bounds.put(partition.partition(), new Bounds(begin.get(partition), end.get(partition),
                        since.get(partition) == null ? end.get(partition) : since.get(partition).offset())));
                    return of(boundary, known, bounds);
                })));
        });
    }

    /// Of one partition.
    ///
    /// @param begin of what there is
    /// @param end   of it
    /// @param since the first record of the margin before the boundary, by the broker's time
    record Bounds(long begin, long end, long since) {
    }

    static Optional<NewestFirst> of(Instant boundary, Map<Integer, Long> known, Map<Integer, Bounds> partitions) {
        var older = new HashMap<Integer, PutOff.Stretch>();
        var from = new HashMap<Integer, Long>();
        partitions.forEach((partition, bounds) -> {
            long next = Follower.next(known.get(partition), bounds.begin(), bounds.end());
            from.put(partition, Math.max(next, bounds.since()));
            if (next < bounds.since()) {
                older.put(partition, new PutOff.Stretch(next, bounds.end()));
            }
        });
        return older.isEmpty() ? Optional.empty() : Optional.of(new NewestFirst(new PutOff(boundary, older), Map.copyOf(from)));
    }
}
