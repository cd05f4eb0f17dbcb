package dev.landlord.launcher.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Use over time: what a person sees, chooses and takes away.
class HistoryTest extends AtPlayedHouse {
    private static final String HISTORY = card("tenant-a") + " >> landlord-history";
    private static final String CHART = HISTORY + " >> figure";
    private static final String DRAWN = HISTORY + " >> landlord-history-chart";

    @Test
    void nothingIsAskedUntilItIsOpenedAndThenTheLastHour() {
        house.snapshot(Houses.usual()).history(Houses.usageOverTime("tenant-a"));
        visit();
        assertThat(house.historyCalls()).isEmpty();

        browser.click(HISTORY + " >> summary");

        Browser.eventually().untilAsserted(() -> assertThat(browser.count(CHART + " >> canvas")).isPositive());
        reads(HISTORY, "Means. Steps of 1 min; of 1 h before", "Download CSV", "throttled from", "CPU 2.0 of 0.5 cores for 11 s");
        assertThat(browser.text(HISTORY)).as("what was done about memory does not belong to CPU").doesNotContain("train-1");
        assertThat(label()).startsWith("CPU from").contains("quota 2 cores", "held back once", "at most 2 cores");
        assertThat(house.historyCalls()).singleElement().asString().startsWith("/api/v1/tenants/tenant-a/usage?from=20");
    }

    @Test
    void anotherResourceIsDrawnFromTheSameAnswerAndAnotherRangeIsAskedFor() {
        house.snapshot(Houses.usual()).history(Houses.usageOverTime("tenant-a"));
        visit();
        open();

        browser.click(HISTORY + " >> [aria-label='Resource'] button:nth-child(2)");
        Browser.eventually().untilAsserted(() -> assertThat(label()).startsWith("Memory from").contains("last 900 MiB", "quota 4 GiB"));
        reads(HISTORY, "evicted at", "Workload train-1 has ended");
        browser.click(HISTORY + " >> [aria-label='Resource'] button:nth-child(3)");
        reads(HISTORY, "Peaks.");
        Browser.eventually().untilAsserted(() -> assertThat(label()).startsWith("Processes from").contains("at most 7").doesNotContain("quota"));
        browser.click(HISTORY + " >> [aria-label='Resource'] button:nth-child(4)");
        Browser.eventually().untilAsserted(() -> assertThat(label()).isEqualTo("Block IO: nothing is known of this time"));
        assertThat(house.historyCalls()).hasSize(1);

        browser.click(HISTORY + " >> [aria-label='the last thirty days']");
        Browser.eventually().untilAsserted(() -> assertThat(house.historyCalls()).hasSize(2));
    }

    @Test
    void theDownloadIsWhatIsShown() {
        house.snapshot(Houses.usual()).history(Houses.usageOverTime("tenant-a"));
        visit();
        open();
        keepDownloads();

        browser.click(HISTORY + " >> .below button");
        var lines = downloaded();
        assertThat(lines.getFirst()).isEqualTo("start,step,seconds,cpuCores,cpuUsageUsec,memoryBytes,memoryPeakBytes,pidsPeak,ioBytesPerSecond,"
            + "ioBytes,enforced");
        assertThat(lines).hasSize(1 + 3 + 56);
        assertThat(lines.get(1)).matches("20.*Z,1h,3600,0.25,900000000,943718400,1258291200,7,,,");
        assertThat(lines).filteredOn(line -> line.endsWith(",cpu throttled")).hasSize(10);
        assertThat(lines).filteredOn(line -> line.endsWith(",memory evicted")).hasSize(1);

        zoomIn();
        browser.click(HISTORY + " >> .below button");
        var zoomed = downloaded();
        assertThat(zoomed).as("zoomed").hasSizeBetween(50, 59).doesNotContain(lines.get(1)).contains(lines.getLast());

        anHourPasses();
        browser.click(HISTORY + " >> .below button");
        assertThat(downloaded()).as("what is shown has gone on").hasSameSizeAs(zoomed).doesNotContain(lines.getLast());
    }

    @Test
    void aGapIsAGapAndNotZero() {
        assertThat(browserLine()).isEqualTo("[[90000,0.5,0],[150000,0.6,1],[180000,null,-1],[330000,0.7,2],[360000,null,-1],[450000,0.8,4]]");
    }

    @Test
    void whenThereIsNoHistoryItSaysWhy() {
        allowInConsole("/usage?from=");
        house.snapshot(Houses.usual());
        visit();
        browser.click(HISTORY + " >> summary");
        reads(HISTORY, "There is no history to show: the history cannot be read (yet).");

        house.history(new JsonObject());
        browser.click(HISTORY + " >> [aria-label='the last six hours']");
        reads(HISTORY, "There is no history to show: the answer of the controller cannot be read.");

        house.history(Houses.usageOverTime("tenant-a").put("points", new JsonArray()).put("parts", new JsonArray()).put("enforced", new JsonArray()));
        browser.click(HISTORY + " >> [aria-label='the last day']");
        reads(HISTORY, "Nothing is known of the last day.");
    }

    @Test
    void whileTheHistoryIsBeingReadItSaysHowFarThatIs() {
        var reading = new JsonObject().put("percent", 43).put("records", 1_200_000).put("secondsLeft", 720);
        var usage = Houses.usageOverTime("tenant-a").put("reading", reading);
        house.snapshot(Houses.usual()).history(usage);
        visit();
        open();

        reads(HISTORY, "The history is still being read: 43 %, about 12 min to go.", "Fine steps that are missing will come.");
        usage.getJsonObject("reading").remove("secondsLeft");
        house.history(usage);
        browser.click(HISTORY + " >> [aria-label='the last day']");
        reads(HISTORY, "The history is still being read: 43 %. Fine");
        usage.remove("reading");
        house.history(usage);
        browser.click(HISTORY + " >> [aria-label='the last hour']");
        Browser.eventually().untilAsserted(() -> assertThat(browser.text(HISTORY)).doesNotContain("still being read"));
    }

    @Test
    void hostileTextStaysText() {
        var usage = Houses.usageOverTime("tenant-a");
        usage.getJsonArray("enforced").add(new JsonObject().put("state", "throttled").put("resource", "cpu").put("node", "<b>n</b>")
            .put("from", usage.getString("from")).put("text", "<img src=x onerror=alert(1)> \u202egnp"));
        house.snapshot(Houses.usual()).history(usage);
        visit();
        open();

        reads(HISTORY, "throttled on <b>n</b> since", "<img src=x onerror=alert(1)> \\u202egnp");
        assertThat(browser.count(HISTORY + " >> img")).isZero();
    }

    private void open() {
        browser.click(HISTORY + " >> summary");
        Browser.eventually().untilAsserted(() -> assertThat(browser.count(CHART + " >> canvas")).isPositive());
    }

    private static String label() {
        return browser.ask(String.class, "return all(arguments[0])[0]?.getAttribute('aria-label') ?? '';", CHART);
    }

    /// Texts that are handed to the person as files are kept in the page; nothing is written to this machine.
    private static void keepDownloads() {
        browser.run("""
            URL.createObjectURL = (blob) => { window.downloaded = blob.text(); return 'blob:kept'; };
            HTMLAnchorElement.prototype.click = function () { window.downloadName = this.download; };""");
    }

    private static List<String> downloaded() {
        assertThat(browser.ask(String.class, "return window.downloadName;")).matches("usage-tenant-a-\\d{4}-\\d\\d-\\d\\dT\\d{4}Z-1m\\.csv");
        return List.of(browser.askLater(String.class, """
            const done = arguments[arguments.length - 1];
            window.downloaded.then((text) => done(text.split('\\r\\n').slice(0, -1).join('|')));""").split("\\|"));
    }

    /// As a person does who drags the left handle of the bar below the chart.
    private static void zoomIn() {
        browser.drag(CHART, 12, 196, 150);
        Browser.eventually().untilAsserted(() -> assertThat(browser.ask(Boolean.class,
            "const [{ shown, answer }] = all(arguments[0]); return shown.from > Date.parse(answer.from);", DRAWN)).isTrue());
    }

    /// As it is with an answer that comes an hour later.
    private static void anHourPasses() {
        browser.ask(Boolean.class, """
            const later = (time) => new Date(Date.parse(time) + 3_600_000).toISOString();
            const [history] = all(arguments[0]);
            const { from, to, parts, points } = history.answer;
            history.answer = {
              ...history.answer, from: later(from), to: later(to), points: points.map((point) => ({ ...point, start: later(point.start) })),
              parts: parts.map((part) => ({ ...part, from: later(part.from), to: later(part.to) })), enforced: [],
            };
            return true;""", HISTORY);
        var end = browser.ask(String.class, "return all(arguments[0])[0].answer.to;", HISTORY);
        Browser.eventually().untilAsserted(() -> assertThat(browser.ask(Boolean.class,
            "return all(arguments[0])[0].shown.to === Date.parse(arguments[1]);", DRAWN, end)).isTrue());
    }

    private String browserLine() {
        house.snapshot(Houses.usual());
        visit();
        return browser.askLater(String.class, """
            const done = arguments[arguments.length - 1];
            const at = (second) => new Date(second * 1000).toISOString();
            const known = (second, cpuCores) => ({ start: at(second), seconds: 60, cpuCores });
            import('/js/model/usage.js').then(({ line, steps }) => done(JSON.stringify(line(steps({
              parts: [{ from: at(60), to: at(600), step: '1m' }],
              points: [known(60, 0.5), known(120, 0.6), known(300, 0.7), known(360, undefined), known(420, 0.8)],
            }), 'cpuCores'))));""");
    }
}
