package dev.landlord.benchmarks;

import dev.landlord.controller.policy.Step;
import dev.landlord.protocol.message.UsageSample;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What one event costs the policy.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 4)
@Measurement(iterations = 5, time = 4)
@Fork(value = 1, jvmArgsAppend = {"-XX:+UseSerialGC", "-Xms3g", "-Xmx3g"})
public class PolicyStep {
    private static final int KNOWN = 5;
    private static final int LIMITED = 45;

    /// Tenants of the house.
    @Param({"100", "1000", "10000", "100000"})
    public int tenants;

    /// Nodes that each of them is on.
    @Param("1")
    public int nodes;

    /// What they use.
    @Param({"QUIET", "MOVING", "THROTTLED"})
    public House.Load load;

    private House house;

    @Setup(Level.Trial)
    public void settle() {
        house = new House(tenants, nodes, load).after(load == House.Load.THROTTLED ? LIMITED : KNOWN);
    }

    /// A sample: the meter of one node moves, and the scores of four resources.
    @Benchmark
    public Step sample() {
        return house.sample();
    }

    /// Making a sample, which is part of the figure above and not of the policy's cost.
    @Benchmark
    public UsageSample make() {
        return house.nextSample();
    }

    /// A tick, of which each tenant gets one a second, at which nothing changes.
    @Benchmark
    public Step tick() {
        return house.tick();
    }
}
