package dev.landlord.controller.policy;

import dev.landlord.protocol.message.ProcessFact;
import dev.landlord.protocol.message.UsageSample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/// Takes what exempt processes use out of what counts, as far as agents tell: they look at the busiest processes of a few workloads each
/// few seconds, so that what was last said of a workload holds until it is looked at again.
final class Exemptions {
    private Exemptions() {
    }

    static NodeMeter apply(NodeMeter meter, NodeMeter before, UsageSample sample, PolicyClass.Exempt exempt) {
        if (exempt.equals(PolicyClass.Exempt.NOBODY)) {
            return meter;
        }
        var told = new HashMap<Long, Use>();
        if (before != null) {
            before.workloads().forEach(workload -> told.put(workload.cgroupId(), workload.exempt()));
        }
        var workloads = new ArrayList<WorkloadMeter>();
        for (int i = 0; i < meter.workloads().size(); i++) {
            var workload = meter.workloads().get(i);
            var processes = sample.workloads().get(i).processes();
            workloads.add(workload.withExempt(processes.isEmpty() ? told.get(workload.cgroupId()) : use(processes, exempt)));
        }
        return meter.withWorkloads(workloads);
    }

    private static Use use(List<ProcessFact> processes, PolicyClass.Exempt exempt) {
        return processes.stream().filter(process -> exempt(process, exempt))
            .map(process -> new Use(process.cpuCores(), process.residentBytes(), 1L, null)).reduce(Use::plus).orElse(null);
    }

    private static boolean exempt(ProcessFact process, PolicyClass.Exempt exempt) {
        return process.user() != null && exempt.users().contains(process.user())
            || process.command() != null && exempt.processes().contains(program(process.command()));
    }

    /// `sshd` of `/usr/sbin/sshd -D` and of `sshd: ada [priv]`.
    static String program(String command) {
        var first = command.strip().split("\\s+", 2)[0];
        var name = first.substring(first.lastIndexOf('/') + 1);
        return name.endsWith(":") ? name.substring(0, name.length() - 1) : name;
    }
}
