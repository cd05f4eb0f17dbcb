package dev.landlord.launcher.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EventStreamTest {
    @Test
    void eventsAreReadAndCommentsPassedOver() {
        List<String> events = new ArrayList<>();
        AtomicInteger heard = new AtomicInteger();
        EventStream stream = new EventStream((name, data) -> events.add(name + " " + data.path("id").asString("?")), heard::incrementAndGet);

        for (String line : List.of("event: snapshot", "data: {\"id\":\"a\"}", "", ": still here", "", "event: tenant", "data: {}", "")) {
            stream.onNext(line);
        }

        assertThat(events).containsExactly("snapshot a", "tenant ?");
        assertThat(heard).as("lines, the comment among them").hasValue(8);
    }
}
