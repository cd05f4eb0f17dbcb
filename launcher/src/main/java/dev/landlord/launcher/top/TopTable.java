package dev.landlord.launcher.top;

import static dev.landlord.launcher.terminal.Table.left;
import static dev.landlord.launcher.terminal.Table.right;

import dev.landlord.launcher.client.House;
import dev.landlord.launcher.client.UseToDate;
import dev.landlord.launcher.terminal.Amounts;
import dev.landlord.launcher.terminal.Table;
import dev.landlord.protocol.Resource;
import java.util.ArrayList;
import java.util.List;

/// The house once, for pipes: a table as wide as it needs to be, without bars and colours.
public final class TopTable {
    private TopTable() {
    }

    public static List<String> lines(House house, Sort sort) {
        List<TenantRow> rows = sort.sorted(house.tenants().stream().map(TenantRow::of).toList(), false);
        if (rows.isEmpty()) {
            return List.of("no tenants; declare some with landlord tenant apply -f FILE");
        }
        Table table = new Table(left("TENANT"), left("STATE"), right("SCORE"), right("CPU"), right("QUOTA"), right("%"), right("MEMORY"),
            right("QUOTA"), right("%"), right("PIDS"), right("QUOTA"), right("%"), right("IO"), right("QUOTA"), right("%"),
            right("BUDGET"), left("REASON"));
        for (TenantRow row : rows) {
            List<String> cells = new ArrayList<>(List.of(row.name(), row.state(), row.scoreText()));
            for (Resource resource : Resource.values()) {
                Meter meter = row.meters().get(resource);
                cells.addAll(List.of(Amounts.of(resource, meter.use()), Amounts.of(resource, meter.quota()), Amounts.share(meter.share())));
            }
            cells.add(row.budget().map(UseToDate::inBrief).orElse(Amounts.UNKNOWN));
            cells.add(row.reason());
            table.row(cells.toArray(String[]::new));
        }
        return table.lines();
    }
}
