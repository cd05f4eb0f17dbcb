package dev.landlord.launcher.doctor;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.landlord.protocol.message.NodeReport.Capability;
import dev.landlord.protocol.message.NodeReport.CgroupMode;
import java.util.List;
import java.util.Map;

/// What a node can meter and enforce, and why.
///
/// @param cgroupMode   the kinds of hierarchy found
/// @param controllers  controller to where it is mounted
/// @param findings     what was looked at
/// @param capabilities as the agent tells them in `landlord.nodes`
@JsonPropertyOrder({"metersCpu", "enforcesCpu"})
public record Diagnosis(
    CgroupMode cgroupMode, Map<String, String> controllers, List<Finding> findings, Map<String, Capability> capabilities
) {
    /// Whether an agent run by this user could tell how much CPU a tenant uses.
    public boolean isMetersCpu() {
        return can("meter.cpu");
    }

    /// Whether an agent run by this user could hold a tenant to a CPU quota.
    public boolean isEnforcesCpu() {
        return can("limit.cpu");
    }

    private boolean can(String capability) {
        return capabilities.containsKey(capability) && capabilities.get(capability).available();
    }
}
