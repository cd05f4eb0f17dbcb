package dev.landlord.controller.engine;

import dev.landlord.protocol.Topic;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.serialization.Deserializer;

/// Decodes what the history reads. While it is thinning it decodes only each tenth sample of a tenant on a node, told by its `seq`, and passes over
/// the others without having decoded them: counters are cumulative, so what was used in a step stays the same, and only peaks between are missed.
/// So two days of samples are read again in a fraction of the time.
final class ThinningDeserializer implements Deserializer<Inbound> {
    private static final byte[] SEQ = "\"seq\":".getBytes(StandardCharsets.US_ASCII);
    private static final Inbound PASSED_OVER = new Inbound.Unreadable(false, "passed over while much is read at once");

    private final InboundDeserializer all = new InboundDeserializer();
    private volatile boolean thinning;

    /// May be switched from any thread.
    void thin(boolean on) {
        thinning = on;
    }

    @Override
    public Inbound deserialize(String topic, byte[] value) {
        boolean pass = thinning && value != null && topic.equals(Topic.USAGE.topicName()) && lastDigit(value) > 0;
        return pass ? PASSED_OVER : all.deserialize(topic, value);
    }

    /// The last digit of the sample's number, or -1 if none is found; then whoever decodes it will tell why.
    private static int lastDigit(byte[] value) {
        for (int at = 0; at + SEQ.length < value.length; at++) {
            if (value[at] == '"' && Arrays.equals(value, at, at + SEQ.length, SEQ, 0, SEQ.length)) {
                int digit = -1;
                for (int next = at + SEQ.length; next < value.length && value[next] >= '0' && value[next] <= '9'; next++) {
                    digit = value[next] - '0';
                }
                return digit;
            }
        }
        return -1;
    }
}
