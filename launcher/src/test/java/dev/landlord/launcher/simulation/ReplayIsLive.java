package dev.landlord.launcher.simulation;

import dev.landlord.controller.engine.Inbound;
import dev.landlord.controller.engine.Offsets;
import dev.landlord.controller.engine.StateCodec;
import dev.landlord.controller.engine.StateRecord;
import dev.landlord.controller.engine.Stepper;
import dev.landlord.controller.policy.PolicyEvent;
import dev.landlord.controller.policy.Rules;
import dev.landlord.controller.policy.Step;
import dev.landlord.controller.policy.TenantState;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.json.Decoded;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Replaying gives the live state.
///
/// * *No hidden state.* A snapshot, as its bytes say, and the events since lead another policy to the very state that the live one has.
/// * *Nothing is lost on the way.* What a new owner has after its replay is what the owner before had when it was replaced, brought up to date
///   with what the new one read: compared where the former one's last change was either safe in the state or came from the log. Samples, answers and
///   requests lie in different topics, between which there is no order; where the new owner read them in another one than the former (an eviction's
///   end takes a score down to half, a sample by so many points: which comes first makes a difference), both are right, and what must hold is that it
///   began with what the former had written, and read all that the former had read since. The same holds where the house's settings changed in
///   between: what is replayed is replayed under the rules of its new moment.
final class ReplayIsLive extends Invariant {
    private static final Offsets ANY = new Offsets(0, 0, 0);
    private static final int MOST_EVENTS = 2_000;

    private final Map<Rules, Stepper> policies = new IdentityHashMap<>();
    private final Map<Rules, Rules> known = new IdentityHashMap<>();
    private final Map<List<?>, Rules> byContent = new HashMap<>();
    private final Map<SimTerm, Map<TenantId, Line>> lines = new HashMap<>();
    /// By partition, what the owner had when it was replaced.
    private final Map<Integer, Map<TenantId, Left>> left = new HashMap<>();

    /// What an owner had of a tenant when it was replaced.
    ///
    /// @param written what it had last written down
    /// @param writing what it may have written down since, without knowing that it arrived
    /// @param read    what it had read from the log, in its order
    /// @param heard   what of that had changed something since the last writing
    /// @param under   the rules of the house under which it did
    private record Left(TenantState state, TenantState written, List<TenantState> writing, List<PolicyEvent> read, List<PolicyEvent> heard,
        Set<Rules> under) {
    }

    /// @param rules of the house, as far as the owner knew
    private record Event(PolicyEvent event, Rules rules) {
    }

    /// @param unlogged changes that the log does not hold, up to a state
    /// @param heard    how much of what was heard was, by then
    private record Included(long unlogged, int heard) {
    }

    /// A tenant in one term.
    private static final class Line {
        private TenantState base;
        private TenantState state;
        private final List<Event> events = new ArrayList<>();
        private boolean replaying = true;
        /// Changes that the log does not hold, and how many of them each state includes that may have been saved.
        private long unlogged;
        private final Map<TenantState, Included> including = new IdentityHashMap<>();
        private long safe;
        private TenantState restored;
        private TenantState written;
        private final List<PolicyEvent> read = new ArrayList<>();
        private final List<PolicyEvent> heard = new ArrayList<>();
        /// The rules of the house under which what was heard was taken in.
        private final Set<Rules> under = new HashSet<>();

        private void heard(PolicyEvent event) {
            switch (event) {
                case PolicyEvent.Sampled _, PolicyEvent.Acked _, PolicyEvent.Requested _ -> heard.add(event);
                case PolicyEvent.Declared _, PolicyEvent.Deleted _, PolicyEvent.NodeSeen _, PolicyEvent.Tick _, PolicyEvent.TookOver _ -> unlogged++;
            }
            including.put(state, new Included(unlogged, heard.size()));
        }

        private void wrote(TenantState saved) {
            var included = including.getOrDefault(saved, new Included(0, 0));
            if (included.unlogged >= safe && including.containsKey(saved)) {
                written = saved;
                heard.subList(0, included.heard).clear();
                if (heard.isEmpty()) {
                    under.clear();
                }
            }
            safe = Math.max(safe, included.unlogged);
            including.clear();
            including.put(state, new Included(unlogged, heard.size()));
        }
    }

    ReplayIsLive(Simulation sim) {
        super(sim, "restoring and replaying gives the live state");
    }

    private Stepper policy(Rules rules) {
        return policies.computeIfAbsent(rules, sim.mutant()::policy);
    }

    /// One for all that say the same: each controller reads its own.
    private Rules one(Rules rules) {
        return known.computeIfAbsent(rules, _ ->
            byContent.computeIfAbsent(List.of(rules.classes().all(), rules.switchedOff(), rules.protectedTenants()), _ -> rules));
    }

    private Line line(SimTerm term, TenantState state) {
        return lines.computeIfAbsent(term, _ -> new HashMap<>()).computeIfAbsent(state.tenant(), _ -> {
            var line = new Line();
            line.base = state;
            line.state = state;
            line.restored = state;
            line.written = state;
            return line;
        });
    }

    @Override
    public void restored(SimTerm term, TenantState state) {
        line(term, state);
    }

    @Override
    public void stepped(SimTerm term, TenantState before, PolicyEvent event, Step step) {
        var line = line(term, before);
        if (before != line.state) {
            // It was let go after its deletion and begins anew.
            lines.get(term).remove(before.tenant());
            line = line(term, before);
            line.replaying = false;
        }
        if (event instanceof PolicyEvent.TookOver && line.replaying) {
            line.replaying = false;
            compare(term, line);
        }
        line.state = step.state();
        var rules = one(term.controller.rules());
        line.events.add(new Event(event, rules));
        if (isLogged(event)) {
            line.read.add(event);
        }
        if (!step.records().isEmpty()) {
            line.heard(event);
            line.under.add(rules);
        }
        if (line.events.size() >= MOST_EVENTS) {
            replay(term, line);
        }
    }

    @Override
    public void saved(SimTerm term, TenantState state) {
        var line = lines.getOrDefault(term, Map.of()).get(state.tenant());
        if (line != null) {
            line.wrote(state);
        }
    }

    /// Goes the way from the base again, half of it through bytes.
    private void replay(SimTerm term, Line line) {
        exercise();
        var replayed = throughBytes(line.base);
        for (int i = 0; i < line.events.size(); i++) {
            if (i == line.events.size() / 2) {
                replayed = throughBytes(replayed);
            }
            replayed = step(replayed, line.events.get(i));
        }
        if (!replayed.equals(line.state)) {
            violated("%s: %d events replayed lead to another state of tenant %s; live / replayed: %s", term, line.events.size(),
                line.state.tenant(), String.join("; ", Difference.between(line.state, replayed)));
        }
        line.base = line.state;
        line.events.clear();
    }

    private TenantState throughBytes(TenantState state) {
        var bytes = StateCodec.encode(new StateRecord.Snapshot(0, ANY, state));
        return StateCodec.decode(bytes) instanceof Decoded.Known(StateRecord.Snapshot(_, _, var decoded, _)) ? decoded : null;
    }

    @Override
    public void appended(Log log, Log.Entry entry) {
        if (!Health.isClaim(log, entry.key)) {
            return;
        }
        var states = new HashMap<TenantId, Left>();
        for (var ofTerm : lines.entrySet()) {
            var term = ofTerm.getKey();
            if (term.partition == log.partition && term.epoch >= 0 && term.epoch == previous(log, entry.offset)) {
                ofTerm.getValue().forEach((tenant, line) -> {
                    boolean isHeld = term.state(tenant).filter(state -> state == line.state).isPresent();
                    if (isHeld && !line.replaying && line.safe == line.unlogged && (line.written == line.restored || isThere(log, tenant, term))) {
                        states.put(tenant, new Left(line.state, line.written, List.copyOf(line.including.keySet()),
                            List.copyOf(line.read), List.copyOf(line.heard), Set.copyOf(line.under)));
                    }
                });
            }
        }
        lines.forEach((term, byTenant) -> {
            if (term.partition == log.partition) {
                byTenant.values().forEach(line -> replay(term, line));
            }
        });
        lines.keySet().removeIf(term -> term.isDone());
        left.put(log.partition, states);
    }

    /// That what an owner wrote of a tenant is still in the state. Compaction takes it where one that was replaced has written after it, the owner
    /// died before it put that right, and no other came for as long as the topic keeps both.
    private static boolean isThere(Log log, TenantId tenant, SimTerm term) {
        return log.all().stream().anyMatch(entry -> entry.key.equals(tenant.value())
            && log.read(entry).value() instanceof Inbound.State(var header, _) && header.epoch() == term.epoch);
    }

    /// The claim before this one.
    private static long previous(Log log, long offset) {
        return log.all().stream().filter(other -> other.offset < offset && Health.isClaim(log, other.key)).mapToLong(other -> other.offset)
            .max().orElse(-1);
    }

    private void compare(SimTerm term, Line line) {
        var former = left.getOrDefault(term.partition, Map.of()).get(line.state.tenant());
        if (former == null || term.epoch != sim.claims()[term.partition]) {
            return;
        }
        exercise();
        if (isInAnotherOrder(former.read, line.read) || isUnderOtherRules(former, line)) {
            compareWhatWasRead(term, line, former);
            return;
        }
        var expected = former.state;
        for (var event : line.events) {
            expected = step(expected, event);
        }
        if (!expected.equals(line.state)) {
            violated("%s restored another state of tenant %s than its owner before had; before / restored: %s", term,
                line.state.tenant(), String.join("; ", Difference.between(expected, line.state)));
        }
    }

    private void compareWhatWasRead(SimTerm term, Line line, Left former) {
        boolean isWritten = line.restored.equals(former.written);
        if (!isWritten && former.writing.stream().noneMatch(line.restored::equals)) {
            violated("%s restored a state of tenant %s that its owner before has not written; before / restored: %s", term, line.state.tenant(),
                String.join("; ", Difference.between(former.written, line.restored)));
        }
        var read = new HashSet<>(line.read);
        var missed = former.heard.stream().filter(event -> !read.contains(event)).toList();
        if (isWritten && !missed.isEmpty()) {
            violated("%s restored what its owner before had written of tenant %s, and did not read %s", term, line.state.tenant(), missed);
        }
    }

    private TenantState step(TenantState state, Event event) {
        return policy(event.rules).step(state, event.event).state();
    }

    private static boolean isUnderOtherRules(Left former, Line line) {
        var under = new HashSet<>(former.under);
        line.events.forEach(event -> under.add(event.rules));
        return under.size() > 1;
    }

    /// What only the latter has read is new, and comes after all that both have read.
    private static boolean isInAnotherOrder(List<PolicyEvent> read, List<PolicyEvent> latter) {
        var places = new HashMap<PolicyEvent, Integer>();
        for (int i = 0; i < read.size(); i++) {
            places.putIfAbsent(read.get(i), i);
        }
        int last = -1;
        for (var event : latter) {
            int place = places.getOrDefault(event, read.size());
            if (place < last) {
                return true;
            }
            last = place;
        }
        return false;
    }

    private static boolean isLogged(PolicyEvent event) {
        return switch (event) {
            case PolicyEvent.Sampled _, PolicyEvent.Acked _, PolicyEvent.Requested _ -> true;
            case PolicyEvent.Declared _, PolicyEvent.Deleted _, PolicyEvent.NodeSeen _, PolicyEvent.Tick _, PolicyEvent.TookOver _ -> false;
        };
    }

    @Override
    public void end() {
        lines.forEach((term, byTenant) -> byTenant.values().forEach(line -> replay(term, line)));
    }
}
