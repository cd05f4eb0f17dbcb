package dev.landlord.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.agent.TestClock;
import dev.landlord.agent.sample.RunIdentity;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.MatchRule;
import dev.landlord.protocol.message.ProcessFact;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SamplerTest {
    private static final TenantId A = new TenantId("tenant-a");
    private static final String OWN = "/landlord/tenant-a";
    private static final Map<Long, List<ProcessFact>> NO_FACTS = Map.of();

    @TempDir
    Path scratch;

    private final TestClock clock = new TestClock();
    private CapturedHost host;
    private Sampler sampler;

    @BeforeEach
    void start() throws IOException {
        host = CapturedHost.copy("v2", scratch);
        host.copyGroup(OWN, OWN + "/train-1");
        host.copyGroup(OWN, "/slurm/job_1");
        sampler = new Sampler(new RunIdentity(new NodeId("n1"), "boot", 7), new OwnSubtree(host.layout(), "landlord"),
            new CgroupReader(host.layout(), Set::of, 100), scratch, clock, clock, group -> group.cgroup().equals(OWN) ? Limits.ofCpu(0.2) : null);
    }

    @AfterEach
    void stop() {
        sampler.close();
    }

    @Test
    void samplesOwnGroupWorkloadsAndAdoptedOnes() throws IOException {
        var fact = new ProcessFact(42, null, "alice", "python", null, null);

        var round = sampler.round(List.of(spec("/slurm/*")), Map.of(host.group("/slurm/job_1").id(), List.of(fact)));

        var sample = of(round, A);
        assertThat(sample.bootId()).isEqualTo("boot");
        assertThat(sample.agentRun()).isEqualTo(7);
        assertThat(sample.seq()).isEqualTo(1);
        assertThat(sample.elapsedMs()).isZero();
        assertThat(sample.sampledAt()).isEqualTo(TestClock.START);
        assertThat(sample.own().cpuUsageUsec()).isEqualTo(2_178_014);
        assertThat(sample.ownCgroupId()).isEqualTo(host.group(OWN).id());
        assertThat(sample.delayedMs()).isNull();
        assertThat(sample.limits()).isEqualTo(Limits.ofCpu(0.2));
        assertThat(sample.unavailable()).isEmpty();
        assertThat(sample.workloads()).extracting(WorkloadSample::id).containsExactly("/slurm/job_1", "train-1");
        assertThat(sample.workloads()).extracting(WorkloadSample::origin)
            .containsExactly(WorkloadSample.Origin.ADOPTED, WorkloadSample.Origin.OWN);
        assertThat(sample.workloads().getFirst().processes()).containsExactly(fact);
        assertThat(sample.workloads().getLast().cgroup()).isEqualTo(OWN + "/train-1");
        assertThat(sample.workloads().getLast().cgroupId()).isEqualTo(host.group(OWN + "/train-1").id());
    }

    @Test
    void successiveSamplesCountUpAndIntegrate() throws IOException {
        sampler.round(List.of(spec()), NO_FACTS);
        clock.advance(Duration.ofMillis(1_500));
        host.write("landlord/tenant-a/cpu.stat", "usage_usec 2928014\nnr_periods 1\nnr_throttled 0\nthrottled_usec 0\n");

        var round = sampler.round(List.of(spec()), NO_FACTS);

        var sample = of(round, A);
        assertThat(sample.seq()).isEqualTo(2);
        assertThat(sample.elapsedMs()).isEqualTo(1_500);
        assertThat(sample.own().memoryByteMillis()).isEqualTo((401_408 - 90_112) * 1_500L);
        assertThat(sample.workloads().getFirst().firstSeen()).isEqualTo(TestClock.START);
        assertThat(round.use().get(host.group(OWN).id()).cpuCores()).hasValue(0.5);
        assertThat(round.tenantUse().get(A).cpuCores()).hasValue(0.5);
        assertThat(round.tenantUse().get(A).workingSetBytes()).hasValue(401_408 - 90_112);
    }

    @Test
    void whereTheKernelForgetsTheIoOfEndedWorkloadsTheOwnGroupsGoesOn() throws IOException {
        var other = CapturedHost.copy("hybrid", Files.createDirectory(scratch.resolve("v1")));
        var parent = "blkio/landlord/tenant-a/blkio.throttle.io_service_bytes_recursive";
        other.copyGroup(OWN, OWN + "/train-1");
        other.copyGroup(OWN, OWN + "/train-2");
        other.write("blkio/landlord/tenant-a/train-2/blkio.throttle.io_service_bytes_recursive", "254:0 Read 0\n254:0 Write 7\nTotal 7\n");
        try (var v1 = new Sampler(new RunIdentity(new NodeId("n1"), "boot", 7), new OwnSubtree(other.layout(), "landlord"),
            new CgroupReader(other.layout(), Set::of, 100), scratch.resolve("v1"), clock, clock, _ -> null)) {
            var before = of(v1.round(List.of(spec()), NO_FACTS), A);
            assertThat(before.own().ioWriteBytes()).isEqualTo(20_971_520);

            other.deleteGroup(OWN + "/train-1");
            other.write(parent, "254:0 Read 0\n254:0 Write 30000000\nTotal 30000000\n");
            clock.advance(Duration.ofSeconds(1));
            var after = of(v1.round(List.of(spec()), NO_FACTS), A);
            assertThat(after.own().ioWriteBytes()).isEqualTo(20_971_520 + 30_000_000);
            assertThat(after.workloads()).extracting(WorkloadSample::id).containsExactly("train-2");
        }
    }

    @Test
    void aSuccessorOfTheSameNameBeginsAnew() throws IOException {
        sampler.round(List.of(spec()), NO_FACTS);
        clock.advance(Duration.ofSeconds(1));
        host.copyGroup(OWN, "/elsewhere");
        host.deleteGroup(OWN + "/train-1");
        Files.move(host.cgroup("elsewhere"), host.cgroup("landlord/tenant-a/train-1"));

        var sample = of(sampler.round(List.of(spec()), NO_FACTS), A);

        var successor = sample.workloads().getLast();
        assertThat(successor.id()).isEqualTo("train-1");
        assertThat(successor.cgroupId()).isEqualTo(host.group(OWN + "/train-1").id());
        assertThat(successor.firstSeen()).isEqualTo(TestClock.START.plusSeconds(1));
        assertThat(successor.meters().memoryByteMillis()).isZero();
    }

    @Test
    void tellsWhichWorkloadsCameIntoBeingUnderItsEyes() throws IOException {
        assertThat(fromStart(sampler.round(List.of(spec("/slurm/*")), NO_FACTS))).isEmpty();
        host.copyGroup(OWN, OWN + "/train-2");
        host.copyGroup(OWN, "/slurm/job_2");
        host.copyGroup(OWN, "/docker/x");

        assertThat(fromStart(sampler.round(List.of(spec("/slurm/*")), NO_FACTS))).containsExactly("/slurm/job_2", "train-2");
        assertThat(fromStart(sampler.round(List.of(spec("/slurm/*", "/docker/*")), NO_FACTS))).containsExactly("/slurm/job_2", "train-2");
    }

    private static List<String> fromStart(Round round) {
        var workloads = of(round, A).workloads();
        assertThat(workloads).extracting(WorkloadSample::fromStart).isSubsetOf(true, null);
        return workloads.stream().filter(workload -> workload.fromStart() != null).map(WorkloadSample::id).toList();
    }

    @Test
    void aTenantThatLeftIsToldOnceMoreAndThenNoLonger() throws IOException {
        sampler.round(List.of(spec("/slurm/*")), NO_FACTS);
        host.deleteGroup("/slurm/job_1");
        host.deleteGroup(OWN + "/train-1");
        host.deleteGroup(OWN);

        var last = of(sampler.round(List.of(spec("/slurm/*")), NO_FACTS), A);
        assertThat(last.own()).isNull();
        assertThat(last.ownCgroupId()).isNull();
        assertThat(last.workloads()).isEmpty();
        assertThat(last.seq()).isEqualTo(2);
        assertThat(sampler.round(List.of(spec("/slurm/*")), NO_FACTS).samples()).extracting(UsageSample::tenant)
            .containsExactly(TenantId.UNATTRIBUTED);
        host.copyGroup("/", OWN);
        assertThat(of(sampler.round(List.of(spec()), NO_FACTS), A).seq()).isEqualTo(3);
    }

    @Test
    void theRestOfTheNodeIsNobodys() throws IOException {
        sampler.round(List.of(spec("/slurm/*")), NO_FACTS);
        clock.advance(Duration.ofSeconds(1));
        host.write("cpu.stat", "usage_usec 4568000\nnr_periods 0\nnr_throttled 0\nthrottled_usec 0\n");
        host.write("slurm/job_1/cpu.stat", "usage_usec 2278014\n");
        host.write("landlord/tenant-a/train-1/cpu.stat", "usage_usec 2978014\n");
        host.write("landlord/tenant-a/cpu.stat", "usage_usec 2978014\n");

        var rest = of(sampler.round(List.of(spec("/slurm/*")), NO_FACTS), TenantId.UNATTRIBUTED);

        assertThat(rest.own().cpuUsageUsec()).isEqualTo(1_000_000 - 100_000 - 800_000);
        assertThat(rest.own().pids()).isEqualTo(55 - 2 - 2);
        assertThat(rest.own().memoryBytes()).isNull();
        assertThat(rest.unavailable()).containsKeys("memoryBytes", "throttledUsec").doesNotContainKey("cpuUsageUsec");
        assertThat(rest.workloads()).isEmpty();
        assertThat(rest.seq()).isEqualTo(2);
    }

    private static UsageSample of(Round round, TenantId tenant) {
        return round.samples().stream().filter(sample -> sample.tenant().equals(tenant)).findFirst().orElseThrow();
    }

    private static TenantSpec spec(String... rules) {
        return new TenantSpec(A, 1, null, null, null, Arrays.stream(rules).map(MatchRule::new).toList(), null);
    }
}
