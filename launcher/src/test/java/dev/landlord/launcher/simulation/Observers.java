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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Tells several.
final class Observers implements Observer {
    private final List<Observer> all = new ArrayList<>();

    void add(Observer observer) {
        all.add(observer);
    }

    private void tell(Consumer<Observer> what) {
        all.forEach(what);
    }

    @Override
    public void appended(Log log, Log.Entry entry) {
        tell(o -> o.appended(log, entry));
    }

    @Override
    public void stepped(SimTerm term, TenantState before, PolicyEvent event, Step step) {
        tell(o -> o.stepped(term, before, event, step));
    }

    @Override
    public void restored(SimTerm term, TenantState state) {
        tell(o -> o.restored(term, state));
    }

    @Override
    public void saved(SimTerm term, TenantState state) {
        tell(o -> o.saved(term, state));
    }

    @Override
    public void published(SimTerm term, LedgerEntry record) {
        tell(o -> o.published(term, record));
    }

    @Override
    public void received(SimNode node, Command command, boolean isFound) {
        tell(o -> o.received(node, command, isFound));
    }

    @Override
    public void desired(SimNode node, TenantId tenant, Desire desire) {
        tell(o -> o.desired(node, tenant, desire));
    }

    @Override
    public void reconciles(SimNode node, TenantId tenant, Target target) {
        tell(o -> o.reconciles(node, tenant, target));
    }

    @Override
    public void marks(SimNode node, TenantId tenant, Group group, long bytes) {
        tell(o -> o.marks(node, tenant, group, bytes));
    }

    @Override
    public void wrote(SimNode node, TenantId tenant, Group group, String file, String text) {
        tell(o -> o.wrote(node, tenant, group, file, text));
    }

    @Override
    public void signalled(SimNode node, Command.Evict order, Group group, ProcessIdentity process, boolean force) {
        tell(o -> o.signalled(node, order, group, process, force));
    }

    @Override
    public void accepted(SimNode node, OrderRecord order, boolean fits) {
        tell(o -> o.accepted(node, order, fits));
    }

    @Override
    public void begun(SimNode node, Command.Evict order) {
        tell(o -> o.begun(node, order));
    }

    @Override
    public void agentStarted(SimNode node) {
        tell(o -> o.agentStarted(node));
    }

    @Override
    public void clockJumped(SimNode node) {
        tell(o -> o.clockJumped(node));
    }

    @Override
    public void requested(ActionRequest request) {
        tell(o -> o.requested(request));
    }

    @Override
    public void after() {
        for (int i = 0; i < all.size(); i++) {
            all.get(i).after();
        }
    }

    @Override
    public void second() {
        tell(Observer::second);
    }

    @Override
    public void end() {
        tell(Observer::end);
    }
}
