package dev.landlord.agent.enforce;

import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.NodeReport.Mode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One tenant on this node, as the [Enforcer] keeps it. Not thread-safe.
final class Tenancy {
    final TenantId id;
    boolean isDeclared;
    boolean isLeaving;
    /// Empty before discovery has said which.
    Optional<List<Claimed>> groups = Optional.empty();
    /// As declared, knobs included that the node lacks.
    Limits ceiling = Limits.NONE;
    Desire desire = Desire.NOTHING;
    /// What to go back to if the throttle that is being applied turns out to be refused.
    Desire before = Desire.NOTHING;
    /// What was last said of the throttle in force, or null if nothing was in this run.
    Verdict told;
    Limits observed;
    /// Throttles to be answered after the next reconciliation, and those answered by the one under way.
    final List<Answer> waiting = new ArrayList<>();
    final List<Answer> underWay = new ArrayList<>();
    final Deque<Command.Evict> unseen = new ArrayDeque<>();
    final Map<String, Eviction> evictions = new LinkedHashMap<>();
    final Deque<String> due = new ArrayDeque<>();
    /// Something differs, or may differ, from what is wanted.
    boolean isDirty;
    /// Something that Landlord wrote still stands.
    boolean holds;
    long verifiedNanos;
    /// What the kernel's threads do for this tenant now, or null.
    Job job;

    Tenancy(TenantId id) {
        this.id = id;
    }

    /// A throttle to be answered.
    ///
    /// @param verdict null: what the reconciliation comes to
    record Answer(Command.Throttle throttle, Verdict verdict) {
    }

    /// Something under way in the kernel.
    ///
    /// @param order      the eviction's, or null
    /// @param isTimedOut whether it has been answered `failed(timeout)` and is left alone until it returns
    record Job(long sinceNanos, String order, boolean isTimedOut) {
    }

    Work work(Mode mode, boolean isStopping) {
        if (mode == Mode.WATCH) {
            return new Work(Target.RELEASED, Work.Place.LEAVE, groups);
        }
        if (isStopping) {
            return new Work(Target.RELEASED, isLeaving ? Work.Place.REMOVE : Work.Place.LEAVE, groups);
        }
        if (isLeaving) {
            return new Work(Target.RELEASED, Work.Place.REMOVE, groups);
        }
        var target = new Target(desire.limits(), desire.ceiling(), !evictions.isEmpty());
        return new Work(target, isDeclared ? Work.Place.MAKE : Work.Place.LEAVE, groups);
    }

    boolean isIdle() {
        return job == null && !isDirty && waiting.isEmpty() && unseen.isEmpty() && evictions.isEmpty();
    }
}
