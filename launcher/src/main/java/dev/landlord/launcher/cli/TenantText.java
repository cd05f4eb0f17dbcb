package dev.landlord.launcher.cli;

import static dev.landlord.launcher.client.Figures.amount;
import static dev.landlord.launcher.client.Figures.number;
import static dev.landlord.launcher.client.Figures.text;
import static dev.landlord.launcher.client.Figures.time;
import static dev.landlord.launcher.terminal.Table.left;
import static dev.landlord.launcher.terminal.Table.right;

import dev.landlord.launcher.client.Figures;
import dev.landlord.launcher.client.UseToDate;
import dev.landlord.launcher.terminal.Amounts;
import dev.landlord.launcher.terminal.Table;
import dev.landlord.protocol.PlainText;
import dev.landlord.protocol.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// The API's tenants in lines for people.
final class TenantText {
    private static final String INDENT = "  ";

    private TenantText() {
    }

    /// @param tenants the answer to `GET /tenants`
    static List<String> list(JsonNode tenants) {
        Table table = new Table(left("TENANT"), left("CLASS"), left("STATE"), right("CPU"), right("QUOTA"), right("MEMORY"), right("QUOTA"),
            right("PIDS"), right("IO"), right("BUDGET"), left("ISOLATION"), left("REASON"));
        for (JsonNode tenant : tenants.path("tenants")) {
            JsonNode use = tenant.path("usage");
            JsonNode quota = tenant.path("quota");
            table.row(text(tenant.path("id")), text(tenant.path("class")), text(tenant.path("enforcement").path("state")),
                amount(use, Resource.CPU), amount(quota, Resource.CPU), amount(use, Resource.MEMORY), amount(quota, Resource.MEMORY),
                amount(use, Resource.PIDS), amount(use, Resource.IO), budget(tenant), text(tenant.path("isolation").path("status")),
                tenant.path("enforcement").path("reason").asString(""));
        }
        return table.isEmpty() ? List.of("no tenants; declare some with landlord tenant apply -f FILE") : table.lines();
    }

    /// @param tenant the answer to `GET /tenants/{id}`
    static List<String> show(JsonNode tenant) {
        List<String> lines = new ArrayList<>();
        lines.add(PlainText.of("%s: class %s%s, version %s".formatted(text(tenant.path("id")), text(tenant.path("class")),
            isWatched(tenant) ? " (only says what it would do)" : "", text(tenant.path("version")))));
        if (tenant.path("scope").asString("").equals("node")) {
            lines.add("The quota holds on each node by itself; USE is that of all nodes, SHARE that of the node where it is most.");
        }
        lines.add("");
        lines.addAll(resources(tenant));
        lines.add("");
        lines.addAll(state(tenant));
        UseToDate.of(tenant).forEach(toDate -> section(lines, title(toDate), toDate(toDate)));
        section(lines, "LIMITS IN THE KERNEL", limits(tenant.path("enforcement").path("limits")));
        section(lines, "WORKLOADS", workloads(tenant.path("workloads")));
        section(lines, "BUSIEST PROCESSES", processes(tenant.path("workloads")));
        return lines;
    }

    private static String budget(JsonNode tenant) {
        return UseToDate.of(tenant).stream().filter(UseToDate::hasBudget).findFirst().map(UseToDate::inBrief).orElse(Amounts.UNKNOWN);
    }

    private static String title(UseToDate of) {
        return PlainText.of("USED IN THE %s THAT BEGAN ON %s (%s)%s".formatted(of.per().toUpperCase(Locale.ROOT), of.from(), of.zone(),
            of.hasBudget() ? ": budget %s, begins anew on %s".formatted(of.state().isEmpty() ? Amounts.UNKNOWN : of.state(), of.to()) : ""));
    }

    private static Table toDate(UseToDate of) {
        Table table = new Table(left("RESOURCE"), right("USED"), right("BUDGET"), right("SHARE"), left("UNIT"), left("LEFT"));
        for (UseToDate.Amount amount : of.amounts()) {
            table.row(amount.counted().name().toLowerCase(Locale.ROOT), Amounts.hours(amount.used()), Amounts.hours(amount.limit()),
                Amounts.share(amount.share()), amount.counted().unit(), amount.left());
        }
        return table;
    }

    private static List<String> resources(JsonNode tenant) {
        Table table = new Table(left("RESOURCE"), right("USE"), right("QUOTA"), right("CEILING"), right("SHARE"), right("SCORE"), left("STATE"));
        for (Resource resource : Resource.values()) {
            JsonNode standing = tenant.path("enforcement").path("byResource").path(resource.wire());
            table.row(resource.wire(), amount(tenant.path("usage"), resource), amount(tenant.path("quota"), resource),
                amount(tenant.path("ceiling"), resource), Amounts.share(number(tenant.path("share").path(resource.wire()))),
                number(standing.path("score")).isPresent() ? Amounts.decimals(standing.path("score").doubleValue()) : Amounts.UNKNOWN,
                text(standing.path("state")));
        }
        return table.lines();
    }

    private static boolean isWatched(JsonNode tenant) {
        return "watch".equals(tenant.path("mode").asString(""));
    }

    private static List<String> state(JsonNode tenant) {
        List<String> lines = new ArrayList<>();
        JsonNode enforcement = tenant.path("enforcement");
        String reason = enforcement.path("reason").asString("");
        lines.add(PlainText.of("state      %s since %s%s".formatted(text(enforcement.path("state")), time(enforcement.path("since")),
            reason.isEmpty() ? "" : ": " + reason)));
        JsonNode isolation = tenant.path("isolation");
        lines.add(PlainText.of("isolation  %s since %s, limits %s".formatted(text(isolation.path("status")), time(isolation.path("since")),
            !isolation.path("limitsEnforced").asBoolean(false) ? "not enforced" : isWatched(tenant) ? "watched, not enforced" : "enforced")));
        for (JsonNode check : isolation.path("checks")) {
            lines.add(PlainText.of("           %s %s: %s".formatted(check.path("passed").asBoolean(false) ? "ok  " : "open",
                text(check.path("name")), check.path("detail").asString(""))));
        }
        for (JsonNode rule : tenant.path("match")) {
            lines.add(PlainText.of("match      cgroup " + text(rule.path("cgroup"))));
        }
        tenant.path("labels").propertyStream().forEach(label ->
            lines.add(PlainText.of("label      %s: %s".formatted(label.getKey(), label.getValue().asString("")))));
        return lines;
    }

    private static void section(List<String> lines, String title, Table table) {
        if (!table.isEmpty()) {
            lines.add("");
            lines.add(title);
            table.lines().forEach(line -> lines.add(INDENT + line));
        }
    }

    private static Table limits(JsonNode limits) {
        Table table = new Table(left("NODE"), left("LIMITS"), left("UNTIL"), left("OUTCOME"));
        for (JsonNode limit : limits) {
            table.row(text(limit.path("node")), Figures.limits(limit.path("limits")), time(limit.path("until")), text(limit.path("outcome")));
        }
        return table;
    }

    private static Table workloads(JsonNode workloads) {
        Table table = new Table(left("NODE"), left("WORKLOAD"), right("CPU"), right("MEMORY"), right("PIDS"), right("IO"), left("SINCE"),
            left("CGROUP"));
        for (JsonNode workload : workloads) {
            JsonNode use = workload.path("usage");
            table.row(text(workload.path("node")), text(workload.path("id")), amount(use, Resource.CPU), amount(use, Resource.MEMORY),
                amount(use, Resource.PIDS), amount(use, Resource.IO), time(workload.path("firstSeen")), text(workload.path("cgroup")));
        }
        return table;
    }

    private static Table processes(JsonNode workloads) {
        Table table = new Table(left("WORKLOAD"), right("PID"), left("USER"), right("CPU"), right("RESIDENT"), left("COMMAND"));
        for (JsonNode workload : workloads) {
            for (JsonNode process : workload.path("processes")) {
                table.row(text(workload.path("id")), text(process.path("pid")), text(process.path("user")),
                    amount(process, Resource.CPU), Amounts.of(Resource.MEMORY, number(process.path("residentBytes"))),
                    text(process.path("command")));
            }
        }
        return table;
    }
}
