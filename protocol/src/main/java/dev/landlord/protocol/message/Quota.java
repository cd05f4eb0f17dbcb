package dev.landlord.protocol.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.landlord.protocol.Resource;
import java.util.OptionalDouble;

/// Amounts per resource: what a tenant may use (quota), or the most that a node's kernel lets it use (ceiling).
/// A null field sets no bound.
///
/// @param cpuCores         cores, above zero
/// @param memoryBytes      bytes of working set
/// @param pids             processes and threads
/// @param ioBytesPerSecond block device bytes a second, reads and writes together
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Quota(Double cpuCores, Long memoryBytes, Long pids, Long ioBytesPerSecond) {
    /// No bound on anything.
    public static final Quota NONE = new Quota(null, null, null, null);

    public Quota {
        Checks.amount("cpuCores", cpuCores);
        if (cpuCores != null && cpuCores == 0) {
            throw new IllegalArgumentException("field 'cpuCores' must be above zero; leave it out for no bound");
        }
        positive("memoryBytes", memoryBytes);
        positive("pids", pids);
        positive("ioBytesPerSecond", ioBytesPerSecond);
    }

    private static void positive(String field, Long value) {
        Checks.count(field, value);
        if (value != null && value == 0) {
            throw new IllegalArgumentException("field '%s' must be above zero; leave it out for no bound".formatted(field));
        }
    }

    /// The bound on one resource in its base unit (cores, bytes, count, bytes a second), or empty where there is none.
    public OptionalDouble of(Resource resource) {
        Number bound = switch (resource) {
            case CPU -> cpuCores;
            case MEMORY -> memoryBytes;
            case PIDS -> pids;
            case IO -> ioBytesPerSecond;
        };
        return bound == null ? OptionalDouble.empty() : OptionalDouble.of(bound.doubleValue());
    }
}
