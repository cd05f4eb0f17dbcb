package dev.landlord.controller.tenants;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.quantity.ByteRate;
import dev.landlord.protocol.quantity.Bytes;
import dev.landlord.protocol.quantity.Cpu;
import java.util.List;
import java.util.Map;

/// The shape of `tenants.yaml`, before its checks: whatever is missing or could not be read is null.
record TenantsDocument(List<Entry> tenants) {
    /// @param id          the tenant
    /// @param policyClass the class
    record Entry(
        String id,
        @JsonProperty("class") String policyClass,
        Amounts quota,
        String scope,
        Ceiling ceiling,
        Budget budget,
        List<Rule> match,
        Map<String, String> labels
    ) {
    }

    record Amounts(Cpu cpu, Bytes memory, Long pids, ByteRate io) {
        Quota quota() {
            return new Quota(cores(cpu), bytes(memory), pids, io == null ? null : Long.valueOf(io.bytesPerSecond()));
        }
    }

    /// No `io`: block IO is metered and answered by the policy, but no kernel limit holds it.
    record Ceiling(Cpu cpu, Bytes memory, Long pids) {
        Quota quota() {
            return new Quota(cores(cpu), bytes(memory), pids, null);
        }
    }

    record Budget(Double cpuHours, Double memoryGibHours, String per) {
    }

    record Rule(String cgroup, Integer priority) {
    }

    private static Double cores(Cpu cpu) {
        return cpu == null ? null : Double.valueOf(cpu.cores());
    }

    private static Long bytes(Bytes bytes) {
        return bytes == null ? null : Long.valueOf(bytes.value());
    }
}
