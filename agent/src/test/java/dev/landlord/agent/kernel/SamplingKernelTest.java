package dev.landlord.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.landlord.agent.actuate.IoAccounting;
import dev.landlord.agent.host.BlockDevices;
import dev.landlord.agent.host.Capabilities;
import dev.landlord.agent.host.CgroupReader;
import dev.landlord.agent.host.Controller;
import dev.landlord.agent.host.Round;
import dev.landlord.agent.host.Sampler;
import dev.landlord.agent.sample.RunIdentity;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.MatchRule;
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample;
import dev.landlord.test.Require;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Sampling real groups, compared with what the kernel's own files say.
class SamplingKernelTest extends KernelTest {
    /// What the test of block IO needs, by its name in `LANDLORD_REQUIRE`, and where a directory on a block device can be named.
    static final String BLOCK_IO = "block-io";
    static final String DISK_VARIABLE = "LANDLORD_TEST_DISK";

    private static final TenantId A = new TenantId("tenant-a");
    private static final TenantId B = new TenantId("tenant-b");
    private static final String BURN = "while :; do :; done";
    private static final Path ROOT = Path.of("/");

    private final BlockDevices devices = new BlockDevices(ROOT);
    private CgroupReader reader;
    private Sampler sampler;

    @BeforeEach
    void start() throws IOException {
        house.enforce();
        house.declare(A);
        devices.refresh();
        reader = new CgroupReader(house.layout, devices::passing, 1_000);
        sampler = new Sampler(new RunIdentity(House.NODE, house.bootId, 1), house.subtree, reader, ROOT, InstantSource.system(), System::nanoTime,
            house.enforcement()::limits);
    }

    @AfterEach
    void stop() {
        if (sampler != null) {
            sampler.close();
        }
    }

    @Test
    void metersCpuAsTheKernelCountsIt() throws Exception {
        house.run(A, "burn", BURN);
        var workload = house.subtree.cgroup(A) + "/burn";
        var before = meters(round(), "burn");
        long kernelBefore = house.cpuNanos(workload);
        House.await("a second of CPU time").until(() -> house.cpuNanos(workload) - kernelBefore > TimeUnit.SECONDS.toNanos(1));

        long low = house.cpuNanos(workload);
        var round = round();
        long high = house.cpuNanos(workload);

        assertThat(meters(round, "burn").cpuUsageUsec()).isBetween(low / 1_000, high / 1_000).isGreaterThan(before.cpuUsageUsec());
        assertThat(sample(round, A).own().cpuUsageUsec()).as("the tenant's group holds its workloads'").isGreaterThanOrEqualTo(low / 1_000);
        assertThat(round.use().get(sample(round, A).workloads().getFirst().cgroupId()).cpuCores()).isPresent();
    }

    @Test
    void metersThrottlingInMicroseconds() throws Exception {
        house.run(A, "burn", BURN);
        house.throttled(A, Limits.ofCpu(0.1));
        House.await("a second of throttling").untilAsserted(() ->
            assertThat(sample(round(), A).own().throttledUsec()).isGreaterThan(1_000_000));

        var own = sample(round(), A).own();
        var stat = house.own(Controller.CPU, A).resolve("cpu.stat");
        assertThat(own.cpuThrottled()).isCloseTo(House.number(stat, "nr_throttled"), within(50L));
        long kernelMicros = house.isV1(Controller.CPU) ? House.number(stat, "throttled_time") / 1_000 : House.number(stat, "throttled_usec");
        assertThat(own.throttledUsec()).isPositive().isCloseTo(kernelMicros, within(10_000_000L));
        assertThat(sample(round(), A).limits()).isEqualTo(Limits.ofCpu(0.1));
    }

    @Test
    void metersMemoryAndProcesses() throws Exception {
        house.run(A, "hold", "x=$(head -c 30000000 /dev/zero | tr '\\0' x); sleep 600 & sleep 600 & wait");
        var file = house.workload(Controller.MEMORY, A, "hold")
            .resolve(house.isV1(Controller.MEMORY) ? "memory.usage_in_bytes" : "memory.current");
        House.await("three processes that hold memory").untilAsserted(() -> {
            assertThat(meters(round(), "hold").pids()).isEqualTo(3);
            assertThat(meters(round(), "hold").workingSetBytes()).isGreaterThan(25_000_000);
        });

        long started = System.nanoTime();
        var first = round();
        House.await("two seconds").until(() -> System.nanoTime() - started > TimeUnit.SECONDS.toNanos(2));
        var round = round();
        long elapsedMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
        var meters = meters(round, "hold");
        assertThat(meters.memoryBytes()).isCloseTo(Long.parseLong(House.text(file).strip()), within(5_000_000L));
        assertThat(meters.workingSetBytes()).isLessThanOrEqualTo(meters.memoryBytes());
        assertThat(meters.memoryByteMillis() - meters(first, "hold").memoryByteMillis()).as("25 to 60 MB for two seconds")
            .isBetween(25_000_000L * 1_500, 60_000_000L * elapsedMillis);
    }

    @Test
    void metersBlockIo() throws Exception {
        Require.capability(BLOCK_IO, !devices.bottom().isEmpty() && house.layout.mount(Controller.IO).isPresent(),
            "no block device, or no controller that counts its use");
        var disk = Optional.ofNullable(System.getenv(DISK_VARIABLE)).map(Path::of).orElse(state);
        Require.capability(BLOCK_IO, Files.getFileStore(disk).name().startsWith("/dev/"),
            disk + " is not on a block device; name a directory that is in " + DISK_VARIABLE);
        var accounting = new IoAccounting(house.subtree, devices);
        accounting.ensure();
        assertThat(new Capabilities(house.subtree, devices).probe().get("meter.io").available()).isTrue();
        var file = disk.resolve("landlord-test-data");
        house.run(A, "write", "dd if=/dev/zero of='%s' bs=1M count=8 oflag=direct; sleep 600".formatted(file));

        House.await("8 MiB written").untilAsserted(() -> {
            var meters = meters(round(), "write");
            assertThat(meters.ioWriteBytes()).isBetween(8L << 20, 9L << 20);
            assertThat(meters.ioWrites()).isPositive();
        });
        assertThat(sample(round(), A).unavailable()).doesNotContainKey("ioWriteBytes");
        Files.delete(file);
    }

    @Test
    void adoptsGroupsByRuleAndLeavesTheRestToNobody() throws Exception {
        var adopted = house.subtree.cgroup() + "-adopted";
        house.makeGroup(adopted + "/job-1");
        house.runIn(adopted + "/job-1", BURN);
        var tenants = List.of(spec(A), spec(B, adopted + "/*"));
        sampler.round(tenants, Map.of());
        House.await("CPU use of the adopted group").untilAsserted(() -> {
            var round = sampler.round(tenants, Map.of());
            var workload = sample(round, B).workloads().getFirst();
            assertThat(workload.id()).isEqualTo(adopted + "/job-1");
            assertThat(workload.origin()).isEqualTo(WorkloadSample.Origin.ADOPTED);
            assertThat(round.tenantUse().get(B).cpuCores().orElse(0)).isGreaterThan(0.05);
        });
        var rest = sample(sampler.round(tenants, Map.of()), TenantId.UNATTRIBUTED);
        assertThat(rest.own().cpuUsageUsec()).as("unavailable: %s", rest.unavailable()).isNotNull();
        assertThat(rest.own().pids()).isPositive();
    }

    @Test
    void aGroupThatGoesLeavesNoFileOpenAndItsSuccessorIsAnother() throws Exception {
        house.run(A, "job", "exit 0").waitFor();
        var first = sample(round(), A).workloads().getFirst();
        int withWorkload = reader.openFiles();
        remove("job");

        assertThat(sample(round(), A).workloads()).isEmpty();
        assertThat(reader.openFiles()).isLessThan(withWorkload);

        house.run(A, "job", "exit 0").waitFor();
        var second = sample(round(), A).workloads().getFirst();
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.cgroupId()).isNotEqualTo(first.cgroupId());
    }

    @Test
    void whatBeginsUnderItsEyesIsTheTenantsFromZeroAndGoesOnInTheOwnGroup() throws Exception {
        var adopted = house.subtree.cgroup() + "-adopted";
        house.makeGroup(adopted + "/before");
        house.run(A, "before", "exit 0").waitFor();
        var tenants = List.of(spec(A), spec(B, adopted + "/*"));
        var first = sampler.round(tenants, Map.of());
        assertThat(sample(first, A).workloads()).extracting(WorkloadSample::fromStart).containsOnlyNulls().hasSize(1);
        assertThat(sample(first, B).workloads()).extracting(WorkloadSample::fromStart).containsOnlyNulls().hasSize(1);
        assertThat(sample(first, A).ownCgroupId())
            .isEqualTo(Files.getAttribute(house.layout.counting().orElseThrow().group(house.subtree.cgroup(A)), "unix:ino"));
        assertThat(sample(first, B).ownCgroupId()).as("it has no group").isNull();

        house.makeGroup(adopted + "/job");
        house.runIn(adopted + "/job", "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done").waitFor();
        house.run(A, "job", "exit 0").waitFor();
        long low = house.cpuNanos(adopted + "/job");
        var round = sampler.round(tenants, Map.of());
        long high = house.cpuNanos(adopted + "/job");

        var job = sample(round, B).workloads().getLast();
        assertThat(job.id()).isEqualTo(adopted + "/job");
        assertThat(job.fromStart()).isTrue();
        assertThat(job.meters().cpuUsageUsec()).as("all of an ended job's use is in its group").isPositive().isBetween(low / 1_000, high / 1_000);
        assertThat(sample(round, B).workloads().getFirst().fromStart()).isNull();
        assertThat(sample(round, A).workloads()).extracting(WorkloadSample::id, WorkloadSample::fromStart)
            .containsExactly(tuple("before", null), tuple("job", true));
        assertThat(sample(round, A).ownCgroupId()).isEqualTo(sample(first, A).ownCgroupId());
    }

    /// Why the last reading of a group is the one in the round before its end.
    @Test
    void theKernelGivesNothingOfARemovedGroupToWhoHasItsFilesOpen() throws Exception {
        var gone = house.subtree.cgroup() + "-adopted/gone";
        house.makeGroup(gone);
        for (var controller : List.of(Controller.CPUACCT, Controller.MEMORY)) {
            var group = house.layout.group(controller, gone).orElseThrow();
            var file = group.resolve(controller == Controller.MEMORY ? "memory.stat" : house.isV1(controller) ? "cpuacct.usage" : "cpu.stat");
            try (var open = FileChannel.open(file)) {
                assertThat(open.read(ByteBuffer.allocate(100), 0)).isPositive();
                Files.deleteIfExists(group);
                assertThatIOException().isThrownBy(() -> open.read(ByteBuffer.allocate(100), 0)).withMessage("No such device");
            }
            house.makeGroup(gone);
        }
    }

    private void remove(String workload) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> {
            for (var mount : house.layout.hierarchies()) {
                Files.deleteIfExists(mount.group(house.subtree.cgroup(A) + "/" + workload));
            }
        });
    }

    private Round round() {
        return sampler.round(List.of(spec(A)), Map.of());
    }

    private static UsageSample sample(Round round, TenantId tenant) {
        return round.samples().stream().filter(sample -> sample.tenant().equals(tenant)).findFirst().orElseThrow();
    }

    private static Meters meters(Round round, String workload) {
        return sample(round, A).workloads().stream().filter(found -> found.id().equals(workload)).findFirst().orElseThrow().meters();
    }

    private static TenantSpec spec(TenantId id, String... rules) {
        return new TenantSpec(id, 1, null, null, null, List.of(rules).stream().map(MatchRule::new).toList(), null);
    }
}
