package dev.landlord.agent.host;

import dev.landlord.protocol.message.ProcessFact;
import dev.landlord.protocol.message.TenantSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Samples at a fixed rate on a platform thread of its own, which is never interrupted. A round that takes longer than the interval
/// delays the next one; none is made up for.
public final class SamplingLoop {
    private static final Logger LOG = LoggerFactory.getLogger(SamplingLoop.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private final Sampler sampler;
    private final Duration interval;
    private final Supplier<List<TenantSpec>> tenants;
    private final Supplier<Map<Long, List<ProcessFact>>> facts;
    private final Consumer<Round> sink;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().daemon().name("landlord-sampler").unstarted(this::run);
    private volatile Round last = Round.NONE;

    /// @param sampler for this alone; closed at the end
    /// @param facts   on processes, by cgroup id
    /// @param sink    takes each round, on this loop's thread
    public SamplingLoop(
        Sampler sampler, Duration interval, Supplier<List<TenantSpec>> tenants, Supplier<Map<Long, List<ProcessFact>>> facts, Consumer<Round> sink
    ) {
        this.sampler = sampler;
        this.interval = interval;
        this.tenants = tenants;
        this.facts = facts;
        this.sink = sink;
    }

    public void start() {
        thread.start();
    }

    public Round last() {
        return last;
    }

    /// Ends the loop after the round under way. Blocks, but not for long: a read that hangs in the kernel is left behind.
    public void stop() throws InterruptedException {
        stopping.countDown();
        thread.join(STOP_TIMEOUT.toMillis());
        if (thread.isAlive()) {
            LOG.warn("A round of sampling takes longer than {}; it is left to end by itself", STOP_TIMEOUT);
        }
    }

    private void run() {
        try (sampler) {
            long next = System.nanoTime();
            do {
                sampleOnce();
                next = Math.max(next + interval.toNanos(), System.nanoTime());
            } while (!stopping.await(next - System.nanoTime(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            LOG.error("Sampling ended, as somebody interrupted it", e);
        }
    }

    private void sampleOnce() {
        try {
            last = sampler.round(tenants.get(), facts.get());
            sink.accept(last);
        } catch (RuntimeException e) {
            LOG.error("A round of sampling failed; the next one follows", e);
        }
    }
}
