package dev.landlord.controller.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.landlord.controller.policy.Use;
import dev.landlord.controller.ports.Rounding;
import java.time.Instant;

/// A tenant's use at one moment, for charts. A null field was not known then.
///
/// @param at when; no two points of a tenant have the same
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PointView(Instant at, Double cpuCores, Long memoryBytes, Long pids, Long ioBytesPerSecond) {
    static PointView of(Instant at, Use use) {
        return new PointView(at, Rounding.tenThousandths(use.cpuCores()), use.memoryBytes(), use.pids(), use.ioBytesPerSecond());
    }
}
