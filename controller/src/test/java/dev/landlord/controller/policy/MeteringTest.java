package dev.landlord.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Meters;
import dev.landlord.protocol.message.UsageSample;
import dev.landlord.protocol.message.WorkloadSample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MeteringTest {
    private static final Instant T0 = Instant.parse("2026-11-22T10:00:00Z");

    private record Sample(String boot, long run, long seq, long atMs, long elapsedMs, Meters own, List<WorkloadSample> workloads) {
        Sample(long seq, long atMs, long elapsedMs, long cpuUsec) {
            this("boot", 1, seq, atMs, elapsedMs, meters(cpuUsec, 0), List.of());
        }

        UsageSample message() {
            return new UsageSample(new TenantId("t"), new NodeId("n"), boot, run, seq, T0.plusMillis(atMs), elapsedMs, own, null, workloads,
                Map.of());
        }
    }

    private static Meters meters(long cpuUsec, long ioBytes) {
        return new Meters(cpuUsec, 0L, 0L, 0L, 10L, 7L, 0L, 0L, 2L, ioBytes, 0L, 0L, 0L);
    }

    private static WorkloadSample adopted(String cgroup, long id, long cpuUsec) {
        return new WorkloadSample(cgroup, cgroup, id, WorkloadSample.Origin.ADOPTED, T0, meters(cpuUsec, 0), List.of());
    }

    private static WorkloadSample own(String name, long id, long cpuUsec) {
        return new WorkloadSample(name, "/landlord/t/" + name, id, WorkloadSample.Origin.OWN, T0, meters(cpuUsec, 0), List.of());
    }

    private static NodeMeter after(Sample... samples) {
        NodeMeter meter = null;
        for (var sample : samples) {
            meter = Metering.next(meter, sample.message(), T0.plusMillis(sample.atMs()), 0).orElse(meter);
        }
        return meter;
    }

    @Test
    void theFirstSampleGivesGaugesButNoRates() {
        assertThat(after(new Sample(5, 0, 0, 99_000_000)).use()).isEqualTo(new Use(null, 7L, 2L, null));
    }

    @Test
    void ratesComeFromTheAgentsOwnElapsedTime() {
        var meter = after(new Sample(0, 0, 0, 1_000_000), new Sample(1, 1900, 1000, 1_500_000));
        assertThat(meter.use().cpuCores()).isEqualTo(0.5);
        assertThat(meter.elapsedMs()).isEqualTo(1000);
        assertThat(after(new Sample("boot", 1, 0, 0, 0, meters(0, 100), List.of()),
            new Sample("boot", 1, 1, 1000, 500, meters(0, 1100), List.of())).use().ioBytesPerSecond()).isEqualTo(2000);
    }

    @Test
    void repeatedAndLateSamplesChangeNothing() {
        var first = new Sample(1, 1000, 1000, 1_000_000);
        var second = new Sample(2, 2000, 1000, 1_500_000);
        assertThat(after(new Sample(0, 0, 0, 0), first, second, second, first)).isEqualTo(after(new Sample(0, 0, 0, 0), first, second));
        var oldRun = new Sample("boot", 0, 99, 2100, 1000, meters(77_000_000, 0), List.of());
        assertThat(after(first, second, oldRun)).isEqualTo(after(first, second));
    }

    @Test
    void whatWaitedOnItsNodeSaysNothingAboutThePresentAndTheNextLiveSampleGoesOn() {
        var before = after(new Sample(0, 0, 0, 0));
        var late = new Sample(1, 60_000, 1000, 60_000_000).message().delayed(5001);
        assertThat(Metering.next(null, late, T0.plusSeconds(70), 0)).isEmpty();
        assertThat(Metering.next(before, late, T0.plusSeconds(70), 0)).isEmpty();
        assertThat(Metering.next(before, late.delayed(4000), T0.plusSeconds(70), 0)).isPresent();
        var live = Metering.next(before, new Sample(100, 100_000, 1000, 50_000_000).message(), T0.plusSeconds(100), 0).orElseThrow();
        assertThat(live.use().cpuCores()).as("over the time since the last live one").isEqualTo(0.5);
    }

    @Test
    void lostSamplesAreAveragedOver() {
        var meter = after(new Sample(0, 0, 0, 0), new Sample(10, 10_000, 1000, 10_000_000));
        assertThat(meter.use().cpuCores()).isEqualTo(1.0);
        assertThat(meter.elapsedMs()).isEqualTo(10_000);
    }

    @Test
    void overAGapTheLongestClockCountsSoThatUseIsRatherTooLow() {
        var before = after(new Sample(0, 0, 0, 0));
        var sample = new Sample(10, 2000, 1000, 10_000_000).message();
        assertThat(Metering.next(before, sample, T0.plusSeconds(10), 0).orElseThrow().use().cpuCores()).isEqualTo(1.0);
        var back = new Sample(10, -50_000, 1000, 10_000_000).message();
        assertThat(Metering.next(before, back, T0.plusSeconds(10), 0).orElseThrow().use().cpuCores()).isEqualTo(1.0);
    }

    @Test
    void aCounterThatWentBackAddsNothing() {
        var meter = after(new Sample(0, 0, 0, 5_000_000), new Sample(1, 1000, 1000, 100));
        assertThat(meter.use().cpuCores()).isNull();
        var next = after(new Sample(0, 0, 0, 5_000_000), new Sample(1, 1000, 1000, 100), new Sample(2, 2000, 1000, 500_100));
        assertThat(next.use().cpuCores()).isEqualTo(0.5);
    }

    @Test
    void anotherBootOrRunIsANewBaseline() {
        var first = new Sample(41, 0, 0, 5_000_000);
        for (var restart : List.of(new Sample("boot", 2, 0, 1000, 0, meters(900_000_000, 0), List.of()),
            new Sample("boot-2", 2, 42, 1000, 1000, meters(900_000_000, 0), List.of()))) {
            var meter = after(first, restart);
            assertThat(meter.use().cpuCores()).isNull();
            assertThat(meter.elapsedMs()).isZero();
        }
    }

    @Test
    void anAgentThatLostItsMemoryIsHeardAgainOnceTheOldMeterIsStale() {
        var old = new Sample("boot", 9, 5, 0, 0, meters(0, 0), List.of());
        var young = new Sample("boot", 1, 0, 4000, 0, meters(0, 0), List.of());
        assertThat(after(old, young).agentRun()).isEqualTo(9);
        var later = new Sample("boot", 1, 3, 8000, 1000, meters(0, 0), List.of());
        assertThat(after(old, young, later).agentRun()).isEqualTo(1);
    }

    @Test
    void adoptedWorkloadsAreAddedAndOwnOnesAreContained() {
        var meter = after(
            new Sample("boot", 1, 0, 0, 0, meters(0, 0), List.of(own("a", 1, 0), adopted("/slurm/x", 2, 0))),
            new Sample("boot", 1, 1, 1000, 1000, meters(300_000, 0), List.of(own("a", 1, 300_000), adopted("/slurm/x", 2, 200_000))));
        assertThat(meter.use().cpuCores()).isEqualTo(0.5, within(1e-9));
        assertThat(meter.use().memoryBytes()).isEqualTo(14);
        assertThat(meter.workloads()).extracting(workload -> workload.use().cpuCores()).containsExactly(0.3, 0.2);
    }

    @Test
    void aSuccessorUnderTheSamePathIsANewBaseline() {
        var meter = after(
            new Sample("boot", 1, 0, 0, 0, null, List.of(adopted("/slurm/x", 2, 1000))),
            new Sample("boot", 1, 1, 1000, 1000, null, List.of(adopted("/slurm/x", 3, 900_000_000))));
        assertThat(meter.use().cpuCores()).isNull();
        assertThat(meter.ownGroup()).isFalse();
    }

    @Test
    void whatIsNotReadIsNotKnownAndWhereNothingIsNothingIsUsed() {
        var meter = after(new Sample("boot", 1, 0, 0, 0, Meters.UNKNOWN, List.of()), new Sample("boot", 1, 1, 1000, 1000, Meters.UNKNOWN, List.of()));
        assertThat(meter.use()).isEqualTo(Use.UNKNOWN);
        assertThat(after(new Sample("boot", 1, 0, 0, 0, null, List.of())).use()).isEqualTo(Use.ZERO);
    }

    @Test
    void whateverArrivesInWhateverOrderNoRateExceedsTheRealOne() {
        for (int seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            var sent = new ArrayList<Sample>();
            long cpu = 1_000_000;
            String boot = "boot-0";
            long run = 0;
            long seq = 0;
            for (int second = 0; second < 60; second++) {
                if (random.nextInt(20) == 0) {
                    run++;
                    seq = 0;
                    if (random.nextBoolean()) {
                        boot = "boot-" + run;
                        cpu = random.nextInt(1_000_000);
                    }
                }
                cpu += 2_000_000;
                sent.add(new Sample(boot, run, seq, second * 1000L, seq == 0 ? 0 : 1000, meters(cpu, 0), List.of()));
                seq++;
            }
            var arriving = new ArrayList<Sample>();
            for (var sample : sent) {
                if (random.nextInt(5) > 0) {
                    arriving.add(sample);
                }
                if (random.nextInt(5) == 0) {
                    arriving.add(Math.max(0, arriving.size() - 1 - random.nextInt(3)), sent.get(random.nextInt(sent.indexOf(sample) + 1)));
                }
            }
            NodeMeter meter = null;
            long at = 0;
            for (var sample : arriving) {
                at = Math.max(at, sample.atMs());
                meter = Metering.next(meter, sample.message(), T0.plusMillis(at), 1000).orElse(meter);
                if (meter != null && meter.use().cpuCores() != null) {
                    assertThat(meter.use().cpuCores()).as("seed %d, %s", seed, sample).isBetween(0.0, 2.0 + 1e-9);
                }
            }
        }
    }
}
