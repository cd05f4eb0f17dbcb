package dev.landlord.launcher.simulation;

import dev.landlord.agent.enforce.Desire;
import dev.landlord.agent.enforce.OrderRecord;
import dev.landlord.agent.enforce.Sighting;
import dev.landlord.controller.engine.Offsets;
import dev.landlord.controller.engine.Read;
import dev.landlord.controller.engine.Stepper;
import dev.landlord.controller.policy.Policy;
import dev.landlord.controller.policy.Rules;
import dev.landlord.protocol.message.Command;

/// Where a rule can be broken on purpose, so that it shows whether the invariants find it. This one breaks none.
class Mutant {
    static final Mutant NONE = new Mutant();

    /// The policy that controllers use, under some rules of the house.
    final Stepper policy(Rules rules) {
        return policy(new Policy(rules(rules))::step);
    }

    /// The policy, as it is broken.
    Stepper policy(Stepper policy) {
        return policy;
    }

    /// What the policy takes for the rules of the house.
    Rules rules(Rules rules) {
        return rules;
    }

    /// From where an owner reads the history.
    Offsets resume(Offsets found, Offsets end) {
        return found;
    }

    /// A record of the state, as a new owner takes it.
    Read restored(Read record) {
        return record;
    }

    /// Whether an owner does not see that another one has claimed its partition.
    boolean isBlindToClaims() {
        return false;
    }

    /// Whether a snapshot is called written and is not.
    boolean losesSnapshots(Dice dice) {
        return false;
    }

    /// A command, as the agent of a node takes it.
    Command heard(Command command, SimNode node) {
        return command;
    }

    /// Whether an agent takes a command for one that was there before it started.
    boolean isFound(boolean isFound) {
        return isFound;
    }

    /// What an agent knows of a tenant after a restart.
    Desire remembered(Desire desire) {
        return desire;
    }

    /// What an agent knows of an order after a restart.
    OrderRecord remembered(OrderRecord order, SimNode node) {
        return order;
    }

    /// What an agent sees of a group before it accepts an order.
    Sighting admitted(Sighting sighting, Command.Evict order) {
        return sighting;
    }

    /// What an agent sees of a group that it is to empty.
    Sighting sighting(Sighting sighting, Command.Evict order) {
        return sighting;
    }

    /// Whether the kernel is told to kill by path alone.
    boolean ignoresFence() {
        return false;
    }

    /// Whether an agent signals for an order that it has answered as failed meanwhile.
    boolean signalsLate() {
        return false;
    }

    int evictionsPerMinute(int configured) {
        return configured;
    }

    /// What is put back when a limit goes.
    String original(String original) {
        return original;
    }

    /// Whether what was written to the kernel is forgotten when the agent dies.
    boolean losesJournal() {
        return false;
    }
}
