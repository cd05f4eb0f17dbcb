package dev.landlord.agent.link;

import dev.landlord.agent.spool.SpoolState;
import java.util.Optional;

/// What the link has sent and lost since the start.
///
/// @param samplesSent       samples that the broker acknowledged
/// @param samplesDropped    samples given up
/// @param spool             samples that wait on disk
/// @param skipped           records that could not be read
/// @param acksSent          answers that the broker acknowledged
/// @param acksDropped       answers given up
/// @param clockOffsetMillis the node's clock less the broker's, if known
public record LinkCounters(
    long samplesSent, long samplesDropped, SpoolState spool, long skipped, long acksSent, long acksDropped, Optional<Long> clockOffsetMillis
) {
    public static final LinkCounters NONE = new LinkCounters(0, 0, SpoolState.EMPTY, 0, 0, 0, Optional.empty());

    /// The same with records that another reader of the agent could not read.
    public LinkCounters plusSkipped(long more) {
        return new LinkCounters(samplesSent, samplesDropped, spool, skipped + more, acksSent, acksDropped, clockOffsetMillis);
    }

    /// The same with what became of the answers.
    public LinkCounters withAcks(AckPublisher acks) {
        return new LinkCounters(samplesSent, samplesDropped, spool, skipped, acks.sent(), acks.dropped(), clockOffsetMillis);
    }
}
