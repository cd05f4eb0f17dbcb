package dev.landlord.launcher.simulation;

import dev.landlord.agent.enforce.Desire;
import dev.landlord.agent.enforce.OrderRecord;
import dev.landlord.agent.enforce.ProcessIdentity;
import dev.landlord.agent.enforce.Target;
import dev.landlord.controller.policy.PolicyEvent;
import dev.landlord.controller.policy.Step;
import dev.landlord.controller.policy.TenantState;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.ActionRequest;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.LedgerEntry;

/// Told of everything that the invariants look at, at the moment at which it happens.
interface Observer {
    /// A record came into being.
    default void appended(Log log, Log.Entry entry) {
    }

    /// A controller's policy took a step, live or on replay.
    default void stepped(SimTerm term, TenantState before, PolicyEvent event, Step step) {
    }

    /// A term found this of a tenant in the state.
    default void restored(SimTerm term, TenantState state) {
    }

    /// A term has written down a tenant's state, which was safe from then on.
    default void saved(SimTerm term, TenantState state) {
    }

    /// A term sends a record of the ledger, which rests on what is safe.
    default void published(SimTerm term, LedgerEntry record) {
    }

    /// A command has reached an agent that runs.
    default void received(SimNode node, Command command, boolean isFound) {
    }

    /// An agent has put on disk what is desired of a tenant; [Desire#NOTHING]: it has forgotten the tenant.
    default void desired(SimNode node, TenantId tenant, Desire desire) {
    }

    /// An agent begins to make this true.
    default void reconciles(SimNode node, TenantId tenant, Target target) {
    }

    /// An agent is about to write a mark on memory to a group, in bytes.
    default void marks(SimNode node, TenantId tenant, Group group, long bytes) {
    }

    /// An agent has written to a group.
    default void wrote(SimNode node, TenantId tenant, Group group, String file, String text) {
    }

    /// An agent has signalled a process.
    ///
    /// @param force SIGKILL, else SIGTERM
    default void signalled(SimNode node, Command.Evict order, Group group, ProcessIdentity process, boolean force) {
    }

    /// An agent has accepted an order: it is on disk, with the processes that it means.
    ///
    /// @param fits whether the group that the order means was there, in the boot that it means, when the agent looked
    default void accepted(SimNode node, OrderRecord order, boolean fits) {
    }

    /// An agent asks the processes that an order means to end.
    default void begun(SimNode node, Command.Evict order) {
    }

    /// An agent has come up.
    default void agentStarted(SimNode node) {
    }

    /// A clock of a node has jumped.
    default void clockJumped(SimNode node) {
    }

    /// Somebody asked for something.
    default void requested(ActionRequest request) {
    }

    /// After every event.
    default void after() {
    }

    /// Once a second.
    default void second() {
    }

    /// All has been healed and given time.
    default void end() {
    }
}
