package dev.landlord.controller.api;

import dev.landlord.controller.ports.Unavailable;
import dev.landlord.controller.report.Dimension;
import dev.landlord.controller.report.Period;
import dev.landlord.controller.report.Report;
import dev.landlord.controller.report.ReportBuilder;
import dev.landlord.controller.report.ReportCsv;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.LedgerEntry;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// The call that reports what is booked.
///
/// Reports are made one after the other, and the ledger is read one record after the other. So in memory are at most [#MOST_LINES] lines, and the
/// answer made of them, however large the house and however long the period is.
final class ReportCalls {
    /// About 20 MB as JSON; a month of 1,000 tenants by tenant and day has 31,000.
    static final int MOST_LINES = 50_000;
    static final int MOST_DAYS = 366;
    private static final String JSON = "application/json";
    private static final String CSV = "text/csv";

    private final Ports ports;
    private final OneAtATime reports = new OneAtATime();

    ReportCalls(Ports ports) {
        this.ports = ports;
    }

    void report(RoutingContext call) {
        var asked = asked(call);
        boolean csv = wantsCsv(call);
        if (csv) {
            call.addHeadersEndHandler(_ -> nameFile(call.response(), asked.period()));
        }
        reports.run(() -> Answers.large(call, csv ? CSV + "; charset=utf-8; header=present" : JSON, () -> {
            var report = read(call, asked);
            return csv ? Buffer.buffer(ReportCsv.of(report)) : Answers.encode(report);
        })).onFailure(call::fail);
    }

    private static void nameFile(HttpServerResponse response, Period period) {
        if (response.getStatusCode() == 200) {
            response.putHeader("Content-Disposition", "attachment; filename=\"landlord-report-%s.csv\"".formatted(period.name()));
        }
    }

    private Report read(RoutingContext call, Asking asked) {
        var builder = new ReportBuilder(asked.period(), asked.by(), asked.tenant().orElse(null), asked.at());
        builder.keptFrom(ports.book().firstKept(asked.at()));
        for (var day : (Iterable<LocalDate>) asked.period().days()::iterator) {
            if (call.response().closed()) {
                break; // Nobody waits for it any more.
            }
            try {
                ports.book().totals(day, day, asked.tenant(), entry -> add(builder, entry, asked));
            } catch (Unavailable e) {
                throw new Refusal(503, "not-ready", e.getMessage());
            }
        }
        return builder.report();
    }

    private static void add(ReportBuilder builder, LedgerEntry entry, Asking asked) {
        builder.add(entry);
        if (builder.size() > MOST_LINES) {
            throw Refusal.query(String.format(Locale.ROOT,
                "the report would have more than %,d lines; ask for fewer days, for one 'tenant', or leave something out of 'by' (%s)", MOST_LINES,
                String.join(",", asked.by().stream().map(Dimension::wire).toList())));
        }
    }

    private Asking asked(RoutingContext call) {
        Asked.parameters(call, "period", "from", "to", "by", "tenant");
        var now = ports.clock().instant();
        return new Asking(period(call, now), value(call, "by", Dimension::parse).orElse(Set.of(Dimension.TENANT)),
            value(call, "tenant", TenantId::new), now);
    }

    /// The one that is named, else the month that it is.
    private static Period period(RoutingContext call, Instant now) {
        var month = value(call, "period", Period::month);
        var from = value(call, "from", Period::day);
        var to = value(call, "to", Period::day);
        if (month.isPresent() && (from.isPresent() || to.isPresent())) {
            throw Refusal.query("'period' and 'from', 'to' are two ways to say when; say one");
        }
        if (from.isPresent() != to.isPresent()) {
            throw Refusal.query(from.isPresent() ? "'to' is missing: the last day, included, e.g. to=%s".formatted(from.get())
                : "'from' is missing: the first day, e.g. from=%s".formatted(to.get()));
        }
        if (from.isEmpty()) {
            return month.map(Period::of).orElseGet(() -> Period.around(now));
        }
        if (from.get().isAfter(to.get())) {
            throw Refusal.query("'from' (%s) must not lie after 'to' (%s)".formatted(from.get(), to.get()));
        }
        var period = new Period(from.get(), to.get());
        if (period.length() > MOST_DAYS) {
            throw Refusal.query(String.format(Locale.ROOT,
                "'from' and 'to' are %,d days, and a report has at most %d; ask for several, and add them up", period.length(), MOST_DAYS));
        }
        return period;
    }

    private static <T> Optional<T> value(RoutingContext call, String name, Function<String, T> parse) {
        try {
            return Optional.ofNullable(call.queryParams().get(name)).map(parse);
        } catch (IllegalArgumentException e) {
            throw Refusal.query("'%s': %s".formatted(name, e.getMessage()));
        }
    }

    /// Whether CSV is named with more weight than JSON; whoever takes everything gets JSON.
    private static boolean wantsCsv(RoutingContext call) {
        float csv = 0;
        float json = 0;
        for (var accepted : call.parsedHeaders().accept()) {
            var type = accepted.component() + "/" + accepted.subComponent();
            csv = type.equalsIgnoreCase(CSV) ? Math.max(csv, accepted.weight()) : csv;
            json = type.equalsIgnoreCase(JSON) ? Math.max(json, accepted.weight()) : json;
        }
        return csv > json;
    }

    private record Asking(Period period, Set<Dimension> by, Optional<TenantId> tenant, Instant at) {
    }
}
