package dev.landlord.agent.enforce;

/// One step towards the target.
public sealed interface Action {
    /// The group's path within its hierarchies.
    String cgroup();

    Dial dial();

    default Knob knob() {
        return dial().knob();
    }

    /// Write a limit, or freeze.
    ///
    /// @param text     what to write
    /// @param original what a release has to put back
    /// @param foreign  somebody else has written there since Landlord did, and that value is the original from now on
    record Set(String cgroup, Dial dial, String text, String original, boolean foreign) implements Action {
    }

    /// Put the original back: lift the limit, or thaw.
    ///
    /// @param text the original
    record Restore(String cgroup, Dial dial, String text) implements Action {
    }

    /// Write nothing, and forget that Landlord ever did: the knob holds its original, or what somebody else has set since.
    record Forget(String cgroup, Dial dial, boolean foreign) implements Action {
    }
}
