package dev.landlord.controller.policy;

import dev.landlord.protocol.message.NodeReport;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What a node can do for the policy, from its heartbeat. The rest of the heartbeat is none of its business. Each tenant keeps this for each of its
/// nodes, hence a list for the few names rather than a tree.
///
/// @param bootId       the kernel's boot
/// @param agentRun     the agent's run; a new one may do what the last one refused
/// @param running      false after the agent said good-bye
/// @param enforces     false in watch mode
/// @param sampleMillis sampling interval
/// @param can          names of the capabilities that it has, sorted, each once
/// @param cannot       why it lacks the others, by name
/// @param load         how busy it is, or null if that is not known
public record NodeFacts(
    String bootId,
    long agentRun,
    boolean running,
    boolean enforces,
    long sampleMillis,
    List<String> can,
    Map<String, String> cannot,
    NodeLoad load
) {
    public NodeFacts {
        can = List.copyOf(new TreeSet<>(can));
        cannot = Copies.sorted(cannot);
    }

    static NodeFacts of(NodeReport report) {
        var can = report.capabilities().entrySet().stream().filter(e -> e.getValue().available()).map(Map.Entry::getKey)
            .toList();
        var cannot = report.capabilities().entrySet().stream().filter(e -> !e.getValue().available())
            .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().why() == null ? "" : e.getValue().why()));
        return new NodeFacts(report.bootId(), report.agentRun(), report.state() == NodeReport.State.UP,
            report.mode() == NodeReport.Mode.ENFORCE, report.sampleMillis(), can, cannot, NodeLoad.of(report));
    }

    /// Whether the node is able to do the same as before, however busy it is.
    boolean sameAbilities(NodeFacts before) {
        return before != null && equals(new NodeFacts(before.bootId, before.agentRun, before.running, before.enforces, before.sampleMillis,
            before.can, before.cannot, load));
    }
}
