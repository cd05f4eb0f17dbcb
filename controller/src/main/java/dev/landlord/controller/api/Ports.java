package dev.landlord.controller.api;

import dev.landlord.controller.ports.LedgerBook;
import dev.landlord.controller.ports.Readiness;
import dev.landlord.controller.ports.RequestWriter;
import dev.landlord.controller.ports.RuleBook;
import dev.landlord.controller.ports.SettingWriter;
import dev.landlord.controller.ports.TenantDirectory;
import dev.landlord.controller.ports.TenantWriter;
import dev.landlord.controller.ports.UsageHistory;
import dev.landlord.controller.view.House;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.InstantSource;
import java.util.Set;

/// What the API is made of.
///
/// @param house     the read model, confined to the event loop that starts the API
/// @param history   what tenants used over time
/// @param directory the declared tenants
/// @param tenants   declares and deletes them
/// @param requests  takes actions by hand
/// @param book      what is booked; asked on workers
/// @param readiness whether the controller does its work yet
/// @param rules     what holds for all tenants
/// @param settings  changes that
/// @param metrics   what `/metrics` shows, with whatever else is registered there
/// @param clock     wall clock, in UTC
public record Ports(
    House house,
    UsageHistory history,
    TenantDirectory directory,
    TenantWriter tenants,
    RequestWriter requests,
    LedgerBook book,
    Readiness readiness,
    RuleBook rules,
    SettingWriter settings,
    PrometheusMeterRegistry metrics,
    InstantSource clock
) {
    /// The names of the policy classes that there are now.
    Set<String> classes() {
        return rules.current().classes().names();
    }

    /// @throws Refusal while the declared tenants have not been read: nothing can be said or changed about them yet
    void requireTenants() {
        var waiting = readiness.waitingFor();
        if (waiting.contains("kafka") || waiting.contains("topics") || waiting.contains("tenants")) {
            throw new Refusal(503, "not-ready", "the controller waits for %s%s".formatted(String.join(", ", waiting),
                readiness.detail().isEmpty() ? "" : ": " + readiness.detail()));
        }
    }
}
