package dev.landlord.agent.spool;

import dev.landlord.protocol.json.Decoded;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.UsageSample;
import java.util.Optional;

/// A sample, encoded, with what must be known of it while it waits.
///
/// @param tenant          its tenant
/// @param sampledAtMillis wall clock of the node, milliseconds since 1970
/// @param nanos           monotonic time at which it was made; means nothing in another run of the agent
/// @param meters          stands for the set of meters that it reads: samples of one tenant with the same number read the same groups in the same run
/// @param value           the encoded message, not changed any more
public record Sampled(String tenant, long sampledAtMillis, long nanos, long meters, byte[] value) {
    private static final long ODD = 0x9E3779B97F4A7C15L;

    public static Sampled of(UsageSample sample, long nanos) {
        return new Sampled(sample.key(), sample.sampledAt().toEpochMilli(), nanos, meters(sample), MessageCodec.encode(sample));
    }

    /// The message of a sample that has waited, or empty if the bytes are no sample.
    ///
    /// @param waitedMillis at least 0
    static Optional<byte[]> delayed(byte[] value, long waitedMillis) {
        return switch (MessageCodec.usage(value)) {
            case Decoded.Known<UsageSample> known -> Optional.of(MessageCodec.encode(known.message().delayed(waitedMillis)));
            case Decoded.UnknownSchema<UsageSample> _, Decoded.Malformed<UsageSample> _ -> Optional.empty();
        };
    }

    private static long meters(UsageSample sample) {
        long mixed = mix(sample.bootId().hashCode(), sample.agentRun());
        mixed = mix(mixed, sample.ownCgroupId() == null ? -1 : sample.ownCgroupId());
        for (var workload : sample.workloads()) {
            mixed = mix(mix(mixed, workload.cgroup().hashCode()), workload.cgroupId());
        }
        return mixed;
    }

    private static long mix(long mixed, long more) {
        long product = (Long.rotateLeft(mixed, 23) ^ more) * ODD;
        return product ^ product >>> 32;
    }
}
