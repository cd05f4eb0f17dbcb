package dev.landlord.controller.view;

import static dev.landlord.controller.view.Messages.B;
import static dev.landlord.controller.view.Messages.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.controller.policy.BudgetStanding;
import dev.landlord.controller.policy.BudgetUse;
import dev.landlord.controller.policy.PolicyRecord;
import dev.landlord.controller.policy.TenantState;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.Budget;
import dev.landlord.protocol.message.Tally;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The shape of what the API, the stream and the page get to see.
class BudgetViewTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final LocalDate NOVEMBER = LocalDate.of(2026, 11, 1);
    private static final long HOUR_USEC = Tally.USEC_PER_CORE_HOUR;
    private static final long GIB_HOUR = Tally.KIB_SECONDS_PER_GIB_HOUR;

    private final House house = new House(HouseBounds.DEFAULTS);

    @Test
    void aBudgetIsShownWithWhatIsLeftOfIt() throws Exception {
        var budget = new Budget(500.0, 2000.0, Budget.Per.MONTH);
        house.declared(spec(B, 3).with(budget), NOW);
        house.kept(state(budget, BudgetStanding.Stage.WARNED), booked(400 * HOUR_USEC + HOUR_USEC / 10, 24 * HOUR_USEC, 2500 * GIB_HOUR), NOW);

        assertThat(shown(NOW).path("budget").toString()).isEqualTo("""
            {"per":"month","from":"2026-11-01","to":"2026-12-01","zone":"UTC","state":"warned",\
            "cpuHours":{"limit":500.0,"used":424.1,"left":75.9,"share":0.8482},\
            "memoryGibHours":{"limit":2000.0,"used":2500.0,"left":0.0,"share":1.25}}""");
        assertThat(shown(NOW).path("monthToDate").toString())
            .isEqualTo("{\"from\":\"2026-11-01\",\"to\":\"2026-12-01\",\"zone\":\"UTC\",\"cpuHours\":424.1,\"memoryGibHours\":2500.0}");
    }

    @Test
    void whatHasNoBoundIsLeftOutAndSoIsABudgetThatIsNone() throws Exception {
        var budget = new Budget(null, 10.0, Budget.Per.DAY);
        house.declared(spec(B, 3).with(budget), NOW);
        house.kept(state(null, null), booked(0, HOUR_USEC, 5 * GIB_HOUR), NOW);
        assertThat(shown(NOW).path("budget").toString()).isEqualTo("""
            {"per":"day","from":"2026-11-22","to":"2026-11-23","zone":"UTC","state":"within",\
            "memoryGibHours":{"limit":10.0,"used":5.0,"left":5.0,"share":0.5}}""");

        house.declared(spec(B, 4), NOW);
        assertThat(shown(NOW).has("budget")).isFalse();
        assertThat(shown(NOW).path("monthToDate").path("cpuHours").doubleValue()).isEqualTo(1);
    }

    @Test
    void nothingIsKnownBeforeTheOwnerWroteItDown() throws Exception {
        house.declared(spec(B, 3).with(new Budget(1.0, null, Budget.Per.MONTH)), NOW);

        assertThat(shown(NOW).has("budget")).isFalse();
        assertThat(shown(NOW).has("monthToDate")).isFalse();
    }

    @Test
    void aNewMonthBeginsWithinWhateverWasDecidedInTheLast() throws Exception {
        var budget = new Budget(1.0, null, Budget.Per.MONTH);
        house.declared(spec(B, 3).with(budget), NOW);
        house.kept(state(budget, BudgetStanding.Stage.SPENT), booked(0, 2 * HOUR_USEC, 0), NOW);
        assertThat(shown(NOW).path("budget").path("state").asString()).isEqualTo("spent");

        var december = shown(Instant.parse("2026-12-01T00:00:00Z"));
        assertThat(december.path("budget").path("state").asString()).isEqualTo("within");
        assertThat(december.path("budget").path("cpuHours").path("used").doubleValue()).isZero();
        assertThat(december.path("monthToDate").path("from").asString()).isEqualTo("2026-12-01");
    }

    @Test
    void explainTellsOfTheBudgetInASentenceAndInFigures() {
        var budget = new Budget(500.0, null, Budget.Per.MONTH);
        house.declared(spec(B, 3).with(budget), NOW);
        house.kept(state(budget, BudgetStanding.Stage.WARNED), booked(400 * HOUR_USEC, 24 * HOUR_USEC, 0), NOW);

        var explanation = house.explain(B, NOW).orElseThrow();
        assertThat(explanation.sentences()).contains("Of its budget from 2026-11-01 to 2026-12-01 (UTC) it has used 424.00 of 500.00 CPU hours "
            + "(84 %); 76.00 CPU hours are left. No node reports at present what it uses, so that nothing is forecast.");
        assertThat(explanation.budget()).isEqualTo(house.tenant(B, NOW).orElseThrow().budget());
        house.declared(spec(B, 4), NOW);
        assertThat(house.explain(B, NOW).orElseThrow().sentences().toString()).doesNotContain("budget");
    }

    private JsonNode shown(Instant now) throws Exception {
        return MessageCodec.mapper().readTree(MessageCodec.mapper().writeValueAsString(house.tenant(B, now).orElseThrow()));
    }

    /// What is booked in November 2026, of that on the 22nd.
    private static Function<Budget.Period, BudgetUse> booked(long beforeUsec, long todayUsec, long todayKibSeconds) {
        return period -> switch (period.from().toString()) {
            case "2026-11-01" -> new BudgetUse(period, beforeUsec + todayUsec, todayKibSeconds);
            case "2026-11-22" -> new BudgetUse(period, todayUsec, todayKibSeconds);
            default -> new BudgetUse(period, 0, 0);
        };
    }

    private static TenantState state(Budget budget, BudgetStanding.Stage stage) {
        var declared = TenantState.initial(B).apply(new PolicyRecord.SpecTaken(spec(B, 3).with(budget)));
        return budget == null ? declared : declared.apply(new PolicyRecord.BudgetMoved(
            new BudgetStanding(budget, NOVEMBER, stage, NOW, null, false, null, null, List.of())));
    }
}
