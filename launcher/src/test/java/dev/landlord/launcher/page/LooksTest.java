package dev.landlord.launcher.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// By day and by night, on a telephone and on a wall; and for people who do not see it, or not well.
class LooksTest extends AtPlayedHouse {
    /// What axe-core finds wrong, however slight; it looks into open shadow trees by itself.
    private static final String FINDINGS = """
        const done = arguments[arguments.length - 1];
        axe.run(document, { resultTypes: ['violations'] })
          .then(({ violations }) => done(violations.flatMap(
            ({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.target} ${node.html} ${node.failureSummary}`))))
          .catch((problem) => done([String(problem)]));
        """;

    /// Holds every animation, in shadow trees too, where its colours stand out most; says how many there are.
    private static final String HOLD_AT_THE_START = """
        const trees = (root) => [root, ...[...root.querySelectorAll('*')].flatMap(({ shadowRoot }) => shadowRoot ? trees(shadowRoot) : [])];
        const running = trees(document).flatMap((root) => root.getAnimations());
        running.forEach((animation) => { animation.pause(); animation.currentTime = 0; });
        return running.length;
        """;

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void itFollowsTheSystemsColoursAndEverybodyCanUseThem(String colours) throws IOException {
        var usual = Houses.usual().mergeIn(Houses.switchedOff("evict", "alice", "incident 7"));
        usual.getJsonArray("tenants").add(Houses.spent("tenant-c"));
        usual.getJsonArray("tenants").getJsonObject(0).put("mode", "watch").put("monthToDate", Houses.monthToDate(1, 2));
        house.snapshot(usual).history(Houses.usageOverTime("tenant-a"));
        browser.prefers(colours);
        visit();
        browser.click(card("tenant-a") + " >> landlord-history >> summary");
        reads(card("tenant-a"), "Download CSV");
        browser.click(card("tenant-b") + " >> landlord-workloads >> summary");
        reads(card("tenant-b"), "python train.py");

        reads(card("tenant-c"), "budget spent");

        assertThat(brightness()).matches(bright -> colours.equals("light") ? bright > 200 : bright < 60);
        assertThat(findings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void aBrokenStreamAndAnEmptyHouseCanBeUsedByEverybodyToo(String colours) throws IOException {
        allowInConsole(STREAM_FAILED);
        house.snapshot(Houses.empty());
        browser.prefers(colours);
        visit();
        house.refuse(true);
        house.cut();
        reads("landlord-broken-stream", "Trying again in");

        assertThat(findings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void whatHasJustArrivedCanBeReadWhileItIsLitUp(String colours) throws IOException {
        house.snapshot(Houses.usual());
        browser.prefers(colours);
        visit();
        reads("landlord-decisions", "throttled");

        assertThat(browser.ask(Long.class, HOLD_AT_THE_START)).as("animations held").isPositive();
        assertThat(findings()).isEmpty();
    }

    @Test
    void theChosenThemeIsRemembered() {
        house.snapshot(Houses.usual());
        visit();
        var light = brightness();

        browser.click("landlord-theme >> button:nth-child(3)");
        assertThat(brightness()).isLessThan(60);
        visit();
        assertThat(brightness()).as("after the page was opened again").isLessThan(60);
        browser.click("landlord-theme >> button:nth-child(1)");
        assertThat(brightness()).isEqualTo(light);
    }

    @ParameterizedTest
    @ValueSource(ints = {320, 360, 768, 1280, 1920})
    void noWidthScrollsSideways(int width) {
        var usual = Houses.usual().mergeIn(Houses.switchedOff("evict", "alice", "an-incident-with-a-name-as-long-as-".repeat(9)));
        usual.getJsonArray("tenants").add(Houses.spent("tenant-c"));
        house.snapshot(usual)
            .history(Houses.usageOverTime("tenant-a"));
        browser.size(width, 900);
        visit();
        browser.click(card("tenant-a") + " >> landlord-history >> summary");
        reads(card("tenant-a"), "Download CSV");
        browser.click(card("tenant-a") + " >> landlord-workloads >> summary");
        reads(card("tenant-a"), "python train.py");
        reads(card("tenant-c"), "budget spent");

        assertThat(browser.ask(Long.class, "return document.documentElement.scrollWidth - innerWidth;")).isLessThanOrEqualTo(0);
    }

    private static long brightness() {
        return browser.ask(Long.class, """
            const [red, green, blue] = getComputedStyle(document.documentElement).backgroundColor.match(/\\d+/g).map(Number);
            return Math.round((red + green + blue) / 3);""");
    }

    private static List<?> findings() throws IOException {
        try (var axe = LooksTest.class.getResourceAsStream("/axe.min.js")) {
            browser.run(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
        }
        return browser.askLater(List.class, FINDINGS);
    }
}
