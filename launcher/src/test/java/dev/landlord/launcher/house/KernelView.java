package dev.landlord.launcher.house;

import dev.landlord.agent.host.Controller;
import dev.landlord.agent.host.Mount;
import dev.landlord.agent.host.OwnSubtree;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.WorkloadId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What the kernel itself says of a tenant's own group, read without Landlord's code.
record KernelView(OwnSubtree own) {
    private static final long NANOS_PER_MICRO = 1_000;

    /// The content of the file that holds the CPU limit, byte for byte.
    String cpuLimit(TenantId tenant) {
        return text(group(Controller.CPU, tenant).resolve(isV1(Controller.CPU) ? "cpu.cfs_quota_us" : "cpu.max"));
    }

    /// What that file says in cores, of a limit that is set.
    double cpuQuotaCores(TenantId tenant) {
        Path group = group(Controller.CPU, tenant);
        if (isV1(Controller.CPU)) {
            return Double.parseDouble(text(group.resolve("cpu.cfs_quota_us"))) / Double.parseDouble(text(group.resolve("cpu.cfs_period_us")));
        }
        String[] max = text(group.resolve("cpu.max")).strip().split(" ");
        return Double.parseDouble(max[0]) / Double.parseDouble(max[1]);
    }

    /// Periods in which the group was throttled.
    long throttledPeriods(TenantId tenant) {
        return stat(group(Controller.CPU, tenant), "nr_throttled");
    }

    long cpuNanos(TenantId tenant) {
        Path group = group(Controller.CPUACCT, tenant);
        return isV1(Controller.CPUACCT) ? Long.parseLong(text(group.resolve("cpuacct.usage")).strip())
            : stat(group, "usage_usec") * NANOS_PER_MICRO;
    }

    /// Processes in the workload's group; none if the group is gone.
    List<Long> processes(TenantId tenant, String workload) {
        Path procs = own.directory(Controller.CPUACCT, tenant, new WorkloadId(workload)).orElseThrow().resolve("cgroup.procs");
        try {
            return Files.exists(procs) ? Files.readAllLines(procs).stream().map(Long::valueOf).toList() : List.of();
        } catch (IOException _) {
            return List.of();
        }
    }

    boolean hasGroups(TenantId tenant) {
        return own.directories(tenant).stream().allMatch(Files::isDirectory);
    }

    private boolean isV1(Controller controller) {
        return own.layout().mount(controller).orElseThrow().version() == Mount.Version.V1;
    }

    private Path group(Controller controller, TenantId tenant) {
        return own.directory(controller, tenant).orElseThrow();
    }

    private static long stat(Path group, String key) {
        return text(group.resolve("cpu.stat")).lines().filter(line -> line.startsWith(key + " "))
            .mapToLong(line -> Long.parseLong(line.substring(key.length() + 1))).findFirst().orElseThrow();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
