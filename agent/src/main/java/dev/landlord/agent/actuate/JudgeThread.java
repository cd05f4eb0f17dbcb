package dev.landlord.agent.actuate;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread on which is judged, and on which the small files of enforcement are written. An error in one task is logged; the next goes on.
final class JudgeThread {
    private static final Logger LOG = LoggerFactory.getLogger(JudgeThread.class);

    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, KernelThreads.named("landlord-enforce-"));

    /// Returns at once.
    ///
    /// @return ends with the task, or fails as it does, or because the thread has ended
    CompletableFuture<Void> run(Runnable task) {
        try {
            var done = CompletableFuture.runAsync(task, thread);
            done.exceptionally(JudgeThread::log);
            return done;
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /// Runs a task again and again until the end.
    void every(long firstMillis, long periodMillis, Runnable task) {
        thread.scheduleAtFixedRate(() -> {
            try {
                task.run();
            } catch (Throwable e) {
                log(e);
            }
        }, firstMillis, periodMillis, TimeUnit.MILLISECONDS);
    }

    private static Void log(Throwable failure) {
        LOG.error("Enforcement goes on after an error", failure);
        return null;
    }

    /// What has been asked for is done, nothing is begun again.
    void end() {
        thread.shutdown();
    }
}
