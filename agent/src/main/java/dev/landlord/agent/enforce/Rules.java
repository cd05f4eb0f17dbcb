package dev.landlord.agent.enforce;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.message.NodeReport.Mode;
import java.time.Duration;
import java.util.Map;

/// What the node's configuration says of enforcement.
///
/// @param bootId             of the running kernel
/// @param missing            knobs that this node lacks at the start, and why; [Enforcer#lacks] tells what has changed
/// @param evictionsPerMinute most evictions begun on this node within any minute
/// @param writeDeadline      after which a command whose kernel write has not returned is answered `failed(timeout)`
/// @param verifyEvery        how often limits in force are compared with what the kernel says
public record Rules(
    NodeId node, String bootId, Mode mode, OnSilence onSilence, Map<Knob, String> missing, int evictionsPerMinute, Duration writeDeadline,
    Duration verifyEvery
) {
    public Rules {
        missing = Map.copyOf(missing);
    }

    /// What to do when a lease runs out.
    public enum OnSilence {
        /// Put the original limits back: nobody stays punished because a controller died.
        @JsonProperty("lift")
        LIFT,
        /// Keep the limits until a controller speaks again.
        @JsonProperty("hold")
        HOLD
    }
}
