package dev.landlord.launcher.node;

/// Is told of each step of a start or a stop, as it is done, from any thread.
@FunctionalInterface
public interface Progress {
    /// @param what one line for people
    void step(String what);
}
