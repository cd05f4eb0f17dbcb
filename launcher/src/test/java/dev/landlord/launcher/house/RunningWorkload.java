package dev.landlord.launcher.house;

import dev.landlord.agent.host.OwnSubtree;
import dev.landlord.launcher.run.TenantGroups;
import dev.landlord.launcher.run.Workload;
import dev.landlord.launcher.run.WorkloadGroup;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.WorkloadId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Starts real commands in real groups, as `landlord run` does.
final class RunningWorkload {
    private static final Duration GROUP_PATIENCE = Duration.ofSeconds(30);

    private RunningWorkload() {
    }

    static Workload start(OwnSubtree own, TenantId tenant, String name, String... command) {
        TenantGroups.await(own, tenant, GROUP_PATIENCE);
        WorkloadGroup group = WorkloadGroup.create(own, tenant, new WorkloadId(name));
        return Workload.start(group, List.of(command), builder -> builder.redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD));
    }
}
