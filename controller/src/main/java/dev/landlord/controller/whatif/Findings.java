package dev.landlord.controller.whatif;

import dev.landlord.protocol.TenantId;
import java.time.Instant;
import java.util.List;

/// What came of a recording.
///
/// @param from       the first sample's time, or null if there was none
/// @param to         the last one's
/// @param samples    of declared tenants
/// @param undeclared samples of tenants that are not declared, with whom nothing was compared
/// @param late       samples that came more than [WhatIf#PATIENCE] after younger ones of their tenant: taken as they came
/// @param throttled  samples that show the kernel throttling the tenant while it was recorded, so that its demand is not known
/// @param contention whether one of the classes acts only where others suffer; it is taken that they always did
/// @param tenants    by id
public record Findings(
    Instant from, Instant to, long samples, long undeclared, long late, long throttled, boolean contention, List<OfTenant> tenants
) {
    public Findings {
        tenants = List.copyOf(tenants);
    }

    /// @param today what its class would have done
    /// @param tried what the class that is tried would have done, or null if there is none or it is the same
    public record OfTenant(TenantId tenant, Outcome today, Outcome tried) {
    }
}
