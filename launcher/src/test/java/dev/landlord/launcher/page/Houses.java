package dev.landlord.launcher.page;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Houses for the page to show, as the contract has them. Every call makes new objects; tests change what they are about.
final class Houses {
    static final long MIB = 1L << 20;
    static final int SECONDS_OF_HISTORY = 60;

    private Houses() {
    }

    /// Two tenants, the second one over its quota and throttled; one node; two decisions; and what belongs to nobody.
    static JsonObject usual() {
        return house(
            List.of(tenant("tenant-a", "free", 1.25, 2.0), throttled("tenant-b"), unattributed()),
            List.of(node("n1")),
            List.of(decision("2", "tenant-b", "throttle", "CPU 1.0 of 0.5 cores for 11 s", "warned", "throttled"),
                decision("1", "tenant-b", "warn", "CPU 1.0 of 0.5 cores for 5 s", "free", "warned")));
    }

    static JsonObject empty() {
        return house(List.of(), List.of(), List.of());
    }

    static JsonObject house(List<JsonObject> tenants, List<JsonObject> nodes, List<JsonObject> decisions) {
        return new JsonObject().put("tenants", new JsonArray(new ArrayList<>(tenants))).put("nodes", new JsonArray(nodes))
            .put("decisions", new JsonArray(decisions));
    }

    /// What somebody has switched off, as the stream tells it.
    static JsonObject switchedOff(String means, String actor, String reason) {
        return new JsonObject().put("switches", new JsonArray().add(new JsonObject().put("means", means).put("on", false).put("actor", actor)
            .put("reason", reason).put("at", Instant.now().toString())));
    }

    static JsonObject tenant(String id, String state, double cores, double quotaCores) {
        var now = Instant.now();
        var usage = usage(cores, 900 * MIB);
        return new JsonObject()
            .put("id", id).put("version", 1).put("class", "standard").put("labels", new JsonObject().put("team", "vision"))
            .put("quota", new JsonObject().put("cpuCores", quotaCores).put("memoryBytes", 4096 * MIB)).put("ceiling", new JsonObject())
            .put("usage", usage).put("share", new JsonObject().put("cpu", cores / quotaCores).put("memory", 0.22))
            .put("enforcement", new JsonObject().put("state", state).put("score", 4).put("since", now.minusSeconds(300).toString())
                .put("byResource", new JsonObject().put("cpu", new JsonObject().put("state", state).put("score", 4))).put("limits", new JsonArray()))
            .put("isolation", new JsonObject().put("status", "active").put("limitsEnforced", true).put("since", now.minusSeconds(300).toString())
                .put("allocated", new JsonObject().put("cpuCores", quotaCores))
                .put("checks", new JsonArray().add(new JsonObject().put("name", "limits").put("passed", true)
                    .put("detail", "the node can write them"))))
            .put("workloads", new JsonArray().add(workload("train-1", cores)))
            .put("recent", history(now, cores))
            .put("updatedAt", now.toString());
    }

    static JsonObject throttled(String id) {
        var tenant = tenant(id, "throttled", 0.49, 0.5).put("class", "strict");
        tenant.getJsonObject("enforcement").put("score", 100).put("reason", "CPU 1.0 of 0.5 cores for 11 s")
            .put("limits", new JsonArray().add(new JsonObject().put("node", "n1").put("limits", new JsonObject().put("cpuCores", 0.5))
                .put("until", Instant.now().plusSeconds(60).toString()).put("outcome", "applied")));
        return tenant;
    }

    static JsonObject unattributed() {
        var now = Instant.now();
        return new JsonObject().put("id", "_unattributed").put("usage", usage(0.31, 300 * MIB)).put("recent", history(now, 0.31))
            .put("updatedAt", now.toString());
    }

    static JsonObject usage(double cores, long memoryBytes) {
        return new JsonObject().put("cpuCores", cores).put("memoryBytes", memoryBytes).put("pids", 7).put("ioBytesPerSecond", 2 * MIB);
    }

    static JsonObject workload(String id, double cores) {
        return new JsonObject().put("node", "n1").put("id", id).put("cgroup", "/landlord/t/" + id).put("cgroupId", 4711).put("origin", "own")
            .put("firstSeen", Instant.now().minusSeconds(120).toString()).put("usage", usage(cores, 900 * MIB))
            .put("processes", new JsonArray().add(process(4242, "alice", "python train.py --epochs 40", cores)));
    }

    static JsonObject process(long pid, String user, String command, double cores) {
        return new JsonObject().put("pid", pid).put("startedAt", Instant.now().minusSeconds(120).toString()).put("user", user)
            .put("command", command).put("cpuCores", cores).put("residentBytes", 812 * MIB);
    }

    static JsonObject node(String id) {
        return new JsonObject()
            .put("id", id).put("state", "up").put("seenAt", Instant.now().toString()).put("agentVersion", "0.1.0").put("kernel", "Linux 6.18")
            .put("cgroupMode", "hybrid").put("mode", "enforce")
            .put("capacity", new JsonObject().put("cpuCores", 4).put("memoryBytes", 24_576 * MIB))
            .put("host", new JsonObject().put("cpuCores", 2.1).put("memoryBytes", 4_096 * MIB).put("load1m", 0.7).put("processes", 120))
            .put("capabilities", new JsonObject()
                .put("limit.cpu", new JsonObject().put("available", true))
                .put("limit.memoryHigh", new JsonObject().put("available", false)
                    .put("why", "cgroup v1 has no memory.high; boot with cgroup v2 to get it")))
            .put("agent", new JsonObject().put("cpuUsageUsec", 2_500_000).put("residentBytes", 90_000_000).put("sampleMicros", 350)
                .put("samplesDropped", 0))
            .put("conflicts", new JsonArray()).put("tenants", new JsonArray().add("tenant-a").add("tenant-b"));
    }

    static JsonObject decision(String id, String tenant, String action, String text, String before, String after) {
        return new JsonObject()
            .put("id", id).put("tenant", tenant).put("at", Instant.now().toString()).put("action", action).put("rule", "cpu.overuse")
            .put("text", text)
            .put("resource", "cpu").put("node", "n1").put("before", before).put("after", after)
            .put("inputs", new JsonObject().put("cpuCores", 1.0).put("quotaCpuCores", 0.5))
            .put("cause", new JsonObject().put("kind", "policy").put("who", "strict"));
    }

    /// As the API tells a tenant's budget.
    ///
    /// @param amounts of `cpuHours` and `memoryGibHours`, those that have a bound
    static JsonObject budget(String state, JsonObject amounts) {
        return month().put("per", "month").put("state", state).mergeIn(amounts);
    }

    /// @param used may be above the limit, and then nothing is left
    static JsonObject bounded(double limit, double used) {
        return new JsonObject().put("limit", limit).put("used", used).put("left", Math.max(0, limit - used)).put("share", used / limit);
    }

    static JsonObject monthToDate(double cpuHours, double memoryGibHours) {
        return month().put("cpuHours", cpuHours).put("memoryGibHours", memoryGibHours);
    }

    private static JsonObject month() {
        return new JsonObject().put("from", "2026-11-01").put("to", "2026-12-01").put("zone", "UTC");
    }

    /// A tenant whose budget of CPU is nearly used up and whose budget of memory is spent.
    static JsonObject spent(String id) {
        return tenant(id, "throttled", 0.1, 2.0).put("monthToDate", monthToDate(431.25, 2100.5))
            .put("budget", budget("spent", new JsonObject().put("cpuHours", bounded(500, 431.25)).put("memoryGibHours", bounded(2000, 2100.5))));
    }

    /// Three hours and then minutes of one, which end about now: a gap of five minutes, a throttle of ten over CPU, and an eviction over memory.
    static JsonObject usageOverTime(String tenant) {
        var end = Instant.now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofMinutes(1));
        var minutes = end.minus(Duration.ofMinutes(61));
        var start = minutes.minus(Duration.ofHours(3));
        var points = new JsonArray();
        IntStream.range(0, 3).forEach(hour -> points.add(pointOverTime(start.plus(Duration.ofHours(hour)), 3600, 0.25)));
        IntStream.range(0, 61).filter(minute -> minute < 20 || minute >= 25)
            .forEach(minute -> points.add(pointOverTime(minutes.plusSeconds(60L * minute), 60, 1 + Math.sin(minute / 6.0))));
        return new JsonObject().put("tenant", tenant).put("from", start.toString()).put("to", end.toString()).put("step", "1m")
            .put("parts", new JsonArray().add(part(start, minutes, "1h")).add(part(minutes, end, "1m"))).put("points", points)
            .put("enforced", new JsonArray()
                .add(enforced("throttled", "cpu", minutes.plusSeconds(1800), minutes.plusSeconds(2400), "CPU 2.0 of 0.5 cores for 11 s"))
                .add(enforced("evicted", "memory", minutes.plusSeconds(3000), minutes.plusSeconds(3000), "Workload train-1 has ended")));
    }

    private static JsonObject part(Instant from, Instant to, String step) {
        return new JsonObject().put("from", from.toString()).put("to", to.toString()).put("step", step);
    }

    private static JsonObject enforced(String state, String resource, Instant from, Instant to, String text) {
        return new JsonObject().put("state", state).put("resource", resource).put("from", from.toString()).put("to", to.toString()).put("text", text);
    }

    private static JsonObject pointOverTime(Instant start, int seconds, double cores) {
        return new JsonObject().put("start", start.toString()).put("seconds", seconds).put("cpuCores", cores)
            .put("cpuUsageUsec", Math.round(cores * seconds * 1e6)).put("memoryBytes", 900 * MIB).put("memoryPeakBytes", 1200 * MIB)
            .put("pidsPeak", 7);
    }

    private static JsonArray history(Instant end, double cores) {
        var points = new JsonArray();
        IntStream.range(0, SECONDS_OF_HISTORY).forEach(second -> points.add(
            usage(cores * (0.8 + 0.2 * Math.sin(second / 4.0)), 900 * MIB).put("at", end.minusSeconds(SECONDS_OF_HISTORY - 1 - second).toString())));
        return points;
    }
}
