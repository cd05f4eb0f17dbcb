package dev.landlord.agent.actuate;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// The few threads that write to the kernel. They may block there, so they are never interrupted, and their number is fixed.
final class KernelThreads {
    /// Jobs that wait for a thread: one a tenant at most, so that this is the number of tenants that a node can have.
    static final int MOST_WAITING = 10_000;

    private final ThreadPoolExecutor pool;

    KernelThreads(int threads) {
        this.pool = new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), named("landlord-kernel-"));
    }

    /// @throws java.util.concurrent.RejectedExecutionException if too many wait
    void run(Runnable job) {
        pool.execute(job);
    }

    /// Lets what runs end by itself.
    void close() {
        pool.shutdown();
    }

    static ThreadFactory named(String prefix) {
        var count = new AtomicInteger();
        return job -> Thread.ofPlatform().daemon().name(prefix + count.incrementAndGet()).unstarted(job);
    }
}
