package dev.landlord.agent.actuate;

import dev.landlord.agent.enforce.Floors;
import dev.landlord.agent.enforce.Target;
import dev.landlord.agent.enforce.Work;
import dev.landlord.agent.host.BlockDevices;
import dev.landlord.agent.host.OwnSubtree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Takes back everything that an agent has written to this node's kernel and that still stands, without Kafka and without a running agent:
/// after `kill -9`, or before the agent is removed from a node.
public final class Restorer {
    private Restorer() {
    }

    /// What was done.
    ///
    /// @param restored one sentence for each limit that was put back
    /// @param problems one sentence for each that was not, and what to do
    public record Report(List<String> restored, List<String> problems) {
        public Report {
            restored = List.copyOf(restored);
            problems = List.copyOf(problems);
        }
    }

    /// Puts all originals back, and thaws what an unfinished eviction may have left frozen. What somebody else has written since is left as it is.
    ///
    /// @param stateDirectory the agent's
    /// @param bootId         of the running kernel
    /// @throws IOException if the directory cannot be read, or an agent that uses it still runs
    public static Report restoreAll(Path stateDirectory, OwnSubtree subtree, String bootId) throws IOException {
        try (var state = AgentState.open(stateDirectory, bootId)) {
            var journal = state.limits();
            var jobs = new KernelJobs(subtree, BlockDevices.NONE, journal, Floors.DEFAULT, Set.of(), System::nanoTime);
            var restored = new ArrayList<String>();
            var problems = new ArrayList<>(journal.unreadable().values());
            for (var tenant : journal.tenants()) {
                var before = journal.of(tenant);
                var result = jobs.reconcile(tenant, new Work(Target.RELEASED, Work.Place.LEAVE, Optional.of(List.of())));
                var left = journal.of(tenant);
                before.stream().filter(knob -> !left.contains(knob)).forEach(knob -> restored.add(
                    "tenant %s: %s of %s is back to '%s', or as somebody else has set it since".formatted(tenant, knob.dial(),
                        knob.cgroup(), knob.held().original())));
                left.forEach(knob -> problems.add("tenant %s: %s of %s should be '%s' but is not: %s".formatted(tenant, knob.dial(),
                    knob.cgroup(), knob.held().original(), result.verdict().detail())));
            }
            for (var order : state.orders()) {
                if (!order.isFinal() && order.order().fence().bootId().equals(bootId)) {
                    jobs.thaw(order.order().fence());
                }
            }
            return new Report(restored, problems);
        }
    }
}
