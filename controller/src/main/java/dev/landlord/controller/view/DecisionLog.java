package dev.landlord.controller.view;

import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Decision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The newest decisions: of the whole house, and of each tenant, deleted ones included. A repeated id is the same decision, told again.
///
/// What counts is when they were made. The topic has several partitions, so that after a start all of one come before the first of another.
final class DecisionLog {
    private final int mostTenants;
    private final int mostPerTenant;
    private final int mostOverall;
    private final List<Decision> overall = new ArrayList<>();
    /// Ordered by who was decided or asked about last; the one longest ago goes when there are too many.
    private final Map<TenantId, List<Decision>> byTenant = new LinkedHashMap<>(16, 0.75f, true);

    DecisionLog(int mostTenants, int mostPerTenant, int mostOverall) {
        this.mostTenants = mostTenants;
        this.mostPerTenant = mostPerTenant;
        this.mostOverall = mostOverall;
    }

    /// @return false if it was known already
    boolean add(Decision decision) {
        var own = byTenant.computeIfAbsent(decision.tenant(), _ -> new ArrayList<>());
        if (own.stream().anyMatch(known -> known.id().equals(decision.id()))) {
            return false;
        }
        put(own, decision, mostPerTenant);
        put(overall, decision, mostOverall);
        if (byTenant.size() > mostTenants) {
            byTenant.remove(byTenant.keySet().iterator().next());
        }
        return true;
    }

    /// Newest first.
    List<Decision> overall() {
        return List.copyOf(overall);
    }

    /// Newest first.
    List<Decision> of(TenantId tenant, int limit) {
        var own = byTenant.get(tenant);
        return own == null ? List.of() : new ArrayList<>(own).subList(0, Math.min(limit, own.size()));
    }

    boolean knows(TenantId tenant) {
        return byTenant.containsKey(tenant);
    }

    /// Of those made at the same time, the one told last is the newest.
    private static void put(List<Decision> newestFirst, Decision decision, int most) {
        int place = 0;
        while (place < newestFirst.size() && newestFirst.get(place).at().isAfter(decision.at())) {
            place++;
        }
        newestFirst.add(place, decision);
        if (newestFirst.size() > most) {
            newestFirst.removeLast();
        }
    }
}
