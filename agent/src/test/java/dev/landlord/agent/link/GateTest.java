package dev.landlord.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.Topic;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GateTest {
    private static final Instant APPENDED = Instant.parse("2026-11-22T10:00:00Z");

    private final List<String> sent = new ArrayList<>();
    private final List<Runnable> timers = new ArrayList<>();
    private final Gate gate = new Gate(message -> {
        sent.add(message.key());
        return message.key().equals("bad") ? Future.failedFuture("no") : Future.succeededFuture(APPENDED);
    }, (time, task) -> {
        assertThat(time).isEqualTo(Gate.PATIENCE);
        timers.add(task);
    });

    private Future<Instant> send(String key) {
        return gate.send(new Outgoing(Topic.USAGE, key, new byte[0]));
    }

    @Test
    void whatCameBeforeGoesFirstAndHearsItsOwnAnswer() {
        var first = send("a");
        var second = send("bad");
        assertThat(sent).as("nothing before Kafka is there").isEmpty();
        assertThat(gate.isOpen()).isFalse();

        gate.open();
        var third = send("c");

        assertThat(sent).containsExactly("a", "bad", "c");
        assertThat(List.of(first.result(), third.result())).containsOnly(APPENDED);
        assertThat(second.cause()).hasMessage("no");
        timers.forEach(Runnable::run);
        assertThat(first.succeeded()).as("its time has no meaning any more").isTrue();
    }

    @Test
    void whatWaitedTooLongIsRefusedAndNotSentLater() {
        var first = send("a");
        var second = send("a");
        timers.getFirst().run();

        assertThat(first.cause()).hasMessage("Kafka has not answered yet");
        assertThat(second.isComplete()).as("of the same key, and younger").isFalse();
        gate.open();
        assertThat(sent).containsExactly("a");
        assertThat(second.succeeded()).isTrue();
    }
}
