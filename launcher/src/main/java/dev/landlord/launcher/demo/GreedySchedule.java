package dev.landlord.launcher.demo;

import java.time.Duration;
import java.util.List;

/// What the greedy workload does when. With class `strict` and a quota of half a core (a quarter on one processor) and 256Mi, it is warned
/// some four seconds after it became greedy for CPU, throttled after eight, released some six after it is calm again, and evicted some ten
/// after its memory passed the quota.
///
/// @param quiet         before anything happens
/// @param greed         for CPU, two processors
/// @param calm          before memory leaks
/// @param leakMebibytes each second
/// @param mostMebibytes at which leaking ends
/// @param pause         before the next one, when this one was ended
record GreedySchedule(Duration quiet, Duration greed, Duration calm, int leakMebibytes, int mostMebibytes, Duration pause) {
    static final GreedySchedule DEMO = new GreedySchedule(
        Duration.ofSeconds(6), Duration.ofSeconds(24), Duration.ofSeconds(20), 32, 512, Duration.ofSeconds(30));

    List<String> command(String script) {
        return List.of("sh", script, Long.toString(quiet.toSeconds()), Long.toString(greed.toSeconds()), Long.toString(calm.toSeconds()),
            Integer.toString(leakMebibytes), Integer.toString(mostMebibytes));
    }
}
