package dev.landlord.agent.link;

import dev.landlord.protocol.Topic;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.PartitionInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Waits until Kafka answers and has the topics that an agent needs. Controllers make them; agents never do.
public final class Topics {
    private static final Logger LOG = LoggerFactory.getLogger(Topics.class);
    private static final List<Topic> NEEDED = List.of(Topic.TENANTS, Topic.USAGE, Topic.NODES, Topic.COMMANDS, Topic.ACKS);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final KafkaReadStream<String, byte[]> reader;
    private final Promise<Void> ready = Promise.promise();
    private String said = "";
    private boolean stopped;

    /// @param reader for this alone; closed when the wait is over
    public Topics(Vertx vertx, KafkaReadStream<String, byte[]> reader) {
        this.vertx = vertx;
        this.reader = reader;
    }

    /// @return completes when they are all there; fails if stopped before
    public Future<Void> await() {
        look();
        return ready.future();
    }

    public void stop() {
        stopped = true;
        if (ready.tryFail("stopped")) {
            reader.close();
        }
    }

    /// What is waited for, for people; empty before the first look and after the last.
    public String waitingFor() {
        return said;
    }

    private void look() {
        if (stopped) {
            return;
        }
        reader.listTopics().onComplete(this::found, e -> again("Kafka, which does not answer: " + e.getMessage()));
    }

    private void found(Map<String, List<PartitionInfo>> topics) {
        Set<String> missing = NEEDED.stream().map(Topic::topicName).filter(name -> !topics.containsKey(name))
            .collect(Collectors.toCollection(TreeSet::new));
        if (!missing.isEmpty()) {
            again("topics that a controller has to make: " + String.join(", ", missing));
            return;
        }
        if (!said.isEmpty()) {
            LOG.info("Kafka has all topics now");
            said = "";
        }
        if (ready.tryComplete()) {
            reader.close();
        }
    }

    private void again(String what) {
        if (!what.equals(said)) {
            LOG.info("Waiting for {}", what);
            said = what;
        }
        vertx.setTimer(PAUSE.toMillis(), _ -> look());
    }
}
