package dev.landlord.controller.policy;

import dev.landlord.protocol.message.NodeReport;

/// How busy a whole node is, from its heartbeat. A null field is not known.
///
/// @param cores          logical processors
/// @param busyCores      cores busy
/// @param memoryBusy     share of the memory that is in use, 0 to 1
/// @param cpuPressure    percent of the last ten seconds in which some task waited for CPU
/// @param memoryPressure the same for memory
/// @param ioPressure     the same for block IO
public record NodeLoad(
    double cores, Double busyCores, Double memoryBusy, Double cpuPressure, Double memoryPressure, Double ioPressure
) {
    static NodeLoad of(NodeReport report) {
        var host = report.host();
        var capacity = report.capacity();
        if (host == null || capacity.cpuCores() <= 0) {
            return null;
        }
        var memory = host.memoryBytes() == null || capacity.memoryBytes() <= 0 ? null : (double) host.memoryBytes() / capacity.memoryBytes();
        return new NodeLoad(capacity.cpuCores(), host.cpuCores(), memory, host.cpuPressure10s(), host.memoryPressure10s(), host.ioPressure10s());
    }

    /// Share of the processors that is busy, 0 to 1, or null.
    Double cpuBusy() {
        return busyCores == null ? null : busyCores / cores;
    }
}
