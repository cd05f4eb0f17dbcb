package dev.landlord.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.launcher.terminal.Line;
import dev.landlord.protocol.json.MessageCodec;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class HouseTableTest {
    private final HouseTable house = new HouseTable();
    private final DecisionLines decisions = new DecisionLines(ZoneOffset.UTC);

    @Test
    void everyTenantHasARowAsItStandsNow() {
        house.apply("snapshot", json("""
            {"tenants":[{"id":"tenant-b","quota":{"cpuCores":0.5,"memoryBytes":268435456},"enforcement":{"state":"free"}},
                        {"id":"_unattributed","usage":{"cpuCores":1.25}}],"nodes":[],"decisions":[]}"""));
        house.apply("tenant", json("""
            {"id":"tenant-b","quota":{"cpuCores":0.5,"memoryBytes":268435456},"usage":{"cpuCores":0.71,"memoryBytes":134217728,"pids":3},
             "share":{"cpu":1.42,"memory":0.5},"enforcement":{"state":"warned"},"isolation":{"status":"active"}}"""));
        house.apply("node", json("""
            {"id":"n1","capacity":{"cpuCores":2,"memoryBytes":1073741824},"host":{"cpuCores":1.5,"memoryBytes":536870912}}"""));

        assertThat(house.lines().apply(120)).containsExactly(
            new Line("TENANT         STATE    CPU  QUOTA               MEMORY  QUOTA              PIDS  ISOLATION", Line.Tone.HEADING),
            new Line("_unattributed  -       1.25      -                    -      -                 -  -", Line.Tone.FAINT),
            new Line("tenant-b       warned  0.71    0.5  ##########+   128Mi  256Mi  #####.....     3  active", Line.Tone.WARNING),
            new Line("node n1: cpu 1.5 of 2, memory 512Mi of 1Gi", Line.Tone.FAINT));
        assertThat(house.lines().apply(79)).contains(
            new Line("tenant-b       warned  0.71    0.5  ##########+   128Mi  256Mi  active", Line.Tone.WARNING));
        assertThat(house.summary().text()).isEqualTo("tenant-b warned, cpu 0.71 of 0.5, memory 128Mi of 256Mi");
    }

    @Test
    void asLongAsNothingIsKnownOfTenantsTheSummaryTellsOfTheNode() {
        house.apply("snapshot", json("""
            {"tenants":[{"id":"tenant-b","quota":{"cpuCores":0.5}},{"id":"_unattributed","usage":{"cpuCores":1.25,"memoryBytes":1048576}}],
             "nodes":[{"id":"n1","capacity":{"cpuCores":2,"memoryBytes":1073741824},"host":{"cpuCores":1.5,"memoryBytes":536870912}}]}"""));

        assertThat(house.summary().text())
            .isEqualTo("node n1: cpu 1.5 of 2, memory 512Mi of 1Gi | processes of nobody: cpu 1.25, memory 1Mi");
    }

    @Test
    void whoIsDeletedGoes() {
        house.apply("tenant", json("{\"id\":\"tenant-b\"}"));
        house.apply("removed", json("{\"tenant\":\"tenant-b\"}"));

        assertThat(house.lines().apply(80)).hasSize(1);
    }

    @Test
    void aDecisionIsToldOnceTheOldestFirst() {
        List<Line> first = decisions.of("snapshot", json("{\"decisions\":[" + decision("2", "throttle") + "," + decision("1", "warn") + "]}"));
        List<Line> second = decisions.of("decision", json(decision("2", "throttle")));
        List<Line> third = decisions.of("decision", json(decision("3", "release")));

        assertThat(first).containsExactly(
            new Line("10:00:01  tenant-b  warn      CPU 1.0 of 0.5 cores for 11 s", Line.Tone.WARNING),
            new Line("10:00:01  tenant-b  throttle  CPU 1.0 of 0.5 cores for 11 s", Line.Tone.BAD));
        assertThat(second).isEmpty();
        assertThat(third).extracting(Line::tone).containsExactly(Line.Tone.GOOD);
        assertThat(decisions.of("tenant", json("{\"id\":\"tenant-b\"}"))).isEmpty();
    }

    private static String decision(String id, String action) {
        return """
            {"id":"%s","tenant":"tenant-b","at":"2026-11-22T10:00:01.5Z","action":"%s","text":"CPU 1.0 of 0.5 cores for 11 s"}"""
            .formatted(id, action);
    }

    private static JsonNode json(String text) {
        return MessageCodec.mapper().readTree(text);
    }
}
