package dev.landlord.protocol.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.WireName;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A node's heartbeat: what it is, what it can do, how it fares, and what its agent costs.
///
/// @param node          the node
/// @param bootId        the kernel's boot
/// @param agentRun      grows by one each time the agent starts
/// @param at            wall clock of the node
/// @param state         whether the agent runs, or has said good-bye
/// @param agentVersion  the agent's version
/// @param kernel        e.g. `Linux 6.18.44`
/// @param cgroupMode    which kinds of hierarchy the node has
/// @param controllers   cgroup controller or core feature to the mount that carries it
/// @param mode          whether the agent writes limits or only watches
/// @param sampleMillis  sampling interval
/// @param capacity      what the node has
/// @param host          what the whole node uses
/// @param capabilities  what the node can meter and enforce: `meter.cpu`, `limit.cpu`, `limit.memory`, `limit.memoryHigh`, `limit.pids`,
///                      `freeze`, `kill`, …
/// @param agent         what the agent itself costs and has lost
/// @param clockOffsetMs the node's clock less the broker's, or null if not known
/// @param conflicts     what of the groups could not be attributed as the tenants' rules say, in a sentence each
@JsonPropertyOrder("schema")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NodeReport(
    NodeId node,
    String bootId,
    long agentRun,
    Instant at,
    State state,
    String agentVersion,
    String kernel,
    CgroupMode cgroupMode,
    Map<String, String> controllers,
    Mode mode,
    long sampleMillis,
    Capacity capacity,
    Host host,
    Map<String, Capability> capabilities,
    AgentCost agent,
    Long clockOffsetMs,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> conflicts
) implements Message {
    public NodeReport {
        Checks.present("node", node);
        Checks.notBlank("bootId", bootId);
        Checks.count("agentRun", agentRun);
        Checks.present("at", at);
        Checks.present("state", state);
        Checks.present("cgroupMode", cgroupMode);
        Checks.present("mode", mode);
        Checks.count("sampleMillis", sampleMillis);
        Checks.present("capacity", capacity);
        controllers = Checks.map(controllers);
        capabilities = Checks.map(capabilities);
        conflicts = Checks.list(conflicts);
    }

    /// Whether the node is able to do what the named capability says.
    public boolean can(String capability) {
        var found = capabilities.get(capability);
        return found != null && found.available();
    }

    @Override
    public Topic topic() {
        return Topic.NODES;
    }

    @Override
    public String key() {
        return node.value();
    }

    /// Whether the agent runs.
    public enum State implements WireName {
        UP, STOPPED
    }

    /// Which kinds of cgroup hierarchy a node has.
    public enum CgroupMode implements WireName {
        /// Only v1 hierarchies.
        V1,
        /// v1 hierarchies beside a v2 one.
        HYBRID,
        /// One v2 hierarchy.
        V2,
        /// No cgroup hierarchy is mounted: nothing can be metered per tenant.
        NONE
    }

    /// Whether the agent acts.
    public enum Mode implements WireName {
        /// Commands are carried out.
        ENFORCE,
        /// Commands are read and answered, nothing is written.
        WATCH
    }

    /// What a node has.
    ///
    /// @param cpuCores    logical processors
    /// @param memoryBytes bytes of main memory
    public record Capacity(double cpuCores, long memoryBytes) {
        public Capacity {
            Checks.amount("cpuCores", cpuCores);
            Checks.count("memoryBytes", memoryBytes);
        }
    }

    /// What a whole node uses; null where not known.
    ///
    /// @param cpuCores           cores busy since the report before
    /// @param memoryBytes        bytes not available to new work
    /// @param load1m             load average over one minute
    /// @param processes          processes on the node
    /// @param cpuPressure10s     percent of the last 10 s in which some task waited for CPU (PSI `some avg10`)
    /// @param memoryPressure10s  the same for memory
    /// @param ioPressure10s      the same for block IO
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Host(
        Double cpuCores,
        Long memoryBytes,
        Double load1m,
        Long processes,
        Double cpuPressure10s,
        Double memoryPressure10s,
        Double ioPressure10s
    ) {
        public Host {
            Checks.amount("cpuCores", cpuCores);
            Checks.count("memoryBytes", memoryBytes);
            Checks.amount("load1m", load1m);
            Checks.count("processes", processes);
        }
    }

    /// Something that a node can do, or why it can not and what would change that.
    ///
    /// @param available whether it can
    /// @param why       null if it can; else the reason and the remedy
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Capability(boolean available, String why) {
        public static final Capability YES = new Capability(true, null);

        public static Capability no(String why) {
            return new Capability(false, Checks.notBlank("why", why));
        }
    }

    /// What an agent costs and has lost since it started.
    ///
    /// @param cpuUsageUsec   CPU time of the agent's process
    /// @param residentBytes  its resident memory
    /// @param sampleMicros   how long the last sampling round took
    /// @param samplesSent    samples that the broker acknowledged
    /// @param samplesDropped samples given up: in memory because it was full, those of [SpoolCounts#dropped], and those that can never be sent
    /// @param skipped        messages with an unknown schema or that could not be read
    /// @param acksSent       answers to commands that the broker acknowledged
    /// @param acksDropped    answers given up; the final ones to evictions are made anew at the agent's next start
    /// @param unkeptReads    readings of cgroup files that were opened for it, as the agent had all files open that it may
    /// @param enforcement    what it did to the kernel and met there; null from an agent that does not count it
    /// @param spool          samples that waited on disk for the broker; null from an agent that has no spool
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AgentCost(
        Long cpuUsageUsec,
        Long residentBytes,
        Long sampleMicros,
        Long samplesSent,
        Long samplesDropped,
        Long skipped,
        Long acksSent,
        Long acksDropped,
        Long unkeptReads,
        EnforcementCounts enforcement,
        SpoolCounts spool
    ) {
        public AgentCost {
            Checks.count("cpuUsageUsec", cpuUsageUsec);
            Checks.count("residentBytes", residentBytes);
            Checks.count("sampleMicros", sampleMicros);
            Checks.count("samplesSent", samplesSent);
            Checks.count("samplesDropped", samplesDropped);
            Checks.count("skipped", skipped);
            Checks.count("acksSent", acksSent);
            Checks.count("acksDropped", acksDropped);
            Checks.count("unkeptReads", unkeptReads);
        }
    }

    /// What an agent's spool holds, and what became of samples in it since the agent started.
    ///
    /// @param waiting samples that wait in it
    /// @param bytes   that they take on disk
    /// @param spooled samples that were put in
    /// @param thinned samples given up where samples around them tell the same counters: resolution is lost, no total
    /// @param dropped samples given up beyond that: too old, too many, or no longer readable
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record SpoolCounts(Long waiting, Long bytes, Long spooled, Long thinned, Long dropped) {
        public SpoolCounts {
            Checks.count("waiting", waiting);
            Checks.count("bytes", bytes);
            Checks.count("spooled", spooled);
            Checks.count("thinned", thinned);
            Checks.count("dropped", dropped);
        }
    }

    /// What an agent's enforcement has done and met since the agent started.
    ///
    /// @param writes         values that were written to the kernel and read back
    /// @param failedWrites   writes that the kernel refused, or that did not read back
    /// @param foreignWrites  values that somebody else had written where Landlord held a limit
    /// @param timeouts       commands whose kernel write did not return in time
    /// @param evictionsBegun evictions that were begun
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record EnforcementCounts(Long writes, Long failedWrites, Long foreignWrites, Long timeouts, Long evictionsBegun) {
        public EnforcementCounts {
            Checks.count("writes", writes);
            Checks.count("failedWrites", failedWrites);
            Checks.count("foreignWrites", foreignWrites);
            Checks.count("timeouts", timeouts);
            Checks.count("evictionsBegun", evictionsBegun);
        }
    }
}
