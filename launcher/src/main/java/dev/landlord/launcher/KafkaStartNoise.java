package dev.landlord.launcher;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.Map;

/// Drops what Kafka's broker and clients log as a warning or an error at every start or stop of a healthy node; named in `logback.xml`.
public final class KafkaStartNoise extends Filter<ILoggingEvent> {
    private static final Map<String, String> HARMLESS = Map.of(
        "org.apache.kafka.controller.QuorumController", "Performing controller activation",
        // The controller's own registration, sent before it has become the leader, and sent again.
        "kafka.server.ControllerApis", "Unexpected error handling request RequestHeader(apiKey=CONTROLLER_REGISTRATION",
        // The answer to a look at the end of a partition that was read to its end meanwhile.
        "org.apache.kafka.clients.consumer.internals.OffsetFetcherUtils", "Not updating high watermark",
        "org.apache.kafka.clients.NetworkClient", "Attempting to close NetworkClient that has already been closed");

    @Override
    public FilterReply decide(ILoggingEvent event) {
        String harmless = HARMLESS.get(event.getLoggerName());
        return harmless != null && event.getFormattedMessage().contains(harmless) ? FilterReply.DENY : FilterReply.NEUTRAL;
    }
}
