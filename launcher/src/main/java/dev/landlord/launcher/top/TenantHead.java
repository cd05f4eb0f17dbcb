package dev.landlord.launcher.top;

import static dev.landlord.launcher.client.Figures.number;
import static dev.landlord.launcher.client.Figures.text;

import dev.landlord.launcher.client.Figures;
import dev.landlord.launcher.client.UseToDate;
import dev.landlord.launcher.terminal.Amounts;
import dev.landlord.launcher.terminal.Line.Tone;
import dev.landlord.protocol.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.jline.utils.AttributedString;
import tools.jackson.databind.JsonNode;

/// All about one tenant but its workloads: use against quota, state, limits in the kernel.
record TenantHead(JsonNode tenant, Palette palette, Instant now) {
    private static final int MOST_BAR = 72;
    private static final int LEAST_BAR = 12;
    private static final int NAME_WIDTH = 7;

    List<AttributedString> lines(int width) {
        List<AttributedString> lines = new ArrayList<>();
        TenantRow row = TenantRow.of(tenant);
        lines.add(state(row, width));
        int words = row.meters().values().stream().mapToInt(meter -> meter.words().length()).max().orElse(0);
        row.meters().forEach((resource, meter) -> lines.add(meter(resource, meter, words, width)));
        row.toDate().forEach(toDate -> lines.addAll(toDate.hasBudget() ? budget(toDate, width) : List.of(used(toDate, width))));
        JsonNode isolation = tenant.path("isolation");
        lines.add(new Strip(palette).put("Class   ", Tone.FAINT).put(row.policyClass() + (row.watch() ? " (only says what it would do)" : ""))
            .put("   Isolation ", Tone.FAINT).put("%s, limits %s".formatted(row.isolation(),
                !isolation.path("limitsEnforced").asBoolean(false) ? "not enforced" : row.watch() ? "watched" : "enforced")).to(width));
        for (JsonNode limit : tenant.path("enforcement").path("limits")) {
            lines.add(new Strip(palette).put("Limit   ", Tone.FAINT).put("%s: %s (%s)".formatted(text(limit.path("node")),
                Figures.limits(limit.path("limits")), limit.path("outcome").asString("not acknowledged yet"))).to(width));
        }
        return lines;
    }

    private AttributedString state(TenantRow row, int width) {
        Strip strip = new Strip(palette).put("State   ", Tone.FAINT);
        if (row.tone() == Tone.FAINT) {
            return strip.put("not known").to(width);
        }
        String since = row.since().isEmpty() ? "" : " for " + Ages.since(row.since(), now);
        return strip.put(row.state(), row.tone()).put("%s, score %s%s".formatted(since, row.scoreText(),
            row.reason().isEmpty() ? "" : ": " + row.reason())).to(width);
    }

    private AttributedString meter(Resource resource, Meter meter, int words, int width) {
        JsonNode standing = tenant.path("enforcement").path("byResource").path(resource.wire());
        String state = standing.path("state").asString("");
        Strip strip = new Strip(palette).left(resource.name(), NAME_WIDTH, Tone.HEADING).blanks(1);
        int bar = Math.clamp(width - NAME_WIDTH - 1 - words - 2 - 24, LEAST_BAR, MOST_BAR);
        if (meter.share().isPresent()) {
            strip.bar(meter, bar, 4, meter.percent());
        } else {
            strip.left(meter.quota().isPresent() ? "" : "no quota", bar, Tone.FAINT);
        }
        strip.blanks(1).left(meter.words(), words, Tone.PLAIN).blanks(2);
        if (!state.isEmpty()) {
            OptionalDouble score = number(standing.path("score"));
            strip.put("score %s ".formatted(score.isPresent() ? Math.round(score.getAsDouble()) : Amounts.UNKNOWN)).put(state, TenantRow.tone(state));
        }
        return strip.to(width);
    }

    /// How the budget stands, and a line for each of its amounts.
    private List<AttributedString> budget(UseToDate budget, int width) {
        List<AttributedString> lines = new ArrayList<>();
        Strip first = new Strip(palette).put("Budget  ", Tone.FAINT).put("of the %s: ".formatted(budget.per()));
        lines.add(first.put(budget.state().isEmpty() ? "not known" : budget.state(), TenantRow.budgetTone(budget))
            .put("; begins anew on %s (%s)".formatted(budget.to(), budget.zone())).to(width));
        int words = budget.amounts().stream().mapToInt(amount -> words(amount).length()).max().orElse(0);
        int bar = Math.clamp(width - 2L * (NAME_WIDTH + 1) - 1 - words, LEAST_BAR, MOST_BAR);
        for (UseToDate.Amount amount : budget.amounts()) {
            Strip strip = new Strip(palette).blanks(NAME_WIDTH + 1).left(amount.counted().name(), NAME_WIDTH, Tone.HEADING).blanks(1);
            if (amount.share().isPresent()) {
                strip.bar(amount.share(), Meter.tone(amount.share()), bar, 4, Meter.percent(amount.share()));
            } else {
                strip.left(amount.limit().isPresent() ? "" : "no budget", bar, Tone.FAINT);
            }
            lines.add(strip.blanks(1).put(words(amount)).to(width));
        }
        return lines;
    }

    private static String words(UseToDate.Amount amount) {
        return amount.words() + (amount.left().isEmpty() ? "" : ", " + amount.left());
    }

    private AttributedString used(UseToDate month, int width) {
        return new Strip(palette).put("Month   ", Tone.FAINT).put("%s since %s (%s)".formatted(
            month.amounts().stream().map(UseToDate.Amount::words).collect(Collectors.joining(", ")), month.from(), month.zone())).to(width);
    }

    /// Use of one of its workloads in a line.
    static String uses(Map<Resource, Meter> meters) {
        return "CPU %s   memory %s   pids %s   IO %s".formatted(Amounts.of(Resource.CPU, meters.get(Resource.CPU).use()),
            Amounts.of(Resource.MEMORY, meters.get(Resource.MEMORY).use()), Amounts.of(Resource.PIDS, meters.get(Resource.PIDS).use()),
            Amounts.of(Resource.IO, meters.get(Resource.IO).use()));
    }
}
