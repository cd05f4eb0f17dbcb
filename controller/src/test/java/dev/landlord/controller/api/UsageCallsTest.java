package dev.landlord.controller.api;

import static dev.landlord.controller.view.Messages.B;
import static dev.landlord.controller.view.Messages.START;
import static dev.landlord.controller.view.Messages.at;
import static dev.landlord.controller.view.Messages.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.controller.ports.Readiness;
import dev.landlord.controller.ports.UsageSeries;
import dev.landlord.protocol.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageCallsTest extends ApiTest {
    private static final String PATH = "/api/v1/tenants/tenant-b/usage";

    @BeforeEach
    void furnish() {
        api.declare(spec(B, 3));
    }

    @Test
    void tellsPointsPartsAndWhatWasEnforced() {
        api.history.answer(new UsageSeries(List.of(new UsageSeries.Part(START, at(3600), Duration.ofHours(1)),
            new UsageSeries.Part(at(3600), at(3720), Duration.ofMinutes(1))),
            List.of(new UsageSeries.Point(START, 3600, 0.5, 1_800_000_000L, null, null, 3L, 0L, 0L)),
            List.of(new UsageSeries.Enforced("throttled", Resource.CPU, null, START, null, "too much"))));

        var reply = api.get(PATH + "?from=2026-11-22T10:00:00Z&to=2026-11-22T11:02:00Z&step=1m");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("""
            {"tenant":"tenant-b","from":"2026-11-22T10:00:00Z","to":"2026-11-22T11:02:00Z","step":"1m",\
            "parts":[{"from":"2026-11-22T10:00:00Z","to":"2026-11-22T11:00:00Z","step":"1h"},\
            {"from":"2026-11-22T11:00:00Z","to":"2026-11-22T11:02:00Z","step":"1m"}],\
            "points":[{"start":"2026-11-22T10:00:00Z","seconds":3600,"cpuCores":0.5,"cpuUsageUsec":1800000000,"pidsPeak":3,\
            "ioBytesPerSecond":0,"ioBytes":0}],\
            "enforced":[{"state":"throttled","resource":"cpu","from":"2026-11-22T10:00:00Z","text":"too much"}]}""");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                                                   | 2026-11-22T09:00:00Z | 2026-11-22T10:00:00Z | PT10S
        from=2026-11-21T10:00:00Z                                  | 2026-11-21T10:00:00Z | 2026-11-22T10:00:00Z | PT1M
        to=2026-11-22T08:00:00%2B01:00                             | 2026-11-22T06:00:00Z | 2026-11-22T07:00:00Z | PT10S
        from=2026-11-15T10:00:00Z                                  | 2026-11-15T10:00:00Z | 2026-11-22T10:00:00Z | PT15M
        from=2026-10-22T10:00:00Z                                  | 2026-10-22T10:00:00Z | 2026-11-22T10:00:00Z | PT1H
        from=2025-11-22T10:00:00Z                                  | 2025-11-22T10:00:00Z | 2026-11-22T10:00:00Z | PT6H
        from=2026-11-22T09:59:59.5Z&step=30s                       | 2026-11-22T09:59:59.500Z | 2026-11-22T10:00:00Z | PT30S
        from=2026-10-22T10:00:00Z&to=2026-10-23T10:00:00Z&step=20m | 2026-10-22T10:00:00Z | 2026-10-23T10:00:00Z | PT20M
        """)
    void whatIsLeftOutIsChosenSensibly(String query, String from, String to, String step) {
        assertThat(api.get(PATH + (query == null ? "" : "?" + query)).status()).isEqualTo(200);
        assertThat(api.history.asked()).containsExactly("tenant-b %s %s %s".formatted(Instant.parse(from), Instant.parse(to), step));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        form=2026-11-22T09:00:00Z                 | does not know the parameter 'form'; it knows from, step, to
        step=1m&step=10s                          | 'step' is there more than once; say it once
        from=yesterday                            | 'from' is 'yesterday'; write it as RFC 3339, e.g. 2026-11-22T10:00:00Z
        to=2026-11-22                             | 'to' is '2026-11-22'; write it as RFC 3339
        to=%2B999999999-01-01T00:00:00Z           | write it as RFC 3339
        from=2026-11-22T11:00:00Z                 | 'from' (2026-11-22T11:00:00Z) must be before 'to' (2026-11-22T10:00:00Z), which is now if
        step=7s                                   | 'step' is '7s'; write one like 10s, 30s, 1m, 5m, 15m, 1h, 6h, 1d
        step=90s                                  | 'step' is '90s'
        step=5h                                   | 'step' is '5h'
        step=2d                                   | 'step' is '2d'
        step=0s                                   | 'step' is '0s'
        step=999999999999d                        | 'step' is '999999999999d'
        step=often                                | 'step' is 'often'
        from=2026-10-22T10:00:00Z&step=1m         | 'step=1m' makes 44,640 points, and an answer has at most 5,000; ask for 'step=15m'
        from=1990-01-01T00:00:00Z                 | ask for a shorter time between 'from' and 'to'
        """)
    void mistakesNameFieldAndRemedy(String query, String detail) {
        var reply = api.get(PATH + "?" + query);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.reason()).isEqualTo("query-invalid");
        assertThat(reply.json().path("detail").asString()).contains(detail);
        assertThat(api.history.asked()).isEmpty();
    }

    @Test
    void ofADeletedTenantThereIsHistoryAndOfNobodyNone() {
        var gone = api.get("/api/v1/tenants/nobody/usage");
        assertThat(gone.status()).isEqualTo(404);
        assertThat(gone.reason()).isEqualTo("tenant-not-found");

        api.history.answer(new UsageSeries(List.of(), List.of(new UsageSeries.Point(START, 1, 0.5, 1L, null, null, null, null, null)), List.of()));
        assertThat(api.get("/api/v1/tenants/nobody/usage").status()).isEqualTo(200);
    }

    @Test
    void whileTheHistoryIsBeingReadItSaysHowFarThatHasCome() {
        assertThat(api.get(PATH).json().has("reading")).isFalse();

        api.readiness.behind(new Readiness.HistoryBehind(7, 1_000, null));
        assertThat(api.get(PATH).json().path("reading").toString()).isEqualTo("{\"percent\":7,\"records\":1000}");
    }

    @Test
    void withoutAHistoryItSaysSo() {
        api.history.answer(null);

        var reply = api.get(PATH);
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.reason()).isEqualTo("history-not-ready");
        assertThat(reply.header("Retry-After")).isEqualTo("2");
    }
}
