package dev.landlord.controller.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.landlord.controller.ports.Readiness;
import dev.landlord.controller.ports.UsageHistory;
import dev.landlord.controller.ports.UsageSeries;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.document.Durations;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;

/// What a tenant used over time.
final class UsageCalls {
    static final int MOST_POINTS = 5_000;
    /// A step that the caller did not choose makes no more points than that.
    private static final int POINTS = 1_500;
    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 9999;
    private static final Duration LAST_HOUR = Duration.ofHours(1);
    private static final List<String> STEPS = List.of("10s", "30s", "1m", "5m", "15m", "1h", "6h", "1d");
    /// Each step divides or is made of whole ones of each of these.
    private static final List<Duration> WHOLE = List.of(UsageHistory.FINEST, Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofDays(1));

    private final Ports ports;
    private final Reads reads;

    UsageCalls(Ports ports, Reads reads) {
        this.ports = ports;
        this.reads = reads;
    }

    void usage(RoutingContext call) {
        var id = Asked.tenant(call);
        var asked = asked(call);
        boolean known = ports.house().tenant(id, asked.now()).isPresent();
        Answers.largeJson(call, () -> answer(id, asked, known));
    }

    private Answer answer(TenantId id, Span asked, boolean known) {
        var series = ports.history().usage(id, asked.from(), asked.to(), asked.step()).orElseThrow(() ->
            new Refusal(503, "history-not-ready", "the history cannot be read (yet); the controller's log tells why"));
        if (!known && series.points().isEmpty()) {
            throw reads.noTenant(id);
        }
        return new Answer(id, asked.from(), asked.to(), text(asked.step()), series.parts().stream().map(Part::of).toList(), series.points(),
            series.enforced(), ports.readiness().history().orElse(null));
    }

    private Span asked(RoutingContext call) {
        Asked.parameters(call, "from", "to", "step");
        var now = ports.clock().instant();
        var to = time(call, "to", now);
        var from = time(call, "from", to.minus(LAST_HOUR));
        if (!from.isBefore(to)) {
            throw Refusal.query("'from' (%s) must be before 'to' (%s)%s".formatted(from, to,
                call.queryParams().contains("to") ? "" : ", which is now if it is left out"));
        }
        var span = Duration.between(from, to);
        return new Span(from, to, step(call, span), now);
    }

    private static Instant time(RoutingContext call, String name, Instant fallback) {
        var text = call.queryParams().get(name);
        if (text == null) {
            return fallback;
        }
        try {
            var time = OffsetDateTime.parse(text);
            if (time.getYear() < FIRST_YEAR || time.getYear() > LAST_YEAR) {
                throw new DateTimeParseException("no such year here", text, 0);
            }
            return time.toInstant();
        } catch (DateTimeParseException _) {
            throw Refusal.query("'%s' is '%s'; write it as RFC 3339, e.g. 2026-11-22T10:00:00Z (a '+' of an offset as %%2B)".formatted(name, text));
        }
    }

    private static Duration step(RoutingContext call, Duration span) {
        var text = call.queryParams().get("step");
        if (text == null) {
            return STEPS.stream().map(Durations::parse).filter(step -> points(span, step) <= POINTS).findFirst()
                .orElseThrow(() -> tooMany(span, Durations.parse(STEPS.getLast())));
        }
        var step = parsed(text);
        if (points(span, step) > MOST_POINTS) {
            throw tooMany(span, step);
        }
        return step;
    }

    private static Duration parsed(String text) {
        try {
            var step = Durations.parse(text);
            if (step.compareTo(WHOLE.getFirst()) >= 0 && step.compareTo(WHOLE.getLast()) <= 0
                && WHOLE.stream().allMatch(whole -> divides(step, whole) || divides(whole, step))) {
                return step;
            }
        } catch (IllegalArgumentException | ArithmeticException _) {
            // Told below.
        }
        throw Refusal.query("'step' is '%s'; write one like %s".formatted(text, String.join(", ", STEPS)));
    }

    private static boolean divides(Duration part, Duration whole) {
        return whole.toMillis() % part.toMillis() == 0 && part.compareTo(whole) <= 0;
    }

    private static Refusal tooMany(Duration span, Duration step) {
        var remedy = STEPS.stream().filter(coarser -> points(span, Durations.parse(coarser)) <= MOST_POINTS).findFirst()
            .map("ask for 'step=%s', or for a shorter time between 'from' and 'to'"::formatted)
            .orElse("ask for a shorter time between 'from' and 'to'");
        return Refusal.query(String.format(Locale.ROOT, "'step=%s' makes %,d points, and an answer has at most %,d; %s",
            text(step), points(span, step), MOST_POINTS, remedy));
    }

    private static long points(Duration span, Duration step) {
        return Math.ceilDiv(span.toMillis(), step.toMillis());
    }

    /// As people write it, e.g. `15m`.
    private static String text(Duration step) {
        long seconds = step.toSeconds();
        return seconds % 86_400 == 0 ? seconds / 86_400 + "d" : seconds % 3_600 == 0 ? seconds / 3_600 + "h"
            : seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    /// What is asked for.
    private record Span(Instant from, Instant to, Duration step, Instant now) {
    }

    private record Answer(TenantId tenant, Instant from, Instant to, String step, List<Part> parts, List<UsageSeries.Point> points,
        List<UsageSeries.Enforced> enforced, @JsonInclude(JsonInclude.Include.NON_NULL) Readiness.HistoryBehind reading) {
    }

    private record Part(Instant from, Instant to, String step) {
        static Part of(UsageSeries.Part part) {
            return new Part(part.from(), part.to(), text(part.step()));
        }
    }
}
