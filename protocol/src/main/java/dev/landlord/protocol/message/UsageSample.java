package dev.landlord.protocol.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// One sample of one tenant on one node. Samples of one (node, boot, agent run) are ordered by `seq`; as counters are
/// cumulative, a lost one costs resolution and a repeated one nothing.
///
/// @param tenant      the tenant, or `_unattributed`
/// @param node        where
/// @param bootId      the kernel's boot, `/proc/sys/kernel/random/boot_id`
/// @param agentRun    grows by one each time the node's agent starts
/// @param seq         grows by one with every sample of this tenant in this run
/// @param sampledAt   wall clock of the node, for people
/// @param elapsedMs   monotonic milliseconds since the sample before in this run; 0 in the first
/// @param delayedMs   monotonic milliseconds that the sample waited for the broker on the node, or null if it was sent at once
/// @param own         the tenant's own group in Landlord's subtree, or null where it has none on this node; for `_unattributed`, what
///                    the node used beyond all tenants since the agent's run began (counters) or uses beyond them now (gauges)
/// @param ownCgroupId that group's inode in the hierarchy that counts CPU; another one is another meter, that began at zero. Null where there
///                    is none, and from agents that do not tell
/// @param limits      kernel limits in force at the own group when last read back, or null if not known
/// @param workloads   the tenant's workloads here; those of origin `own` are contained in `own`
/// @param unavailable why fields of [Meters] are absent, by field name
@JsonPropertyOrder("schema")
public record UsageSample(
    TenantId tenant,
    NodeId node,
    String bootId,
    long agentRun,
    long seq,
    Instant sampledAt,
    long elapsedMs,
    @JsonInclude(JsonInclude.Include.NON_NULL) Long delayedMs,
    @JsonInclude(JsonInclude.Include.NON_NULL) Meters own,
    @JsonInclude(JsonInclude.Include.NON_NULL) Long ownCgroupId,
    @JsonInclude(JsonInclude.Include.NON_NULL) Limits limits,
    List<WorkloadSample> workloads,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> unavailable
) implements Message {
    public UsageSample {
        Checks.present("tenant", tenant);
        Checks.present("node", node);
        Checks.notBlank("bootId", bootId);
        Checks.count("agentRun", agentRun);
        Checks.count("seq", seq);
        Checks.present("sampledAt", sampledAt);
        Checks.count("elapsedMs", elapsedMs);
        Checks.count("delayedMs", delayedMs);
        Checks.count("ownCgroupId", ownCgroupId);
        workloads = Checks.list(workloads);
        unavailable = Checks.map(unavailable);
    }

    /// A sample that was sent at once, of an agent that does not tell which group the own one is.
    public UsageSample(TenantId tenant, NodeId node, String bootId, long agentRun, long seq, Instant sampledAt, long elapsedMs, Meters own,
        Limits limits, List<WorkloadSample> workloads, Map<String, String> unavailable) {
        this(tenant, node, bootId, agentRun, seq, sampledAt, elapsedMs, null, own, null, limits, workloads, unavailable);
    }

    /// The same sample, having waited.
    public UsageSample delayed(long waitedMs) {
        return new UsageSample(tenant, node, bootId, agentRun, seq, sampledAt, elapsedMs, waitedMs, own, ownCgroupId, limits, workloads, unavailable);
    }

    @Override
    public Topic topic() {
        return Topic.USAGE;
    }

    @Override
    public String key() {
        return tenant.value();
    }
}
