package dev.landlord.agent;

import dev.landlord.agent.host.CgroupLayout;
import dev.landlord.agent.host.HostView;
import dev.landlord.agent.host.Round;
import dev.landlord.agent.link.LinkCounters;
import dev.landlord.agent.sample.RunIdentity;
import dev.landlord.agent.spool.SpoolState;
import dev.landlord.protocol.message.NodeReport;
import dev.landlord.protocol.message.NodeReport.AgentCost;
import dev.landlord.protocol.message.NodeReport.EnforcementCounts;
import dev.landlord.protocol.message.NodeReport.SpoolCounts;
import dev.landlord.protocol.message.NodeReport.State;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Makes the heartbeat's messages out of what the agent's parts know.
///
/// @param kernel e.g. `Linux 6.18.44`
record NodeReports(RunIdentity run, String kernel, CgroupLayout layout, NodeReport.Mode mode, Duration sampleInterval) {
    private static final long NANOS_PER_MICRO = 1_000;
    private static final String UNPACKAGED = "unpackaged";

    /// The agent's version, as its jar says.
    static String version() {
        return Optional.ofNullable(NodeReports.class.getPackage().getImplementationVersion()).orElse(UNPACKAGED);
    }

    NodeReport report(State state, Instant at, HostView host, Round last, LinkCounters counters, EnforcementCounts enforcement) {
        return new NodeReport(
            run.node(), run.bootId(), run.agentRun(), at, state, version(), kernel, layout.mode(), controllers(), mode, sampleInterval.toMillis(),
            host.capacity(), host.host(), host.capabilities(),
            new AgentCost(host.agentCpuUsageUsec(), host.agentResidentBytes(), last.took().toNanos() / NANOS_PER_MICRO, counters.samplesSent(),
                counters.samplesDropped(), counters.skipped(), counters.acksSent(), counters.acksDropped(), last.unkeptReads(), enforcement,
                spool(counters.spool())),
            counters.clockOffsetMillis().orElse(null), last.found().conflicts());
    }

    private static SpoolCounts spool(SpoolState state) {
        return new SpoolCounts(state.waiting(), state.bytes(), state.spooled(), state.thinned(), state.dropped());
    }

    private Map<String, String> controllers() {
        var mounts = new LinkedHashMap<String, String>();
        layout.mounts().forEach((controller, mount) -> mounts.put(controller.name().toLowerCase(Locale.ROOT), mount.root().toString()));
        layout.unified().ifPresent(mount -> mounts.put("unified", mount.root().toString()));
        return mounts;
    }
}
