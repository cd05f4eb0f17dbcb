package dev.landlord.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// A machine that runs an agent.
///
/// @param value 1 to 63 of `A-Za-z0-9._-`
public record NodeId(@JsonValue String value) implements Comparable<NodeId> {
    @JsonCreator
    public NodeId {
        Ids.check("node", value);
    }

    @Override
    public int compareTo(NodeId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
