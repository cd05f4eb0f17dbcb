package dev.landlord.controller.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.NodeReport;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// One node, by its last report.
///
/// @param seenAt  when the broker took that report
/// @param tenants those with a workload there now
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NodeView(
    NodeId id,
    State state,
    Instant seenAt,
    String bootId,
    String agentVersion,
    String kernel,
    NodeReport.CgroupMode cgroupMode,
    Map<String, String> controllers,
    NodeReport.Mode mode,
    long sampleMillis,
    NodeReport.Capacity capacity,
    NodeReport.Host host,
    Map<String, NodeReport.Capability> capabilities,
    NodeReport.AgentCost agent,
    Long clockOffsetMs,
    List<String> conflicts,
    List<TenantId> tenants
) {
    static NodeView of(NodeReport report, State state, Instant seenAt, List<TenantId> tenants) {
        return new NodeView(report.node(), state, seenAt, report.bootId(), report.agentVersion(), report.kernel(), report.cgroupMode(),
            report.controllers(), report.mode(), report.sampleMillis(), report.capacity(), report.host(), report.capabilities(), report.agent(),
            report.clockOffsetMs(), report.conflicts(), tenants);
    }

    /// Whether a node takes part.
    public enum State {
        /// Its agent reports.
        UP,
        /// Its agent said good-bye.
        STOPPED,
        /// Nothing was heard for [House#SILENT_AFTER].
        SILENT;

        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
