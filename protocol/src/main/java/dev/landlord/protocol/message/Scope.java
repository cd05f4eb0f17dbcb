package dev.landlord.protocol.message;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// Over what a tenant's use is compared with its quota.
public enum Scope {
    /// The use of all nodes together: two cores are two cores, on one node or on fifty.
    FLEET,
    /// The use of each node by itself: two cores on every node.
    NODE;

    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
