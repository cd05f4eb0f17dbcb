package dev.landlord.agent.actuate;

import dev.landlord.agent.enforce.Verdict;
import dev.landlord.protocol.message.Ack;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends answers, tells the log of them, and sees to it that a final one is not sent twice at a time. Judge's thread only.
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private final AckSink sink;
    private final EnforcementCounters counters;
    private final JudgeThread judge;
    /// Orders whose final answer is being sent.
    private final Set<String> underWay = new HashSet<>();

    Answers(AckSink sink, EnforcementCounters counters, JudgeThread judge) {
        this.sink = sink;
        this.counters = counters;
        this.judge = judge;
    }

    CompletionStage<Void> send(Ack ack) {
        if (Verdict.TIMEOUT.equals(ack.reason())) {
            counters.timeouts.increment();
        }
        LOG.info("Tenant {}: {} is {}{}{}", ack.tenant(), ack.order() == null ? "throttle " + ack.epoch() + "/" + ack.generation()
            : "eviction " + ack.order(), ack.outcome().wire(), ack.reason() == null ? "" : " (" + ack.reason() + ")",
            ack.detail() == null ? "" : ": " + ack.detail());
        return sink.send(ack);
    }

    /// Sends the final answer to an order, unless that is being done already.
    ///
    /// @param delivered is called on the judge's thread once the answer is kept for others to read
    void sendFinally(Ack ack, Runnable delivered) {
        if (underWay.add(ack.order())) {
            send(ack).whenComplete((_, failure) -> judge.run(() -> {
                underWay.remove(ack.order());
                if (failure == null) {
                    delivered.run();
                }
            }));
        }
    }
}
