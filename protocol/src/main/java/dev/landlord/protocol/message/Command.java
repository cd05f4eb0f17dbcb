package dev.landlord.protocol.message;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.landlord.protocol.CommandKey;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import java.time.Instant;

/// What a controller wants of a node's agent.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.EXISTING_PROPERTY, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Command.Throttle.class, name = "throttle"),
    @JsonSubTypes.Type(value = Command.Evict.class, name = "evict")
})
@JsonPropertyOrder({"schema", "kind"})
public sealed interface Command extends Message {
    @JsonProperty("kind")
    String kind();

    NodeId node();

    TenantId tenant();

    /// The ownership term that issued it: the offset of the owner's claim in `landlord.state`.
    long epoch();

    Instant issuedAt();

    Reason reason();

    CommandKey commandKey();

    @Override
    default String key() {
        return commandKey().toString();
    }

    @Override
    default Topic topic() {
        return Topic.COMMANDS;
    }

    /// A desired state: these limits and no others, for as long as the lease is renewed. Empty limits are the release.
    ///
    /// @param generation grows with every change and every renewal of one epoch; (epoch, generation) orders all of them
    /// @param leaseMs    milliseconds from receipt after which the agent lifts the limits by itself; 0 in a release
    record Throttle(
        NodeId node, TenantId tenant, long epoch, long generation, Instant issuedAt, long leaseMs, Limits limits, Reason reason
    ) implements Command {
        public Throttle {
            Checks.present("node", node);
            Checks.present("tenant", tenant);
            Checks.count("epoch", epoch);
            Checks.count("generation", generation);
            Checks.present("issuedAt", issuedAt);
            Checks.count("leaseMs", leaseMs);
            limits = limits == null ? Limits.NONE : limits;
            Checks.present("reason", reason);
        }

        @Override
        public String kind() {
            return "throttle";
        }

        @Override
        public CommandKey commandKey() {
            return CommandKey.throttle(node, tenant);
        }
    }

    /// A one-shot order to end one workload: SIGTERM, grace, kill, proof.
    ///
    /// @param order   the order's id
    /// @param ttlMs   milliseconds from `issuedAt` within which the agent may begin
    /// @param graceMs milliseconds between SIGTERM and the kill
    /// @param fence   the one group that is meant; a successor of the same name is not
    record Evict(
        NodeId node, TenantId tenant, String order, long epoch, Instant issuedAt, long ttlMs, long graceMs, Fence fence, Reason reason
    ) implements Command {
        public Evict {
            Checks.present("node", node);
            Checks.present("tenant", tenant);
            Checks.notBlank("order", order);
            Checks.count("epoch", epoch);
            Checks.present("issuedAt", issuedAt);
            Checks.count("ttlMs", ttlMs);
            Checks.count("graceMs", graceMs);
            Checks.present("fence", fence);
            Checks.present("reason", reason);
        }

        @Override
        public String kind() {
            return "evict";
        }

        @Override
        public CommandKey commandKey() {
            return CommandKey.evict(node, tenant, order);
        }
    }

    /// Which group an eviction means.
    ///
    /// @param bootId   the kernel's boot in which the group was seen
    /// @param workload the workload's id
    /// @param cgroup   path in the hierarchy that counts CPU
    /// @param cgroupId the group's inode there
    record Fence(String bootId, String workload, String cgroup, long cgroupId) {
        public Fence {
            Checks.notBlank("bootId", bootId);
            Checks.notBlank("workload", workload);
            Checks.notBlank("cgroup", cgroup);
            Checks.count("cgroupId", cgroupId);
        }
    }
}
