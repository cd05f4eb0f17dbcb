package dev.landlord.controller.policy;

import dev.landlord.protocol.message.ClassSetting;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// A named policy: its marks, clocks and ladder. docs/POLICY.md says at which times each of the built-in ones acts.
///
/// @param name         as tenants name it
/// @param priority     0 to 100; where not all may be held back at once, those of a lower priority are held back first
/// @param mode         whether it acts, or only says what it would do
/// @param enforce      whether it acts on an idle node too
/// @param clock        how fast the score moves
/// @param marks        the scores at which something happens
/// @param data         how much must be known before anything is said or done
/// @param weight       what a CPU weight is lowered to before anything is limited, or null: that rung is left out
/// @param squeeze      when memory is squeezed before a workload is evicted, or null: that rung is left out
/// @param tiers        what a first, second, … throttle looks like; the last one holds for all further ones
/// @param forgiveAfter clean time after which one offence is forgiven
/// @param freeze       when a throttled tenant is frozen for a while, or null: never
/// @param lease        how long limits hold without being renewed
/// @param eviction     how workloads are evicted, or null: never by the policy
/// @param contention   when a node counts as contended
/// @param exempt       whose use does not count
/// @param budget       what a tenant's budget leads to
public record PolicyClass(
    String name,
    int priority,
    Mode mode,
    Enforce enforce,
    Clock clock,
    Marks marks,
    Data data,
    Weight weight,
    Squeeze squeeze,
    List<Tier> tiers,
    Duration forgiveAfter,
    Freeze freeze,
    Duration lease,
    EvictionTerms eviction,
    Contention contention,
    Exempt exempt,
    BudgetTerms budget
) {
    public static final int HIGHEST_PRIORITY = 100;
    /// Agents renew and answer within seconds; a shorter lease would end between two renewals.
    public static final Duration SHORTEST_LEASE = Duration.ofSeconds(6);

    public PolicyClass {
        tiers = List.copyOf(tiers);
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}")) {
            throw new IllegalArgumentException("'%s' is no name for a policy class: up to 63 letters, digits, '.', '_', '-'".formatted(name));
        }
        if (tiers.isEmpty()) {
            throw new IllegalArgumentException("policy class '%s': 'tiers' is empty; name at least one".formatted(name));
        }
        if (priority < 0 || priority > HIGHEST_PRIORITY) {
            throw new IllegalArgumentException("policy class '%s': 'priority' must be between 0 and 100, got %s".formatted(name, priority));
        }
        positive(name, "forgiveAfter", forgiveAfter);
        if (lease.compareTo(SHORTEST_LEASE) < 0) {
            throw new IllegalArgumentException("policy class '%s': 'lease' must be at least %s s".formatted(name, SHORTEST_LEASE.toSeconds()));
        }
        between(name, "weight.at", weight == null ? null : Double.valueOf(weight.at()), marks);
        between(name, "squeeze.at", squeeze == null ? null : Double.valueOf(squeeze.at()), marks);
    }

    /// Whether a class acts.
    public enum Mode { ACT, WATCH }

    /// When a class acts.
    public enum Enforce {
        /// Whoever stays over the quota is answered.
        ALWAYS,
        /// Only while somebody else on the node would suffer from it (see [Harm]).
        CONTENDED
    }

    /// How fast the score moves.
    ///
    /// @param fill  how long use at twice the quota takes to move it from 0 to 100
    /// @param drain the longest that use below the quota takes to move it from 100 to 0
    public record Clock(Duration fill, Duration drain) {
        public Clock {
            positive("clock", "fill", fill);
            positive("clock", "drain", drain);
        }
    }

    /// Scores, 0 to 100.
    ///
    /// @param warn at which the tenant is warned
    /// @param act  at which it is limited, or a workload evicted
    /// @param calm at which a warning or a limit ends
    public record Marks(double warn, double act, double calm) {
        public Marks {
            if (!(0 < calm && calm < warn && warn < act && act <= Score.FULL)) {
                throw new IllegalArgumentException("the marks must be 0 < calm < warn < act <= 100, got calm %s, warn %s, act %s"
                    .formatted(calm, warn, act));
            }
        }
    }

    /// What must be known.
    ///
    /// @param samples of one node, since the score left zero
    /// @param share   of the samples that were to be expected lately, 0 to 1 (see [NodeMeter#coverage])
    public record Data(int samples, double share) {
        public Data {
            if (samples < 1 || samples > 100) {
                throw new IllegalArgumentException("'samples' must be between 1 and 100, got " + samples);
            }
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("'share' must be between 0 and 1, got " + share);
            }
        }
    }

    /// The rung between a warning and a throttle: the tenant keeps what nobody else wants.
    ///
    /// @param at        score, between the marks `warn` and `act`
    /// @param cpuWeight in cgroup v2 units, 1 to 99; 100 is everybody's
    public record Weight(double at, long cpuWeight) {
        public Weight {
            if (cpuWeight < 1 || cpuWeight > 99) {
                throw new IllegalArgumentException("'cpuWeight' must be between 1 and 99 (100 is everybody's), got " + cpuWeight);
            }
        }
    }

    /// The rung between a warning and an eviction: the tenant keeps the memory that it uses, and gets no more ([MemoryMarks]).
    ///
    /// @param at score, between the marks `warn` and `act`
    public record Squeeze(double at) {
    }

    /// One rung of the ladder for CPU and block IO.
    ///
    /// @param factor  what is left of the quota for the time of `minimum`, above 0 and at most 1; after it the quota itself holds
    /// @param minimum how long the throttle holds at least
    public record Tier(double factor, Duration minimum) {
        public Tier {
            if (!(factor > 0 && factor <= 1)) {
                throw new IllegalArgumentException("a tier's 'factor' must be above 0 and at most 1, got " + factor);
            }
            if (minimum.isNegative()) {
                throw new IllegalArgumentException("a tier's 'minimum' must not be negative");
            }
            if (factor < 1 && minimum.isZero()) {
                throw new IllegalArgumentException("a tier below the quota needs a 'minimum' above zero: for so long its 'factor' holds");
            }
        }
    }

    /// The rung after the throttle.
    ///
    /// @param after how long a throttle has pressed without the tenant giving way
    /// @param lasts how long all of its processes then stand still
    public record Freeze(Duration after, Duration lasts) {
        public Freeze {
            positive("freeze", "after", after);
            positive("freeze", "lasts", lasts);
        }
    }

    /// How workloads are evicted.
    ///
    /// @param warned   how long the warning must have stood before the first order
    /// @param ttl      how long an agent may take to begin
    /// @param grace    time between SIGTERM and the kill
    /// @param cooldown time after an order has ended before the next one
    public record EvictionTerms(Duration warned, Duration ttl, Duration grace, Duration cooldown) {
        /// What a tenant's state remembers of its orders ([TenantState#MAX_EVICTIONS]) covers a minute then, in which guardrails count them.
        public static final Duration SHORTEST_COOLDOWN = Duration.ofSeconds(5);
        /// A person may end a workload also where the tenant's class ends none and so says nothing of it. No warning and no pause comes before.
        static final EvictionTerms BY_HAND = new EvictionTerms(Duration.ZERO, Duration.ofSeconds(60), Duration.ofSeconds(30), SHORTEST_COOLDOWN);

        public EvictionTerms {
            positive("eviction", "ttl", ttl);
            if (cooldown.compareTo(SHORTEST_COOLDOWN) < 0) {
                throw new IllegalArgumentException("'cooldown' of 'eviction' must be at least %s s".formatted(SHORTEST_COOLDOWN.toSeconds()));
            }
            if (warned.isNegative() || grace.isNegative()) {
                throw new IllegalArgumentException("'warned' and 'grace' must not be negative");
            }
        }
    }

    /// When a node counts as contended for a resource, in percent of the last ten seconds in which some task waited for it (PSI `some avg10`).
    ///
    /// @param cpu    for CPU
    /// @param memory for memory
    /// @param io     for block IO
    /// @param quiet  how long none of the tenant's nodes has been contended before a limit is lifted for that reason
    public record Contention(double cpu, double memory, double io, Duration quiet) {
        public Contention {
            for (double mark : new double[] {cpu, memory, io}) {
                if (!(mark > 0 && mark <= 100)) {
                    throw new IllegalArgumentException("a mark of 'contention' must be above 0 and at most 100 percent, got " + mark);
                }
            }
            positive("contention", "quiet", quiet);
        }
    }

    /// Whose use does not count, and whose workload is not evicted. A tenant chooses the names of its processes; users it cannot choose.
    ///
    /// @param processes names of programs: the last part of the path that a command line begins with
    /// @param users     accounts
    public record Exempt(Set<String> processes, Set<String> users) {
        public static final Exempt NOBODY = new Exempt(Set.of(), Set.of());

        public Exempt {
            processes = Set.copyOf(new TreeSet<>(processes));
            users = Set.copyOf(new TreeSet<>(users));
        }
    }

    /// What a budget leads to.
    ///
    /// @param warnAt     percent of it at which the tenant is warned, above 0 and at most 100
    /// @param answer     what is done when it is spent
    /// @param floorCores CPU cores on each node that a tenant keeps whose budget is spent
    public record BudgetTerms(double warnAt, ClassSetting.OnBudget.Answer answer, double floorCores) {
        public static final BudgetTerms USUAL = new BudgetTerms(80, ClassSetting.OnBudget.Answer.THROTTLE, 0.1);
        /// The agents' floor: below it a group would hardly ever run.
        public static final double LEAST_FLOOR = 0.01;
        private static final double ALL = 100;

        public BudgetTerms {
            if (!(warnAt > 0 && warnAt <= ALL)) {
                throw new IllegalArgumentException("'warnAt' of 'budget' must be above 0 and at most 100 percent, got " + warnAt);
            }
            if (!(floorCores >= LEAST_FLOOR && floorCores <= Integer.MAX_VALUE)) {
                throw new IllegalArgumentException("'floor' of 'budget' must be at least %s cores, got %s".formatted(LEAST_FLOOR, floorCores));
            }
        }

        /// The part of a budget at which the tenant is warned, 0 to 1.
        double warnShare() {
            return warnAt / ALL;
        }
    }

    public boolean watches() {
        return mode == Mode.WATCH;
    }

    /// The tier for a number of offences, the one that begins now included.
    Tier tier(int offences) {
        return tiers.get(Math.clamp(offences, 1, tiers.size()) - 1);
    }

    /// Differs between any two classes that are not alike in all figures; the same in each process, unlike a hash of enums.
    String edition() {
        var sorted = "%s %s %s".formatted(withExempt(Exempt.NOBODY), new TreeSet<>(exempt.processes()), new TreeSet<>(exempt.users()));
        return "%s/%08x".formatted(name, sorted.hashCode());
    }

    PolicyClass withExempt(Exempt other) {
        return new PolicyClass(name, priority, mode, enforce, clock, marks, data, weight, squeeze, tiers, forgiveAfter, freeze, lease, eviction,
            contention, other, budget);
    }

    /// The same class under another name and in another mode.
    PolicyClass as(String newName, Mode newMode) {
        return new PolicyClass(newName, priority, newMode, enforce, clock, marks, data, weight, squeeze, tiers, forgiveAfter, freeze, lease, eviction,
            contention, exempt, budget);
    }

    private static void between(String name, String field, Double score, Marks marks) {
        if (score != null && !(score > marks.warn() && score < marks.act())) {
            throw new IllegalArgumentException("policy class '%s': '%s' must lie between the marks 'warn' and 'act'".formatted(name, field));
        }
    }

    private static void positive(String where, String field, Duration value) {
        if (value.toMillis() <= 0) {
            throw new IllegalArgumentException("'%s' of '%s' must be above zero".formatted(field, where));
        }
    }
}
