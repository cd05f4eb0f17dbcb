package dev.landlord.launcher.simulation;

import dev.landlord.agent.enforce.Desire;
import dev.landlord.agent.enforce.OrderRecord;
import dev.landlord.agent.enforce.Sighting;
import dev.landlord.controller.engine.Inbound;
import dev.landlord.controller.engine.Offsets;
import dev.landlord.controller.engine.Read;
import dev.landlord.controller.engine.StateCodec;
import dev.landlord.controller.engine.StateRecord;
import dev.landlord.controller.engine.Stepper;
import dev.landlord.controller.ledger.TenantLedger;
import dev.landlord.controller.policy.PolicyClass;
import dev.landlord.controller.policy.Rules;
import dev.landlord.protocol.json.Decoded;
import dev.landlord.protocol.message.Command;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// Rules broken on purpose, by what is wrong. Each run needs one of its own.
final class Mutants {
    private Mutants() {
    }

    static Map<String, Supplier<Mutant>> all() {
        var all = new LinkedHashMap<String, Supplier<Mutant>>();
        all.put("the policy acts on stale data", () -> policy(BrokenPolicies::actingOnStaleData));
        all.put("the policy forgets the fewest samples", () -> policy(BrokenPolicies::forgettingTheFewestSamples));
        all.put("the policy counts samples twice", () -> policy(BrokenPolicies::countingSamplesTwice));
        all.put("the policy takes old samples for new", () -> policy(BrokenPolicies::takingOldSamplesForNew));
        all.put("the policy acts at half of the quota", () -> policy(BrokenPolicies::halvingQuotas));
        all.put("the policy adds up what each node may use", () -> policy(BrokenPolicies::addingNodesUp));
        all.put("the policy evicts without a warning", () -> policy(BrokenPolicies::evictingWithoutWarning));
        all.put("the policy never acts", () -> policy(BrokenPolicies::neverActing));
        all.put("the policy never lets go", () -> policy(BrokenPolicies::neverLettingGo));
        all.put("the policy gives each node the whole quota", () -> policy(BrokenPolicies::givingEachNodeAll));
        all.put("the policy takes memory away", () -> policy(BrokenPolicies::takingMemoryAway));
        all.put("the policy ignores whether anybody suffers", IgnoringContention::new);
        all.put("the policy ignores switches", IgnoringSwitches::new);
        all.put("the policy does not hear requests", () -> policy(BrokenPolicies::deafToRequests));
        all.put("an owner restores without offsets", WithoutOffsets::new);
        all.put("an owner restores whatever was written last", IgnoringEpochs::new);
        all.put("an owner calls snapshots written that are not", LosingSnapshots::new);
        all.put("an owner does not see that it was replaced", BlindToClaims::new);
        all.put("an owner restores what is booked without the meters", BookingTwice::new);
        all.put("an owner restores nothing that is booked", LosingTheLedger::new);
        all.put("an owner restores no fraction of a KiB second", LosingFractions::new);
        all.put("an agent ignores the order of generations", IgnoringGenerations::new);
        all.put("an agent forgets its fence when it dies", ForgettingTheFence::new);
        all.put("an agent ignores leases", IgnoringLeases::new);
        all.put("an agent renews leases by what it finds at its start", TakingTheFoundForNew::new);
        all.put("an agent begins orders that mean another group", WithoutGroupInTheFence::new);
        all.put("an agent begins orders of another boot", WithoutBootInTheFence::new);
        all.put("an agent begins orders of owners that were replaced", WithoutEpochOfOrders::new);
        all.put("an agent ends everybody after a restart", EndingEverybodyAfterRestart::new);
        all.put("an agent evicts whoever has the path", IgnoringTheFenceOfOrders::new);
        all.put("an agent signals for orders that it has given up", SignallingLate::new);
        all.put("an agent gives no grace", WithoutGrace::new);
        all.put("an agent has no guardrail", WithoutGuardrail::new);
        all.put("an agent puts back another original", PuttingBackAnother::new);
        all.put("an agent loses its journal of limits", LosingTheJournal::new);
        return all;
    }

    private static Mutant policy(UnaryOperator<Stepper> broken) {
        return new Mutant() {
            @Override
            Stepper policy(Stepper policy) {
                return broken.apply(policy);
            }
        };
    }

    private static final class IgnoringContention extends Mutant {
        @Override
        Rules rules(Rules rules) {
            var classes = rules.classes().all().stream().map(each -> Altered.with(each, "enforce", PolicyClass.Enforce.ALWAYS)).toList();
            return Altered.with(rules, "classes", rules.classes().with(classes));
        }
    }

    private static final class IgnoringSwitches extends Mutant {
        @Override
        Rules rules(Rules rules) {
            return Altered.with(rules, "switchedOff", Set.of());
        }
    }

    private static final class WithoutOffsets extends Mutant {
        @Override
        Offsets resume(Offsets found, Offsets end) {
            return end;
        }
    }

    /// Also by an owner that was replaced.
    private static final class IgnoringEpochs extends Mutant {
        @Override
        Read restored(Read record) {
            return record.value() instanceof Inbound.State(var header, var value)
                ? Altered.with(record, "value", new Inbound.State(Altered.with(header, "epoch", record.offset()), value)) : record;
        }
    }

    private static final class LosingSnapshots extends Mutant {
        @Override
        boolean losesSnapshots(Dice dice) {
            return dice.chance(0.5);
        }
    }

    private static final class BlindToClaims extends Mutant {
        @Override
        boolean isBlindToClaims() {
            return true;
        }
    }

    /// What the counters showed counts once more then.
    private static final class BookingTwice extends Mutant {
        @Override
        Read restored(Read record) {
            return booked(record, ledger -> {
                var nodes = new TreeMap<>(ledger.nodes());
                nodes.replaceAll((_, book) -> Altered.with(Altered.with(book, "own", null), "groups", List.of()));
                return Altered.with(ledger, "nodes", nodes);
            });
        }
    }

    private static final class LosingFractions extends Mutant {
        @Override
        Read restored(Read record) {
            return booked(record, ledger -> {
                var nodes = new TreeMap<>(ledger.nodes());
                nodes.replaceAll((_, book) -> Altered.with(book, "memoryRest", 0L));
                return Altered.with(ledger, "nodes", nodes);
            });
        }
    }

    private static final class LosingTheLedger extends Mutant {
        @Override
        Read restored(Read record) {
            return booked(record, _ -> null);
        }
    }

    private static Read booked(Read record, UnaryOperator<TenantLedger> broken) {
        return record.value() instanceof Inbound.State(var header, var value)
            && StateCodec.decode(value) instanceof Decoded.Known(StateRecord.Snapshot snapshot) && snapshot.ledger() != null
            ? Altered.with(record, "value", new Inbound.State(header, StateCodec.encode(Altered.with(snapshot, "ledger",
                broken.apply(snapshot.ledger()))))) : record;
    }

    /// Each that arrives passes for the highest.
    private static final class IgnoringGenerations extends Mutant {
        private static final long EPOCH = 1L << 40;

        private long generation;

        @Override
        Command heard(Command command, SimNode node) {
            return command instanceof Command.Throttle throttle
                ? Altered.with(Altered.with(throttle, "epoch", EPOCH), "generation", ++generation) : command;
        }
    }

    private static final class ForgettingTheFence extends Mutant {
        @Override
        Desire remembered(Desire desire) {
            return Desire.NOTHING.under(desire.ceiling());
        }
    }

    private static final class IgnoringLeases extends Mutant {
        @Override
        Command heard(Command command, SimNode node) {
            return command instanceof Command.Throttle throttle && !throttle.limits().isEmpty()
                ? Altered.with(throttle, "leaseMs", Duration.ofDays(1).toMillis()) : command;
        }
    }

    private static final class TakingTheFoundForNew extends Mutant {
        @Override
        boolean isFound(boolean isFound) {
            return false;
        }
    }

    private static final class WithoutGroupInTheFence extends Mutant {
        @Override
        Sighting admitted(Sighting sighting, Command.Evict order) {
            return sighting instanceof Sighting.Present present ? Altered.with(present, "cgroupId", order.fence().cgroupId()) : sighting;
        }
    }

    private static final class WithoutBootInTheFence extends Mutant {
        @Override
        Command heard(Command command, SimNode node) {
            return command instanceof Command.Evict evict
                ? Altered.with(evict, "fence", Altered.with(evict.fence(), "bootId", node.kernel().bootId)) : command;
        }
    }

    private static final class WithoutEpochOfOrders extends Mutant {
        @Override
        Command heard(Command command, SimNode node) {
            return command instanceof Command.Evict evict ? Altered.with(evict, "epoch", 1L << 40) : command;
        }
    }

    private static final class EndingEverybodyAfterRestart extends Mutant {
        @Override
        OrderRecord remembered(OrderRecord order, SimNode node) {
            var group = order.isFinal() ? Optional.<Group>empty() : node.kernel().find(order.order().fence().cgroup());
            return group.map(found -> Altered.with(order, "found", node.kernel().processes(found))).orElse(order);
        }
    }

    private static final class IgnoringTheFenceOfOrders extends Mutant {
        @Override
        Sighting sighting(Sighting sighting, Command.Evict order) {
            return sighting instanceof Sighting.Present present ? Altered.with(present, "cgroupId", order.fence().cgroupId()) : sighting;
        }

        @Override
        boolean ignoresFence() {
            return true;
        }
    }

    private static final class SignallingLate extends Mutant {
        @Override
        boolean signalsLate() {
            return true;
        }
    }

    private static final class WithoutGrace extends Mutant {
        @Override
        Command heard(Command command, SimNode node) {
            return command instanceof Command.Evict evict ? Altered.with(evict, "graceMs", 0L) : command;
        }
    }

    private static final class WithoutGuardrail extends Mutant {
        @Override
        int evictionsPerMinute(int configured) {
            return Integer.MAX_VALUE;
        }
    }

    private static final class PuttingBackAnother extends Mutant {
        @Override
        String original(String original) {
            return switch (original) {
                case "-1" -> "200000";
                case "max 100000" -> "200000 100000";
                default -> original;
            };
        }
    }

    private static final class LosingTheJournal extends Mutant {
        @Override
        boolean losesJournal() {
            return true;
        }
    }
}
