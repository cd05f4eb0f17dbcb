package dev.landlord.controller.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.controller.view.Messages;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.UsageSample;
import java.nio.charset.StandardCharsets;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ThinningDeserializerTest {
    private final ThinningDeserializer decoder = new ThinningDeserializer();

    @Test
    void whileItThinsItReadsEachTenthSample() {
        decoder.thin(true);
        assertThat(LongStream.rangeClosed(1, 40).filter(this::reads)).containsExactly(10L, 20L, 30L, 40L);

        decoder.thin(false);
        assertThat(LongStream.rangeClosed(1, 40).filter(this::reads)).hasSize(40);
    }

    @Test
    void whatIsNoSampleIsNeverPassedOver() {
        decoder.thin(true);

        assertThat(decoder.deserialize(Topic.USAGE.topicName(), null)).isNull();
        assertThat(decoder.deserialize(Topic.USAGE.topicName(), "{\"seq\":".getBytes(StandardCharsets.UTF_8)))
            .isInstanceOfSatisfying(Inbound.Unreadable.class, unreadable -> assertThat(unreadable.why()).doesNotContain("passed over"));
        var decision = MessageCodec.encode(Messages.decision("1", Messages.A, Messages.START));
        assertThat(decoder.deserialize(Topic.DECISIONS.topicName(), decision)).isInstanceOf(Inbound.Known.class);
    }

    private boolean reads(long seq) {
        var value = MessageCodec.encode(Messages.own(Messages.A, Messages.N1, seq, seq));
        return decoder.deserialize(Topic.USAGE.topicName(), value) instanceof Inbound.Known(UsageSample sample) && sample.seq() == seq;
    }
}
