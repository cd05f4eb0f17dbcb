package dev.landlord.launcher.top;

import dev.landlord.launcher.client.House;
import java.time.Instant;

/// Makes the sheet of the place that is looked at.
///
/// @param now by which ages are told
record Sheets(House house, Palette palette, Instant now) {
    Sheet<?> of(View view) {
        return switch (view.place()) {
            case Place.Tenants _ -> TenantSheet.of(house, view, palette, now);
            case Place.Nodes _ -> NodeSheet.of(house, view, palette, now);
            case Place.Workloads(String tenant) -> WorkloadSheet.of(house, tenant, view, palette, now);
            case Place.Processes(String tenant, String workload) -> ProcessSheet.of(house, tenant, workload, view, palette, now);
        };
    }
}
