package dev.landlord.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// A workload's name in Landlord's own subtree, where it becomes the last part of a cgroup's path. Adopted groups are named
/// by their cgroup path instead and never turned into a path again.
///
/// @param value 1 to 63 of `A-Za-z0-9._-`
public record WorkloadId(@JsonValue String value) {
    @JsonCreator
    public WorkloadId {
        Ids.check("workload", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
