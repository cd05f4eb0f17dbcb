package dev.landlord.launcher.simulate;

import dev.landlord.protocol.message.UsageSample;
import java.time.Instant;

/// Takes what a recording holds, in the order in which it is read.
public interface UsageSink {
    /// @param at when the sample was received by Kafka, or taken where that is not recorded
    void sample(UsageSample sample, Instant at);

    /// Something that is no sample.
    ///
    /// @param where a person finds it, e.g. `usage.jsonl:17`
    void bad(String where, String why);

    /// Told now and then while reading.
    ///
    /// @param share of the whole that has been read, 0 to 1, or negative where that is not known
    void progress(double share);
}
