package dev.landlord.launcher.cli;

import static dev.landlord.launcher.client.Figures.text;
import static dev.landlord.launcher.terminal.Table.left;
import static dev.landlord.launcher.terminal.Table.right;

import dev.landlord.launcher.client.Figures;
import dev.landlord.launcher.terminal.Amounts;
import dev.landlord.launcher.terminal.Table;
import dev.landlord.protocol.PlainText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// The API's policy classes in lines for people.
final class ClassText {
    private static final String LEFT_OUT = "none";
    private static final int PERCENT = 100;

    private ClassText() {
    }

    /// @param classes the answer to `GET /classes`
    static List<String> list(JsonNode classes) {
        Table table = new Table(left("CLASS"), left("ORIGIN"), right("TENANTS"), right("PRIORITY"), left("MODE"), left("ENFORCE"),
            right("FULL AFTER"), right("LEASE"), left("RUNGS"));
        for (JsonNode one : classes.path("classes")) {
            table.row(text(one.path("name")), text(one.path("origin")), text(one.path("tenants")), text(one.path("priority")), text(one.path("mode")),
                text(one.path("enforce")), duration(one.path("clock").path("fillMs")), duration(one.path("leaseMs")), rungs(one));
        }
        return table.lines();
    }

    /// @param one the answer to `GET /classes/{name}`
    static List<String> show(JsonNode one) {
        List<String> lines = new ArrayList<>();
        lines.add(PlainText.of("%s: %s, named by %s tenant%s".formatted(text(one.path("name")), text(one.path("origin")),
            text(one.path("tenants")), one.path("tenants").asInt(0) == 1 ? "" : "s")));
        lines.add("");
        line(lines, "priority", text(one.path("priority")));
        line(lines, "mode", text(one.path("mode")));
        line(lines, "enforce", text(one.path("enforce")));
        line(lines, "clock", "full at twice the quota after %s, empty after %s at most".formatted(
            duration(one.path("clock").path("fillMs")), duration(one.path("clock").path("drainMs"))));
        JsonNode marks = one.path("marks");
        line(lines, "marks", "warn %s, act %s, calm %s".formatted(decimals(marks.path("warn")), decimals(marks.path("act")),
            decimals(marks.path("calm"))));
        JsonNode data = one.path("data");
        line(lines, "data", "%s samples, %s of those expected".formatted(text(data.path("samples")), share(data.path("share"))));
        JsonNode weight = one.path("weight");
        line(lines, "weight", weight.isMissingNode() ? LEFT_OUT
            : "%s of 100 from score %s".formatted(text(weight.path("cpuWeight")), decimals(weight.path("at"))));
        JsonNode squeeze = one.path("squeeze");
        line(lines, "squeeze", squeeze.isMissingNode() ? LEFT_OUT : "memory from score " + decimals(squeeze.path("at")));
        line(lines, "tiers", one.path("tiers").valueStream()
            .map(tier -> "%s for %s".formatted(share(tier.path("factor")), duration(tier.path("minimumMs")))).collect(Collectors.joining(", ")));
        line(lines, "forgiven", "one offence after " + duration(one.path("forgiveAfterMs")));
        JsonNode freeze = one.path("freeze");
        line(lines, "freeze", freeze.isMissingNode() ? LEFT_OUT
            : "for %s after %s".formatted(duration(freeze.path("lastsMs")), duration(freeze.path("afterMs"))));
        line(lines, "lease", duration(one.path("leaseMs")));
        JsonNode eviction = one.path("eviction");
        line(lines, "eviction", eviction.isMissingNode() ? LEFT_OUT : "warned for %s, grace %s, time to live %s, pause %s".formatted(
            duration(eviction.path("warnedMs")), duration(eviction.path("graceMs")), duration(eviction.path("ttlMs")),
            duration(eviction.path("cooldownMs"))));
        JsonNode budget = one.path("budget");
        if (budget.isObject()) {
            boolean floor = !"notify".equals(budget.path("answer").asString(""));
            line(lines, "budget", "warned at %s %%; spent: %s%s".formatted(decimals(budget.path("warnAtPercent")), text(budget.path("answer")),
                floor ? ", %s cores left on each node".formatted(decimals(budget.path("floorCores"))) : ""));
        }
        JsonNode contention = one.path("contention");
        line(lines, "contention", "cpu %s %%, memory %s %%, io %s %%, quiet for %s".formatted(decimals(contention.path("cpuPercent")),
            decimals(contention.path("memoryPercent")), decimals(contention.path("ioPercent")), duration(contention.path("quietMs"))));
        line(lines, "exempt", "processes: %s; users: %s".formatted(names(one.path("exempt").path("processes")),
            names(one.path("exempt").path("users"))));
        return lines;
    }

    private static void line(List<String> lines, String name, String value) {
        lines.add(PlainText.of("%-11s%s".formatted(name, value)));
    }

    private static String rungs(JsonNode one) {
        List<String> rungs = new ArrayList<>();
        for (String rung : List.of("weight", "freeze", "squeeze", "eviction")) {
            if (one.has(rung)) {
                rungs.add(rung);
            }
        }
        rungs.add(rungs.contains("weight") ? 1 : 0, "throttle");
        return String.join(", ", rungs);
    }

    private static String names(JsonNode names) {
        return names.isEmpty() ? LEFT_OUT : names.valueStream().map(Figures::text).collect(Collectors.joining(", "));
    }

    private static String decimals(JsonNode number) {
        return number.isNumber() ? Amounts.decimals(number.doubleValue()) : Amounts.UNKNOWN;
    }

    private static String share(JsonNode number) {
        return number.isNumber() ? Amounts.decimals(number.doubleValue() * PERCENT) + " %" : Amounts.UNKNOWN;
    }

    /// As it is written in a file: `90s`, `5m`, `250ms`.
    private static String duration(JsonNode millis) {
        if (!millis.isIntegralNumber()) {
            return Amounts.UNKNOWN;
        }
        Duration duration = Duration.ofMillis(millis.longValue());
        if (duration.toMillisPart() != 0) {
            return duration.toMillis() + "ms";
        }
        return duration.toSecondsPart() != 0 || duration.isZero() ? duration.toSeconds() + "s"
            : duration.toMinutesPart() != 0 ? duration.toMinutes() + "m" : duration.toHours() + "h";
    }
}
