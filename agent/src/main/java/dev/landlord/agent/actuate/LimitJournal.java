package dev.landlord.agent.actuate;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.landlord.agent.enforce.Dial;
import dev.landlord.agent.enforce.Dial.Direction;
import dev.landlord.agent.enforce.Knob;
import dev.landlord.agent.enforce.KnobState.Held;
import dev.landlord.protocol.TenantId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// What Landlord has written to the kernel and what stood there before, on disk before the first write: so every write can be taken back,
/// also after `kill -9`.
///
/// One file a tenant. A file that cannot be read is left as it is and its tenant is left alone ([#unreadable]): without the originals, what
/// the kernel holds could be Landlord's own limits, and taking those for originals would keep them for ever.
///
/// Different tenants may be worked on by different threads; one tenant by one thread at a time.
final class LimitJournal {
    private final String bootId;
    private final RecordStore<HeldLimits> store;
    private final Map<TenantId, List<HeldKnob>> held = new ConcurrentHashMap<>();
    private final Map<TenantId, String> unreadable = new ConcurrentHashMap<>();
    /// Knobs of `held` that this process has read back. In memory only: what was intended before a crash may never have been written.
    private final Map<TenantId, List<HeldKnob>> confirmed = new ConcurrentHashMap<>();

    /// @throws IOException if the directory cannot be read
    LimitJournal(Path directory, String bootId) throws IOException {
        this.bootId = bootId;
        this.store = new RecordStore<>(directory, HeldLimits.class);
        var found = store.load();
        for (var file : found.unreadable().entrySet()) {
            unreadable.put(new TenantId(file.getKey()), file.getValue());
        }
        // Limits do not outlive the kernel that they were written to.
        found.records().values().forEach(limits -> held.put(limits.tenant(), limits.bootId().equals(bootId) ? limits.knobs() : List.of()));
    }

    /// One tenant's file.
    ///
    /// @param bootId of the kernel that was written to
    record HeldLimits(String bootId, TenantId tenant, List<HeldKnob> knobs) {
        HeldLimits {
            Objects.requireNonNull(bootId);
            Objects.requireNonNull(tenant);
            knobs = List.copyOf(knobs);
        }
    }

    /// One knob that was written.
    ///
    /// @param cgroup    path within its hierarchies
    /// @param device    of [Knob#IO], else empty; files of agents that had no such knob lack it
    /// @param direction of [Knob#IO], else null
    /// @param inode     of the directory that holds the knob's file: a successor under the same path has another one
    /// @param held      what to put back, and what was written
    record HeldKnob(
        String cgroup, Knob knob, @JsonInclude(JsonInclude.Include.NON_EMPTY) String device,
        @JsonInclude(JsonInclude.Include.NON_NULL) Direction direction, long inode, Held held
    ) {
        HeldKnob {
            device = device == null ? "" : device;
        }

        HeldKnob(String cgroup, Dial dial, long inode, Held held) {
            this(cgroup, dial.knob(), dial.device(), dial.direction(), inode, held);
        }

        Dial dial() {
            return new Dial(knob, device, direction);
        }

        boolean isOf(String otherCgroup, Dial other) {
            return cgroup.equals(otherCgroup) && dial().equals(other);
        }
    }

    /// Tenants of whom something may still be held.
    Set<TenantId> tenants() {
        return held.entrySet().stream().filter(e -> !e.getValue().isEmpty()).map(Map.Entry::getKey).collect(Collectors.toUnmodifiableSet());
    }

    List<HeldKnob> of(TenantId tenant) {
        return held.getOrDefault(tenant, List.of());
    }

    Optional<Held> of(TenantId tenant, String cgroup, Dial dial, long inode) {
        return of(tenant).stream().filter(h -> h.isOf(cgroup, dial) && h.inode() == inode).map(HeldKnob::held).findFirst();
    }

    /// Another tenant for whom something is held in a group: until that is gone, what the group shows is not its own.
    Optional<TenantId> otherHolder(TenantId tenant, String cgroup) {
        return held.entrySet().stream().filter(e -> !e.getKey().equals(tenant))
            .filter(e -> e.getValue().stream().anyMatch(h -> h.cgroup().equals(cgroup))).map(Map.Entry::getKey).findFirst();
    }

    /// Why a tenant's file cannot be read.
    Optional<String> unreadable(TenantId tenant) {
        return Optional.ofNullable(unreadable.get(tenant));
    }

    Map<TenantId, String> unreadable() {
        return Map.copyOf(unreadable);
    }

    /// Before a write: returns when it is on disk what is about to be written, and what has to be put back.
    void intend(TenantId tenant, String cgroup, Dial dial, long inode, String original, String text) {
        var ours = new ArrayList<String>();
        of(tenant, cgroup, dial, inode).ifPresent(before -> ours.addAll(before.ours()));
        ours.remove(text);
        ours.add(text);
        var knobs = without(tenant, cgroup, dial);
        knobs.add(new HeldKnob(cgroup, dial, inode, new Held(original, ours)));
        put(tenant, knobs);
    }

    /// After a write: the kernel has said that it holds what was intended.
    void confirm(TenantId tenant, String cgroup, Dial dial, long inode) {
        var places = confirmedBut(tenant, cgroup, dial);
        of(tenant).stream().filter(h -> h.isOf(cgroup, dial) && h.inode() == inode).forEach(places::add);
        confirmed.put(tenant, List.copyOf(places));
    }

    /// Whether the kernel has held what was intended since this process started and nothing was released.
    boolean isConfirmed(TenantId tenant, String cgroup, Dial dial, long inode) {
        return confirmed.getOrDefault(tenant, List.of()).stream().anyMatch(h -> h.isOf(cgroup, dial) && h.inode() == inode);
    }

    private List<HeldKnob> confirmedBut(TenantId tenant, String cgroup, Dial dial) {
        return confirmed.getOrDefault(tenant, List.of()).stream().filter(h -> !h.isOf(cgroup, dial)).collect(Collectors.toCollection(ArrayList::new));
    }

    /// After a release, or when there is nothing left to release.
    void forget(TenantId tenant, String cgroup, Dial dial) {
        confirmed.put(tenant, List.copyOf(confirmedBut(tenant, cgroup, dial)));
        put(tenant, without(tenant, cgroup, dial));
    }

    private List<HeldKnob> without(TenantId tenant, String cgroup, Dial dial) {
        return of(tenant).stream().filter(h -> !h.isOf(cgroup, dial)).collect(Collectors.toCollection(ArrayList::new));
    }

    private void put(TenantId tenant, List<HeldKnob> knobs) {
        if (unreadable.containsKey(tenant)) {
            throw new IllegalStateException("the journal of tenant %s cannot be read, and is not to be overwritten".formatted(tenant));
        }
        if (knobs.isEmpty()) {
            store.remove(tenant.value());
            held.remove(tenant);
            confirmed.remove(tenant);
        } else {
            store.put(tenant.value(), new HeldLimits(bootId, tenant, knobs));
            held.put(tenant, List.copyOf(knobs));
        }
    }
}
