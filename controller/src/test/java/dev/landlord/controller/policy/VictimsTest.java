package dev.landlord.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.message.NodeReport;
import java.util.List;
import org.junit.jupiter.api.Test;

class VictimsTest {
    private static final long MIB = 1 << 20;
    private static final double QUOTA = 100 * MIB;

    private static List<String> ranked(SimulatedHouse house) {
        return Victims.ranked(house.state, QUOTA, house.now).stream().map(victim -> victim.workload().id()).toList();
    }

    private static SimulatedHouse house() {
        return SimulatedHouse.with("standard", SimulatedHouse.memory(100 * MIB), "n1", "n2");
    }

    @Test
    void theOneThatUsesMostComesFirst() {
        var house = house();
        house.run("n1", "small").memoryBytes = 15 * MIB;
        house.run("n2", "large").memoryBytes = 95 * MIB;
        house.run("n1", "middle").memoryBytes = 50 * MIB;
        house.pass(2);
        assertThat(ranked(house)).containsExactly("large", "middle", "small");
    }

    @Test
    void ofThoseThatUseAboutTheSameTheYoungestThenById() {
        var house = house();
        house.run("n1", "z-old").memoryBytes = 55 * MIB;
        house.pass(10);
        house.run("n1", "b-young").memoryBytes = 52 * MIB;
        house.run("n2", "a-young").memoryBytes = 51 * MIB;
        house.pass(2);
        assertThat(ranked(house)).containsExactly("a-young", "b-young", "z-old");
    }

    @Test
    void ofThoseThatUseAboutTheSameTheOneOfTheLowestPriorityComesFirst() {
        var house = house();
        house.run("n1", "old").memoryBytes = 55 * MIB;
        house.run("n1", "dear").memoryBytes = 54 * MIB;
        house.run("n2", "cheap").memoryBytes = 53 * MIB;
        house.node("n1").workloads.get("dear").priority = 90;
        house.node("n2").workloads.get("cheap").priority = 10;
        house.run("n2", "dear-hog").memoryBytes = 90 * MIB;
        house.node("n2").workloads.get("dear-hog").priority = 100;
        house.pass(2);

        assertThat(ranked(house)).containsExactly("dear-hog", "cheap", "old", "dear");
        assertThat(Victims.figures(Victims.ranked(house.state, QUOTA, house.now))).extracting(figure -> figure.get("priority"))
            .containsExactly(100, 10, 50, 90);
    }

    @Test
    void whoIsNotRunningOrOutOfReachIsNoVictim() {
        var house = house();
        house.run("n1", "runs").memoryBytes = 10 * MIB;
        var ended = house.run("n1", "ended");
        ended.memoryBytes = 90 * MIB;
        ended.pids = 0;
        house.run("n2", "watched").memoryBytes = 90 * MIB;
        house.node("n2").mode = NodeReport.Mode.WATCH;
        house.pass(6);
        assertThat(ranked(house)).containsExactly("runs");
        house.node("n1").reporting = false;
        house.pass(10);
        assertThat(ranked(house)).isEmpty();
    }
}
