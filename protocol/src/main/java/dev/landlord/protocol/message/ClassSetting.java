package dev.landlord.protocol.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.landlord.protocol.WireName;
import java.time.Instant;
import java.util.List;

/// A policy class, whole: nothing is inherited any more. A tombstone under its key takes it away, or brings the shipped class of that name
/// back. docs/POLICY.md tells what the fields do.
///
/// @param name           as tenants name it
/// @param priority       0 to 100; where not all may be held back at once, those of a lower priority are held back first
/// @param mode           whether it acts, or only says what it would do
/// @param enforce        whether it acts on an idle node too
/// @param clock          how fast the score moves
/// @param marks          the scores at which something happens
/// @param data           how much must be known before anything is said or done
/// @param weight         the rung of a lower CPU weight, or null: left out
/// @param squeeze        the rung of squeezed memory, or null: left out
/// @param tiers          what a first, second, … throttle looks like; at least one
/// @param forgiveAfterMs clean time after which one offence is forgiven
/// @param freeze         the rung of standing still, or null: left out
/// @param leaseMs        how long limits hold without being renewed
/// @param eviction       how workloads are ended, or null: never by the policy
/// @param contention     when a node counts as contended
/// @param exempt         whose use does not count
/// @param budget         what a tenant's budget leads to, or null: as is usual, as before there were budgets
/// @param actor          who set it
/// @param at             when
@JsonPropertyOrder({"schema", "kind"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClassSetting(
    String name,
    long priority,
    Mode mode,
    Enforce enforce,
    Clock clock,
    Marks marks,
    Data data,
    Weight weight,
    Squeeze squeeze,
    List<Tier> tiers,
    long forgiveAfterMs,
    Freeze freeze,
    long leaseMs,
    Eviction eviction,
    Contention contention,
    Exempt exempt,
    OnBudget budget,
    String actor,
    Instant at
) implements Setting {
    static final String KIND = "class";
    private static final String PREFIX = "class/";

    public ClassSetting {
        Checks.notBlank("name", name);
        Checks.count("priority", priority);
        Checks.present("mode", mode);
        Checks.present("enforce", enforce);
        Checks.present("clock", clock);
        Checks.present("marks", marks);
        Checks.present("data", data);
        tiers = Checks.list(Checks.present("tiers", tiers));
        Checks.count("forgiveAfterMs", forgiveAfterMs);
        Checks.count("leaseMs", leaseMs);
        Checks.present("contention", contention);
        exempt = exempt == null ? Exempt.NOBODY : exempt;
        Checks.notBlank("actor", actor);
        Checks.present("at", at);
    }

    /// The key under which a class stands.
    public static String key(String name) {
        return PREFIX + name;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String key() {
        return key(name);
    }

    /// Whether a class acts.
    public enum Mode implements WireName {
        ACT, WATCH
    }

    /// When a class acts.
    public enum Enforce implements WireName {
        ALWAYS, CONTENDED
    }

    /// @param fillMs  how long use at twice the quota takes to move the score from 0 to 100
    /// @param drainMs the longest that use below the quota takes to move it from 100 to 0
    public record Clock(long fillMs, long drainMs) {
        public Clock {
            Checks.count("fillMs", fillMs);
            Checks.count("drainMs", drainMs);
        }
    }

    /// Scores, 0 to 100.
    public record Marks(double warn, double act, double calm) {
        public Marks {
            Checks.amount("warn", warn);
            Checks.amount("act", act);
            Checks.amount("calm", calm);
        }
    }

    /// @param samples of one node
    /// @param share   of the samples that were to be expected, 0 to 1
    public record Data(long samples, double share) {
        public Data {
            Checks.count("samples", samples);
            Checks.amount("share", share);
        }
    }

    /// @param at        score
    /// @param cpuWeight as in [Limits]
    public record Weight(double at, long cpuWeight) {
        public Weight {
            Checks.amount("at", at);
            Checks.count("cpuWeight", cpuWeight);
        }
    }

    /// @param at score
    public record Squeeze(double at) {
        public Squeeze {
            Checks.amount("at", at);
        }
    }

    /// @param factor    what is left of the quota, above 0 and at most 1
    /// @param minimumMs how long the throttle holds at least
    public record Tier(double factor, long minimumMs) {
        public Tier {
            Checks.amount("factor", factor);
            Checks.count("minimumMs", minimumMs);
        }
    }

    /// @param afterMs how long a throttle has pressed
    /// @param lastsMs how long everything then stands still
    public record Freeze(long afterMs, long lastsMs) {
        public Freeze {
            Checks.count("afterMs", afterMs);
            Checks.count("lastsMs", lastsMs);
        }
    }

    /// @param warnedMs   how long the warning stands before the first order
    /// @param ttlMs      how long an agent may take to begin
    /// @param graceMs    between SIGTERM and the kill
    /// @param cooldownMs after an order has ended, before the next one
    public record Eviction(long warnedMs, long ttlMs, long graceMs, long cooldownMs) {
        public Eviction {
            Checks.count("warnedMs", warnedMs);
            Checks.count("ttlMs", ttlMs);
            Checks.count("graceMs", graceMs);
            Checks.count("cooldownMs", cooldownMs);
        }
    }

    /// @param cpuPercent of the last ten seconds in which some task waited for CPU; the others likewise
    /// @param quietMs    how long no node has been contended before a limit is lifted for that reason
    public record Contention(double cpuPercent, double memoryPercent, double ioPercent, long quietMs) {
        public Contention {
            Checks.amount("cpuPercent", cpuPercent);
            Checks.amount("memoryPercent", memoryPercent);
            Checks.amount("ioPercent", ioPercent);
            Checks.count("quietMs", quietMs);
        }
    }

    /// @param warnAtPercent of a budget, at which is warned
    /// @param answer        what is done when it is spent
    /// @param floorCores    CPU cores on each node that are left then
    public record OnBudget(double warnAtPercent, Answer answer, double floorCores) {
        public OnBudget {
            Checks.amount("warnAtPercent", warnAtPercent);
            Checks.present("answer", answer);
            Checks.amount("floorCores", floorCores);
        }

        /// What is done when a budget is spent.
        public enum Answer implements WireName {
            /// It is said.
            NOTIFY,
            /// CPU is limited to the floor on each node.
            THROTTLE,
            /// The workloads that run then are ended, each once; what is started anew is limited to the floor.
            EVICT
        }
    }

    /// @param processes names of programs
    /// @param users     accounts
    public record Exempt(List<String> processes, List<String> users) {
        static final Exempt NOBODY = new Exempt(null, null);

        public Exempt {
            processes = Checks.list(processes);
            users = Checks.list(users);
        }
    }
}
