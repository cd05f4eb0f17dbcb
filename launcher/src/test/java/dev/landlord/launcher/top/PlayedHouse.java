package dev.landlord.launcher.top;

import dev.landlord.launcher.client.House;
import dev.landlord.protocol.json.MessageCodec;
import java.time.Instant;

/// A house for tests to show: one tenant is throttled, one is fine, one has no state yet, one is nobody; two nodes, of which one is silent.
public final class PlayedHouse {
    public static final Instant NOW = Instant.parse("2026-11-22T10:00:30Z");

    private static final String TENANTS = """
        {"id":"tenant-a","version":1,"class":"standard","mode":"act","quota":{"cpuCores":2.0,"memoryBytes":4294967296},
         "usage":{"cpuCores":1.25,"memoryBytes":943718400,"pids":7,"ioBytesPerSecond":2097152},"share":{"cpu":0.625,"memory":0.2197},
         "enforcement":{"state":"free","score":4.0,"since":"2026-11-22T09:50:30Z","byResource":{"cpu":{"state":"free","score":4.0}},"limits":[]},
         "isolation":{"status":"active","limitsEnforced":true},
         "workloads":[{"node":"n1","id":"train-1","cgroup":"/landlord/tenant-a/train-1","cgroupId":4711,"origin":"own",
            "firstSeen":"2026-11-22T09:30:30Z","usage":{"cpuCores":1.0,"memoryBytes":900000000,"pids":5,"ioBytesPerSecond":2097152},
            "processes":[{"pid":4242,"startedAt":"2026-11-22T09:30:30Z","user":"alice","command":"python train.py --epochs 40","cpuCores":0.93,
              "residentBytes":851443712}]},
           {"node":"n2","id":"eval","cgroup":"/slurm/uid_1001/job_7","cgroupId":4712,"origin":"adopted","firstSeen":"2026-11-22T10:00:00Z",
            "usage":{"cpuCores":0.25,"memoryBytes":43718400,"pids":2,"ioBytesPerSecond":0},"processes":[]}],
         "recent":[{"at":"2026-11-22T10:00:29Z","cpuCores":1.2}]},
        {"id":"tenant-b","version":3,"class":"strict","mode":"watch","quota":{"cpuCores":0.5,"memoryBytes":268435456,"pids":64},
         "usage":{"cpuCores":0.99,"memoryBytes":1048576,"pids":3,"ioBytesPerSecond":0},"share":{"cpu":1.98,"memory":0.0039,"pids":0.0469},
         "enforcement":{"state":"throttled","score":100.0,"since":"2026-11-22T10:00:15Z","reason":"CPU 1.0 of 0.5 cores for 11 s",
            "byResource":{"cpu":{"state":"throttled","score":100.0},"memory":{"state":"free","score":0.0}},
            "limits":[{"node":"n1","limits":{"cpuCores":0.5},"until":"2026-11-22T10:01:15Z","outcome":"applied"}]},
         "isolation":{"status":"active","limitsEnforced":true},
         "workloads":[{"node":"n1","id":"burn","cgroup":"/landlord/tenant-b/burn","cgroupId":4713,"origin":"own","firstSeen":"2026-11-22T10:00:00Z",
            "usage":{"cpuCores":0.99,"memoryBytes":1048576,"pids":3,"ioBytesPerSecond":0},
            "processes":[{"pid":5151,"startedAt":"2026-11-22T10:00:00Z","user":"mallory","command":"burn \\u001b[2J\\u202e--all\\n cores",
              "cpuCores":0.99,"residentBytes":524288}]}]},
        {"id":"tenant-c","version":1,"class":"standard","mode":"act","quota":{"cpuCores":1.0},"usage":{},"share":{},"workloads":[]},
        {"id":"_unattributed","usage":{"cpuCores":0.31,"memoryBytes":314572800,"pids":97,"ioBytesPerSecond":0},"share":{},"workloads":[]}
        """;

    private static final String NODES = """
        {"id":"n1","state":"up","seenAt":"2026-11-22T10:00:29Z","agentVersion":"0.1.0","kernel":"Linux 6.18","cgroupMode":"hybrid","mode":"enforce",
         "capacity":{"cpuCores":4.0,"memoryBytes":25769803776},"host":{"cpuCores":2.1,"memoryBytes":4294967296,"load1m":0.7,"processes":120},
         "tenants":["tenant-a","tenant-b"]},
        {"id":"n2","state":"silent","seenAt":"2026-11-22T09:59:30Z","agentVersion":"0.1.0","kernel":"Linux 6.18","cgroupMode":"v2","mode":"watch",
         "capacity":{"cpuCores":8.0,"memoryBytes":25769803776},"host":{"cpuCores":1.0,"memoryBytes":4294967296,"load1m":1.5,"processes":80},
         "tenants":["tenant-a"]}
        """;

    private PlayedHouse() {
    }

    /// The data of the stream's `snapshot`.
    public static String snapshot() {
        return "{\"tenants\":[%s],\"nodes\":[%s],\"decisions\":[],\"switches\":[]}".formatted(TENANTS, NODES);
    }

    /// The same, where a tenant has nearly used up its budget of a day, and another one has spent its budget of a month.
    static String withBudgets() {
        String month = "\"from\":\"2026-11-01\",\"to\":\"2026-12-01\",\"zone\":\"UTC\"";
        return snapshot().replace("{\"id\":\"tenant-a\",", """
            {"id":"tenant-a","monthToDate":{%s,"cpuHours":431.25,"memoryGibHours":0.001},"budget":{"per":"day","from":"2026-11-22","to":"2026-11-23",
             "zone":"UTC","state":"warned","cpuHours":{"limit":24.0,"used":20.6,"left":3.4,"share":0.8583}},""".formatted(month))
            .replace("{\"id\":\"tenant-b\",", """
            {"id":"tenant-b","monthToDate":{%1$s,"cpuHours":100.0,"memoryGibHours":2100.5},"budget":{"per":"month",%1$s,"state":"spent",
             "cpuHours":{"limit":150.0,"used":100.0,"left":50.0,"share":0.6667},
             "memoryGibHours":{"limit":2000.0,"used":2100.5,"left":0.0,"share":1.0503}},""".formatted(month));
    }

    static House house() {
        return of(snapshot());
    }

    static House of(String snapshot) {
        House house = new House();
        house.apply("snapshot", MessageCodec.mapper().readTree(snapshot));
        return house;
    }
}
