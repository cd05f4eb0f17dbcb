package dev.landlord.controller.engine;

import static dev.landlord.controller.view.Messages.A;
import static dev.landlord.controller.view.Messages.B;
import static dev.landlord.controller.view.Messages.N1;
import static dev.landlord.controller.view.Messages.N2;
import static dev.landlord.controller.view.Messages.START;
import static dev.landlord.controller.view.Messages.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.controller.view.Messages;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.UsageSample;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ThinningDeserializerTest {
    private Instant now = START.plus(Duration.ofHours(1));
    private final ThinningDeserializer decoder = new ThinningDeserializer(() -> now);

    @Test
    void whileItThinsItReadsTheFirstOfEachTenSeconds() {
        decoder.thin(true);
        assertThat(LongStream.rangeClosed(1, 40).filter(second -> reads(A, N1, second))).containsExactly(1L, 10L, 20L, 30L, 40L);

        decoder.thin(false);
        assertThat(LongStream.rangeClosed(41, 80).filter(second -> reads(A, N1, second))).hasSize(40);
    }

    @Test
    void whereStepsOfTenSecondsAreNotKeptItReadsTheFirstOfEachHalfMinute() {
        now = START.plus(Duration.ofHours(30));
        decoder.thin(true);

        assertThat(LongStream.rangeClosed(1, 119).filter(second -> reads(A, N1, second))).containsExactly(1L, 30L, 60L, 90L);
    }

    @Test
    void whatIsReadByAnotherIsPassedOver() {
        now = START.plus(Duration.ofHours(30));
        var until = new ThinningDeserializer(() -> now, at(60));
        until.thin(true);

        assertThat(LongStream.rangeClosed(1, 119).filter(second ->
            until.deserialize(Topic.USAGE.topicName(), MessageCodec.encode(sample(A, N1, 1, second))) instanceof Inbound.Known))
            .containsExactly(1L, 30L);
    }

    @Test
    void allThatIsYoungIsRead() {
        now = START.plus(ThinningDeserializer.WHOLE);
        decoder.thin(true);

        assertThat(LongStream.rangeClosed(0, 40).filter(second -> reads(A, N1, second))).hasSize(41);
    }

    @Test
    void eachTenantAndNodeCountsForItselfAndSoDoesAnotherRun() {
        decoder.thin(true);

        assertThat(reads(A, N1, 1)).isTrue();
        assertThat(reads(A, N2, 2)).isTrue();
        assertThat(reads(B, N1, 3)).isTrue();
        assertThat(reads(A, N1, 4)).isFalse();
        assertThat(decoder.deserialize(Topic.USAGE.topicName(), MessageCodec.encode(sample(A, N1, 2, 5)))).isInstanceOf(Inbound.Known.class);
    }

    @Test
    void samplesThatComeSeldomAreAllRead() {
        now = START.plus(Duration.ofHours(30));
        decoder.thin(true);

        assertThat(LongStream.iterate(0, second -> second < 600, second -> second + 60).filter(second -> reads(A, N1, second))).hasSize(10);
    }

    @Test
    void whatIsNoSampleOrLooksOtherwiseIsNeverPassedOver() {
        decoder.thin(true);

        assertThat(decoder.deserialize(Topic.USAGE.topicName(), null)).isNull();
        for (var text : List.of("{\"seq\":", "{\"seq\":1,\"sampledAt\":\"2026-1", "{\"seq\":1,\"sampledAt\":\"2026-11-22 10:00:00Z\"}", "{}", "")) {
            for (int again = 0; again < 2; again++) {
                assertThat(decoder.deserialize(Topic.USAGE.topicName(), text.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(Inbound.Unreadable.class).isNotSameAs(ThinningDeserializer.PASSED_OVER);
            }
        }
        var decision = MessageCodec.encode(Messages.decision("1", A, START));
        assertThat(decoder.deserialize(Topic.DECISIONS.topicName(), decision)).isInstanceOf(Inbound.Known.class);
    }

    private boolean reads(TenantId tenant, NodeId node, long second) {
        return decoder.deserialize(Topic.USAGE.topicName(), MessageCodec.encode(sample(tenant, node, 1, second)))
            instanceof Inbound.Known(UsageSample sample) && sample.seq() == second + 1;
    }

    private static UsageSample sample(TenantId tenant, NodeId node, long run, long second) {
        return new UsageSample(tenant, node, Messages.BOOT, run, second + 1, at(second), 1000, null, null, List.of(), Map.of());
    }
}
