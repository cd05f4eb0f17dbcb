package dev.landlord.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.WorkloadSample;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FleetTest {
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

    /// Nodes come, go, fall silent and sample at all intervals; what the tree says is what adding up all of them says.
    @Test
    void theSumIsThatOfAllNodesThatReportPromptly() {
        for (int seed = 0; seed < 60; seed++) {
            var random = new Random(seed);
            int nodes = 1 + random.nextInt(40);
            var model = new TreeMap<NodeId, NodeMeter>();
            var fleet = Fleet.from(Map.of());
            var now = START;
            for (int i = 0; i < 300; i++) {
                now = now.plusMillis(random.nextInt(1500)).plusNanos(random.nextInt(3) * 500_000L);
                var node = new NodeId("n" + random.nextInt(nodes));
                if (random.nextInt(40) == 0) {
                    model.remove(node);
                    fleet = fleet.without(node);
                } else {
                    var meter = meter(random, now);
                    model.put(node, meter);
                    fleet = fleet.with(node, meter);
                }
                check("seed %d, step %d".formatted(seed, i), model, fleet, now);
            }
        }
    }

    private static void check(String where, Map<NodeId, NodeMeter> model, Fleet fleet, Instant now) {
        assertThat(fleet).as(where).isEqualTo(model);
        var prompt = fleet.prompt(now);
        assertThat(prompt).as("%s: a fleet made anew has the same sums, to the last digit", where)
            .isEqualTo(Fleet.from(new HashMap<>(model)).prompt(now));
        var fresh = model.values().stream().filter(meter -> meter.freshAt(now)).toList();
        var newest = fresh.stream().map(NodeMeter::at).max(Instant::compareTo);
        var evidence = fresh.stream().filter(meter -> meter.promptAt(newest.orElseThrow())).map(NodeMeter::counted).toList();
        for (var resource : Resource.values()) {
            double sum = evidence.stream().mapToDouble(use -> use.of(resource).orElse(0)).sum();
            assertThat(prompt.use(resource)).as("%s, %s", where, resource).isCloseTo(sum, within(1e-9 * Math.max(1, sum)));
            assertThat(prompt.knowing(resource)).as("%s, %s", where, resource)
                .isEqualTo((int) evidence.stream().filter(use -> use.of(resource).isPresent()).count());
        }
    }

    private static NodeMeter meter(Random random, Instant at) {
        var use = new Use(random.nextInt(5) == 0 ? null : random.nextDouble() * 8, random.nextInt(5) == 0 ? null : random.nextLong(1L << 40),
            random.nextInt(5) == 0 ? null : random.nextLong(1000), random.nextInt(5) == 0 ? null : random.nextLong(1L << 33));
        var exempt = random.nextInt(3) == 0 ? new Use(random.nextDouble(), 1L << 20, 1L, null) : null;
        var workload = new WorkloadMeter("w", "/w", 1, WorkloadSample.Origin.OWN, at, null, new Counters(null, null, null, null, null), use, exempt);
        long interval = List.of(500L, 1000L, 3000L, 10_000L).get(random.nextInt(4));
        return new NodeMeter("boot", 1, 1, at, at, interval, interval, true, use, null, 1.0, null, List.of(workload), null);
    }

    @Test
    void timesThatNoClockShowsDoNoHarm() {
        var meter = new NodeMeter("boot", 1, 1, Instant.MAX, Instant.MAX, Long.MAX_VALUE / 4, 1000, true, new Use(1.0, 2L, 3L, 4L), null, 1.0, null,
            List.of(), null);
        var fleet = Fleet.from(Map.of(new NodeId("n1"), meter, new NodeId("n2"), meter));
        assertThat(fleet.prompt(Instant.MAX).use(Resource.CPU)).isEqualTo(2.0);
        assertThat(fleet.without(new NodeId("n1")).prompt(Instant.MAX).knowing(Resource.IO)).isEqualTo(1);
    }
}
