package dev.landlord.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.agent.TestClock;
import dev.landlord.agent.sample.GroupUse;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.ProcessFact;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.protocol.message.WorkloadSample.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessFactsTest {
    private static final TenantId A = new TenantId("tenant-a");
    private static final TenantId B = new TenantId("tenant-b");

    @TempDir
    Path fsRoot;

    private final TestClock clock = new TestClock();
    private final FakeProcesses source = new FakeProcesses();
    private final Map<TenantId, List<FoundWorkload>> workloads = new HashMap<>();
    private final Map<Long, GroupUse> use = new HashMap<>();
    private final Map<TenantId, GroupUse> tenantUse = new HashMap<>();

    @Test
    void tellsTheBusiestProcessesFirstAndAtMostFive() throws IOException {
        var group = workload(A, "/w", 1.0);
        workloadProcesses(group, LongStream.rangeClosed(1, 20).toArray());
        for (int pid = 1; pid <= 20; pid++) {
            process(pid, pid * 10);
        }
        var facts = facts();
        assertThat(pids(facts.look(round(), List.of(spec(A))), group)).as("by all they ever ran").containsExactly(20L, 19L, 18L, 17L, 16L);
        source.looked.clear();
        process(3, 3_000);

        assertThat(pids(facts.look(round(), List.of(spec(A))), group)).as("by what they ran since").startsWith(3L).hasSize(5);
        assertThat(source.looked).as("looks at no process it does not tell of").hasSize(5);
    }

    @Test
    void coresAreKnownFromTheSecondLookOnTheSameProcess() throws IOException {
        var group = workload(A, "/w", 1.0);
        workloadProcesses(group, 7);
        process(7, 100);
        var facts = facts();
        assertThat(facts.look(round(), List.of(spec(A))).get(group.id()).getFirst())
            .isEqualTo(new ProcessFact(7, TestClock.START, "alice", "work 7", null, 4_096L));
        clock.advance(Duration.ofSeconds(2));
        source.cpuMillis += 1_000;
        assertThat(facts.look(round(), List.of(spec(A))).get(group.id()).getFirst().cpuCores()).isEqualTo(0.5);

        clock.advance(Duration.ofSeconds(2));
        source.startedAt = TestClock.START.plusSeconds(3);
        source.cpuMillis = 10;
        assertThat(facts.look(round(), List.of(spec(A))).get(group.id()).getFirst().cpuCores()).as("a successor under the same pid").isNull();
    }

    @Test
    void looksAtGroupsBelowAndSurvivesHostileNamesAndProcessesThatGo() throws IOException {
        var group = workload(A, "/w", 1.0);
        workloadProcesses(group, 1);
        workloadProcesses(new Group("/w/below", 99), 2, 3);
        process(1, 10);
        Files.createDirectories(fsRoot.resolve("proc/2"));
        Files.writeString(fsRoot.resolve("proc/2/stat"), "2 (a) b (c 1 2 3 4) S 1 2 2 0 -1 0 0 0 0 0 700 55 0 0 20 0 1 0 5 0 0\n");

        assertThat(pids(facts().look(round(), List.of(spec(A))), group)).containsExactly(2L, 1L);
    }

    @Test
    void prefersTenantsOverQuotaThenTheBusiestAndTakesFive() throws IOException {
        for (int i = 0; i < 6; i++) {
            workload(A, "/busy-" + i, 2.0 + i);
        }
        var over = workload(B, "/over", 0.6);
        tenantUse.put(B, new GroupUse(OptionalDouble.of(0.6), OptionalLong.of(1), OptionalLong.of(1)));
        var quota = new TenantSpec(B, 1, null, new Quota(0.5, null, null, null), null, null, null);

        assertThat(Spotlight.choose(round(), List.of(spec(A), quota), 5)).extracting(Group::cgroup)
            .containsExactly(over.cgroup(), "/busy-5", "/busy-4", "/busy-3", "/busy-2");
    }

    private ProcessFacts facts() {
        return new ProcessFacts(new GroupProcesses(new Mount(fsRoot.resolve("cgroup"), Mount.Version.V2, false), fsRoot), source, clock);
    }

    private Group workload(TenantId tenant, String cgroup, double cores) throws IOException {
        Files.createDirectories(fsRoot.resolve("cgroup" + cgroup));
        var group = new Group(cgroup, use.size() + 1);
        workloads.computeIfAbsent(tenant, _ -> new ArrayList<>()).add(new FoundWorkload(cgroup, group, Origin.ADOPTED, false));
        use.put(group.id(), new GroupUse(OptionalDouble.of(cores), OptionalLong.empty(), OptionalLong.empty()));
        return group;
    }

    private Round round() {
        var found = workloads.entrySet().stream().map(entry -> new TenantGroups(entry.getKey(), Optional.empty(), entry.getValue())).toList();
        return new Round(List.of(), new Discovered(found, List.of()), use, tenantUse, Duration.ZERO, 0);
    }

    private void workloadProcesses(Group group, long... pids) throws IOException {
        var directory = Files.createDirectories(fsRoot.resolve("cgroup" + group.cgroup()));
        Files.write(directory.resolve("cgroup.procs"), LongStream.of(pids).mapToObj(Long::toString).toList());
    }

    private void process(long pid, long ticks) throws IOException {
        Files.createDirectories(fsRoot.resolve("proc/" + pid));
        Files.writeString(fsRoot.resolve("proc/" + pid + "/stat"),
            "%d (work) S 1 2 2 0 -1 0 0 0 0 0 %d 5 0 0 20 0 1 0 5 0 0%n".formatted(pid, ticks));
    }

    private static List<Long> pids(Map<Long, List<ProcessFact>> facts, Group group) {
        return facts.get(group.id()).stream().map(ProcessFact::pid).toList();
    }

    private static TenantSpec spec(TenantId id) {
        return new TenantSpec(id, 1, null, null, null, null, null);
    }

    /// Tells the same of every process.
    private static final class FakeProcesses implements ProcessSource {
        private final List<Long> looked = new ArrayList<>();
        private Instant startedAt = TestClock.START;
        private long cpuMillis = 5;

        @Override
        public Optional<ProcessSighting> look(long pid) {
            looked.add(pid);
            return Optional.of(new ProcessSighting(pid, startedAt, "alice", "work " + pid, cpuMillis, 4_096));
        }
    }
}
