package dev.landlord.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// Who a workload belongs to.
///
/// @param value 1 to 63 of `A-Za-z0-9._-`, or [#UNATTRIBUTED]
public record TenantId(@JsonValue String value) implements Comparable<TenantId> {
    private static final String NOBODY = "_unattributed";
    /// The reserved tenant that stands for processes of nobody.
    public static final TenantId UNATTRIBUTED = new TenantId(NOBODY);

    @JsonCreator
    public TenantId {
        if (!NOBODY.equals(value)) {
            Ids.check("tenant", value);
        }
    }

    public boolean isUnattributed() {
        return equals(UNATTRIBUTED);
    }

    @Override
    public int compareTo(TenantId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
