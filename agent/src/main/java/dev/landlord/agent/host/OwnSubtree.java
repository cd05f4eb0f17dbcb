package dev.landlord.agent.host;

import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.WorkloadId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Landlord's own groups: `/<subtree>/<tenant>/<workload>` in every hierarchy. Identifiers cannot hold a `/` or be `..`, and
/// each resolved path is checked to lie within its mount.
///
/// @param layout  where the controllers are
/// @param subtree parts of `A-Za-z0-9._@:-` separated by `/`, without one at the start, e.g. `landlord`
public record OwnSubtree(CgroupLayout layout, String subtree) {
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@:-]*(/[A-Za-z0-9][A-Za-z0-9._@:-]*)*");

    public OwnSubtree {
        if (!isValid(subtree)) {
            throw new IllegalArgumentException(
                "subtree '%s' is not valid: use parts of A-Z a-z 0-9 . _ @ : - separated by '/', e.g. landlord".formatted(subtree));
        }
    }

    static boolean isValid(String subtree) {
        return SHAPE.matcher(subtree).matches() && !subtree.contains("..");
    }

    /// Path of the subtree within each hierarchy.
    public String cgroup() {
        return "/" + subtree;
    }

    /// Path of the tenant's group within each hierarchy.
    ///
    /// @throws IllegalArgumentException for the reserved tenant, which has no group
    public String cgroup(TenantId tenant) {
        if (tenant.isUnattributed()) {
            throw new IllegalArgumentException("tenant '%s' has no group of its own".formatted(tenant));
        }
        return cgroup() + "/" + tenant;
    }

    /// Path of the workload's group within each hierarchy.
    public String cgroup(TenantId tenant, WorkloadId workload) {
        return cgroup(tenant) + "/" + workload;
    }

    /// The subtree's directory in every hierarchy.
    public List<Path> directories() {
        return directories(cgroup());
    }

    /// The tenant's directory in every hierarchy.
    public List<Path> directories(TenantId tenant) {
        return directories(cgroup(tenant));
    }

    /// The workload's directory in every hierarchy.
    public List<Path> directories(TenantId tenant, WorkloadId workload) {
        return directories(cgroup(tenant, workload));
    }

    /// The tenant's directory where the controller is mounted.
    public Optional<Path> directory(Controller controller, TenantId tenant) {
        return layout.group(controller, cgroup(tenant));
    }

    /// The workload's directory where the controller is mounted.
    public Optional<Path> directory(Controller controller, TenantId tenant, WorkloadId workload) {
        return layout.group(controller, cgroup(tenant, workload));
    }

    private List<Path> directories(String cgroup) {
        return layout.hierarchies().stream().map(mount -> mount.group(cgroup)).toList();
    }
}
