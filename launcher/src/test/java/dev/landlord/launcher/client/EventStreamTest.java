package dev.landlord.launcher.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventStreamTest {
    @Test
    void eventsAreReadAndCommentsPassedOver() {
        List<String> events = new ArrayList<>();
        EventStream stream = new EventStream((name, data) -> events.add(name + " " + data.path("id").asString("?")));

        for (String line : List.of("event: snapshot", "data: {\"id\":\"a\"}", "", ": still here", "", "event: tenant", "data: {}", "")) {
            stream.onNext(line);
        }

        assertThat(events).containsExactly("snapshot a", "tenant ?");
    }
}
