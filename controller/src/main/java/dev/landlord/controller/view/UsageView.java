package dev.landlord.controller.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.landlord.controller.policy.Use;
import dev.landlord.controller.ports.Rounding;
import dev.landlord.protocol.Resource;
import java.util.List;

/// What is used now, by the same arithmetic as the policy's. A null field is not known, and `incomplete` names those of which only a
/// part is.
///
/// @param cpuCores         cores, to the ten-thousandth
/// @param memoryBytes      bytes of working set
/// @param pids             processes and threads
/// @param ioBytesPerSecond block device bytes a second, reads and writes together
/// @param throttledShare   share (0 to 1) of the last interval's enforcement periods in which the kernel throttled a group, on the node where
///                         that is largest
/// @param incomplete       resources whose figure leaves something out that should be in it: a group whose first sample this is, or one
///                         that its node cannot meter
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UsageView(
    Double cpuCores,
    Long memoryBytes,
    Long pids,
    Long ioBytesPerSecond,
    Double throttledShare,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Resource> incomplete
) {
    /// Nothing is known.
    static final UsageView UNKNOWN = of(Use.UNKNOWN, null, List.of());

    static UsageView of(Use use, Double throttledShare, List<Resource> incomplete) {
        return new UsageView(Rounding.tenThousandths(use.cpuCores()), use.memoryBytes(), use.pids(), use.ioBytesPerSecond(),
            Rounding.tenThousandths(throttledShare), incomplete);
    }
}
