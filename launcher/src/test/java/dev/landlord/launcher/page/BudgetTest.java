package dev.landlord.launcher.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What was used this month, against a budget or without one.
class BudgetTest extends AtPlayedHouse {
    private static final String BUDGET = card("tenant-a") + " >> landlord-budget";

    @Test
    void aMonthWithoutABudgetIsToldWithoutABar() {
        show(tenant().put("monthToDate", Houses.monthToDate(12.345, 0.00004)));

        reads(BUDGET, "Used this month since 1 Nov (UTC)", "CPU 12.3 core-hours", "Memory < 0.0001 GiB-hours");
        assertThat(browser.text(BUDGET)).doesNotContain("budget", "left", "%");
        assertThat(browser.count(BUDGET + " >> [role=meter]")).isZero();
    }

    @Test
    void aBudgetIsABarWithWhatIsLeftAndHowItStandsInWords() {
        show(Houses.spent("tenant-a"));

        reads(BUDGET, "Used this month of the budget since 1 Nov, begins anew on 1 Dec (UTC)", "budget spent",
            "CPU 86 % 431 of 500 core-hours 68.8 core-hours left", "Memory 105 % 2,101 of 2,000 GiB-hours 101 GiB-hours over it");
        assertThat(browser.ask(String.class, "return all(arguments[0]).map((bar) => bar.getAttribute('aria-valuetext')).join('; ');",
            BUDGET + " >> [role=meter]")).isEqualTo("431 of 500 core-hours, 86 %; 2,101 of 2,000 GiB-hours, 105 %");

        house.send("tenant", tenant().put("monthToDate", Houses.monthToDate(431.25, 3))
            .put("budget", Houses.budget("warned", new JsonObject().put("cpuHours", Houses.bounded(500, 431.25)))));
        reads(BUDGET, "budget nearly used up", "CPU 86 % 431 of 500 core-hours", "Memory 3 GiB-hours, no budget");
        assertThat(browser.text(BUDGET)).as("the month is told once").doesNotContain("spent").containsOnlyOnce("431");

        house.send("tenant", tenant().put("budget", Houses.budget("within", new JsonObject().put("cpuHours", Houses.bounded(0.006, 0.0052)))));
        reads(BUDGET, "CPU 87 % 0.0052 of 0.006 core-hours 0.0008 core-hours left");

        house.send("tenant", tenant().put("budget", Houses.budget("within", new JsonObject().put("cpuHours",
            Houses.bounded(500, 0.02).put("share", 0)))));
        reads(BUDGET, "CPU < 1 % 0.02 of 500 core-hours");

        house.send("tenant", tenant().put("budget", Houses.budget("within", new JsonObject().put("memoryGibHours", Houses.bounded(100, 0)))));
        reads(BUDGET, "within the budget", "Memory 0 % 0 of 100 GiB-hours 100 GiB-hours left");
        assertThat(browser.text(BUDGET)).as("what is not told").doesNotContain("CPU");
    }

    @Test
    void aBudgetOfADayStandsBesideTheMonth() {
        show(tenant().put("monthToDate", Houses.monthToDate(431.25, 3)).put("budget", Houses.budget("within", new JsonObject()
            .put("cpuHours", Houses.bounded(24, 6))).put("per", "day").put("from", "2026-11-22").put("to", "2026-11-23")));

        reads(BUDGET, "Used today of the budget since 22 Nov, begins anew on 23 Nov (UTC)", "CPU 25 % 6 of 24 core-hours 18 core-hours left",
            "Used this month since 1 Nov (UTC)", "CPU 431 core-hours", "Memory 3 GiB-hours");
    }

    @Test
    void whatIsAbsentOrOddIsNotKnownAndNeverZero() {
        show(tenant());
        reads(card("tenant-a"), "Use over time");
        assertThat(browser.ask(Boolean.class, "return all(arguments[0])[0].hidden;", BUDGET)).isTrue();

        house.send("tenant", tenant().put("monthToDate", new JsonObject().put("from", "<b>").put("cpuHours", 1)).put("budget", new JsonObject()
            .put("per", "<img src=x>").put("state", "<i>other</i>").put("cpuHours", new JsonObject().put("limit", 10))));
        reads(BUDGET, "Used this <img src=x> of the budget", "CPU not known of 10 core-hours", "Used this month", "CPU 1 core-hours",
            "Memory not known");
        assertThat(browser.text(BUDGET)).doesNotContain("0 %", "left", "other");
        assertThat(browser.count(BUDGET + " >> img")).isZero();
    }

    private void show(JsonObject tenant) {
        house.snapshot(Houses.house(List.of(tenant), List.of(Houses.node("n1")), List.of()));
        visit();
    }

    private static JsonObject tenant() {
        return Houses.tenant("tenant-a", "free", 1.25, 2.0);
    }
}
