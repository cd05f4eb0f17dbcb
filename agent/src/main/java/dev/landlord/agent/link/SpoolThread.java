package dev.landlord.agent.link;

import io.vertx.core.Future;
import java.util.concurrent.Callable;

/// Where the spool is worked on: tasks run one after the other, in their order, and may block.
@FunctionalInterface
public interface SpoolThread {
    /// @return completes on the caller's context
    <T> Future<T> run(Callable<T> task);
}
