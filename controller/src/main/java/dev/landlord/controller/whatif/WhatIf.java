package dev.landlord.controller.whatif;

import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.protocol.message.UsageSample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// Replays recorded use through the policy, sample by sample, and tells what would have been done. Keeps a bounded number of samples of each tenant.
///
/// Recorded use does not react: a tenant that would have been throttled goes on as it did. How long a throttle lasts therefore tells how long the
/// tenant went on wanting too much. What an evicted workload used afterwards is taken out. Scores begin at zero, the house's guardrails and
/// switches are not replayed, and what people did by hand is not either. Budgets count what is recorded, and what is said to have been used before.
public final class WhatIf {
    /// Samples wait for older ones of their tenant for as much recorded time.
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Trial trial;
    private final UsedBefore before;
    private final Map<TenantId, TenantSpec> declared = new HashMap<>();
    private final Map<TenantId, TenantReplay> replays = new TreeMap<>();
    private long undeclared;

    /// @param declared tenants with their quotas, budgets and classes
    public WhatIf(Collection<TenantSpec> declared, Trial trial) {
        this(declared, trial, UsedBefore.NOT_KNOWN);
    }

    /// @param declared tenants with their quotas, budgets and classes
    /// @param before   what budgets count besides what is recorded
    public WhatIf(Collection<TenantSpec> declared, Trial trial, UsedBefore before) {
        declared.forEach(spec -> this.declared.put(spec.id(), spec));
        this.trial = trial;
        this.before = before;
    }

    /// The next recorded sample. Samples of one tenant are expected in the order of their times, give or take [#PATIENCE].
    ///
    /// @param at when it was taken or received
    public void accept(UsageSample sample, Instant at) {
        var spec = declared.get(sample.tenant());
        if (spec == null) {
            undeclared += sample.tenant().isUnattributed() ? 0 : 1;
            return;
        }
        replays.computeIfAbsent(spec.id(), _ -> new TenantReplay(spec, trial, before)).accept(sample, at);
    }

    /// Nothing more was recorded.
    public Findings finish() {
        var tenants = new ArrayList<Findings.OfTenant>();
        replays.values().forEach(replay -> tenants.add(replay.finish()));
        var all = replays.values();
        return new Findings(all.stream().map(TenantReplay::first).min(Comparator.naturalOrder()).orElse(null),
            all.stream().map(TenantReplay::last).max(Comparator.naturalOrder()).orElse(null),
            all.stream().mapToLong(TenantReplay::samples).sum(), undeclared, all.stream().mapToLong(TenantReplay::late).sum(),
            all.stream().mapToLong(TenantReplay::throttled).sum(), all.stream().anyMatch(TenantReplay::contention), tenants);
    }
}
