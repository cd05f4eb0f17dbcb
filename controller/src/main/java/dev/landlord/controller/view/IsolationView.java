package dev.landlord.controller.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.landlord.controller.policy.Isolation;
import dev.landlord.protocol.message.Quota;
import java.time.Instant;
import java.util.List;

/// How far a tenant's life has come, as its owner last wrote it down.
///
/// @param status    `not-started`, `partial`, `active` or `full`
/// @param allocated what it may use: over all nodes, or on each where its scope is `node`
/// @param since     when `status` was entered, or null before anything was found
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IsolationView(String status, Quota allocated, boolean limitsEnforced, Instant since, List<Isolation.Check> checks) {
    static IsolationView of(Isolation isolation, Quota allocated) {
        return new IsolationView(isolation.status().wire(), allocated, isolation.limitsEnforced(), isolation.since(), isolation.checks());
    }
}
