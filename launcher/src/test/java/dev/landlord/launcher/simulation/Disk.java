package dev.landlord.launcher.simulation;

import dev.landlord.agent.enforce.KeptDesire;
import dev.landlord.agent.enforce.Knob;
import dev.landlord.agent.enforce.KnobState.Held;
import dev.landlord.agent.enforce.OrderRecord;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.json.MessageCodec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What outlives a run of an agent, as the bytes that it writes. What is on disk is there at once.
final class Disk {
    private final Map<String, byte[]> desires = new TreeMap<>();
    private final Map<String, byte[]> orders = new TreeMap<>();
    private final Map<TenantId, List<HeldKnob>> held = new TreeMap<>();
    private String heldIn = "";
    long runs;

    /// A knob that was written, and what stood there before.
    record HeldKnob(String cgroup, Knob knob, long inode, Held held) {
        boolean isOf(String otherCgroup, Knob otherKnob) {
            return cgroup.equals(otherCgroup) && knob == otherKnob;
        }
    }

    void put(KeptDesire desire) {
        desires.put(desire.tenant().value(), MessageCodec.mapper().writeValueAsBytes(desire));
    }

    void removeDesire(TenantId tenant) {
        desires.remove(tenant.value());
    }

    List<KeptDesire> desires() {
        return desires.values().stream().map(bytes -> MessageCodec.mapper().readValue(bytes, KeptDesire.class)).toList();
    }

    void put(OrderRecord order) {
        orders.put(order.order().order(), MessageCodec.mapper().writeValueAsBytes(order));
    }

    void remove(OrderRecord order) {
        orders.remove(order.order().order());
    }

    /// The eldest first.
    List<OrderRecord> orders() {
        return orders.values().stream().map(bytes -> MessageCodec.mapper().readValue(bytes, OrderRecord.class))
            .sorted(Comparator.comparing(OrderRecord::acceptedAt)).toList();
    }

    /// Limits do not outlive the kernel that they were written to.
    void boot(String bootId) {
        if (!heldIn.equals(bootId)) {
            held.clear();
            heldIn = bootId;
        }
    }

    List<HeldKnob> held(TenantId tenant) {
        return held.getOrDefault(tenant, List.of());
    }

    List<TenantId> holders() {
        return List.copyOf(held.keySet());
    }

    Optional<Held> held(TenantId tenant, String cgroup, Knob knob, long inode) {
        return held(tenant).stream().filter(h -> h.isOf(cgroup, knob) && h.inode() == inode).map(HeldKnob::held).findFirst();
    }

    boolean isHeldByOther(TenantId tenant, String cgroup) {
        return held.entrySet().stream().filter(e -> !e.getKey().equals(tenant))
            .anyMatch(e -> e.getValue().stream().anyMatch(h -> h.cgroup().equals(cgroup)));
    }

    void intend(TenantId tenant, Group group, Knob knob, String original, String text) {
        var ours = new ArrayList<String>();
        held(tenant, group.path, knob, group.inode).ifPresent(before -> ours.addAll(before.ours()));
        ours.remove(text);
        ours.add(text);
        var knobs = without(tenant, group.path, knob);
        knobs.add(new HeldKnob(group.path, knob, group.inode, new Held(original, ours)));
        held.put(tenant, knobs);
    }

    void forget(TenantId tenant, String cgroup, Knob knob) {
        var left = without(tenant, cgroup, knob);
        if (left.isEmpty()) {
            held.remove(tenant);
        } else {
            held.put(tenant, left);
        }
    }

    private List<HeldKnob> without(TenantId tenant, String cgroup, Knob knob) {
        var left = new ArrayList<>(held(tenant));
        left.removeIf(h -> h.isOf(cgroup, knob));
        return left;
    }

    /// As if the disk had been lost.
    void wipeHeld() {
        held.clear();
    }
}
