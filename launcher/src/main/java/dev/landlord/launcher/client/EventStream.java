package dev.landlord.launcher.client;

import dev.landlord.protocol.json.MessageCodec;
import java.util.concurrent.Flow;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;

/// Reads server-sent events out of lines: the name of each event and its JSON.
final class EventStream implements Flow.Subscriber<String> {
    private static final String EVENT = "event: ";
    private static final String DATA = "data: ";

    private final BiConsumer<String, JsonNode> events;
    private final Runnable heard;
    private String name = "";
    private String data = "";

    /// @param heard called for each line, be it one of a comment
    EventStream(BiConsumer<String, JsonNode> events, Runnable heard) {
        this.events = events;
        this.heard = heard;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
        heard.run();
        if (line.startsWith(EVENT)) {
            name = line.substring(EVENT.length());
        } else if (line.startsWith(DATA)) {
            data = line.substring(DATA.length());
        } else if (line.isEmpty() && !data.isEmpty()) {
            events.accept(name, MessageCodec.mapper().readTree(data));
            name = "";
            data = "";
        }
    }

    @Override
    public void onError(Throwable failure) {
        // The response's future tells it.
    }

    @Override
    public void onComplete() {
        // The response's future tells it.
    }
}
