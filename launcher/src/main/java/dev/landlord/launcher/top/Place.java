package dev.landlord.launcher.top;

/// What is being looked at.
public sealed interface Place {
    /// All tenants.
    record Tenants() implements Place {
    }

    /// All nodes.
    record Nodes() implements Place {
    }

    /// The workloads of a tenant.
    record Workloads(String tenant) implements Place {
    }

    /// The processes of a workload.
    ///
    /// @param workload its [Row#key]
    record Processes(String tenant, String workload) implements Place {
    }
}
