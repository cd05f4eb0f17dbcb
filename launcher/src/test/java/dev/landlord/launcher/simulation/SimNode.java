package dev.landlord.launcher.simulation;

import dev.landlord.agent.enforce.Dialect;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.message.NodeReport.Mode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A machine: its kernel while it is up, its disk, its clock, and the agent that runs on it.
final class SimNode {
    private static final long FIRST_INODE = 1000;

    final NodeId id;
    final Mode mode;
    final long sampleMillis;
    final int evictionsPerMinute;
    private final Simulation sim;
    private final Dialect dialect;
    private final Disk disk = new Disk();
    private Kernel kernel;
    private final List<Kernel> kernels = new ArrayList<>();
    private SimAgent agent;
    private int boots;
    /// What was there when it last went down.
    private List<Group> before = List.of();
    /// The clock's error, and how fast it grows.
    private double clockOffsetMillis;
    private final double drift;
    private long stepsToDeath = -1;
    private long refusesUntil;
    private long slowUntil;
    private long slowMillis;
    private long jumpedAt = Long.MIN_VALUE / 2;

    SimNode(Simulation sim, String id, Dialect dialect, Mode mode, long sampleMillis, int evictionsPerMinute, double drift) {
        this.sim = sim;
        this.id = new NodeId(id);
        this.dialect = dialect;
        this.mode = mode;
        this.sampleMillis = sampleMillis;
        this.evictionsPerMinute = evictionsPerMinute;
        this.drift = drift;
        boot();
    }

    Mutant mutant() {
        return sim.mutant();
    }

    /// Numbers of groups and processes begin anew, as in any kernel.
    void boot() {
        boots++;
        kernel = new Kernel("%s-boot-%d".formatted(id, boots), dialect, FIRST_INODE, sim.loop().now());
        kernels.add(kernel);
        disk.boot(kernel.bootId);
    }

    boolean isUp() {
        return kernel != null;
    }

    /// The kernel as of now.
    Kernel kernel() {
        kernel.advance(sim.loop().now());
        return kernel;
    }

    /// Of each boot, as they were last looked at.
    List<Kernel> kernels() {
        return kernels;
    }

    Disk disk() {
        return disk;
    }

    Optional<SimAgent> agent() {
        return Optional.ofNullable(agent);
    }

    void startAgent() {
        if (isUp() && agent == null) {
            if (mutant().losesJournal()) {
                disk.wipeHeld();
            }
            agent = new SimAgent(sim, this);
            agent.start();
        }
    }

    /// kill -9.
    void killAgent() {
        if (agent != null) {
            sim.loop().note("agent of %s dies", id);
            agent.process().kill();
            agent = null;
        }
        stepsToDeath = -1;
    }

    /// The agent's process has ended by itself.
    void agentEnded() {
        agent = null;
    }

    void powerOff() {
        killAgent();
        sim.loop().note("node %s dies", id);
        before = kernel.groups();
        kernel = null;
    }

    /// The groups that were there before it last went down.
    List<Group> before() {
        return before;
    }

    /// Its wall clock.
    Instant wall() {
        return sim.loop().instant().plusMillis(Math.round(clockOffsetMillis + drift * sim.loop().now()));
    }

    double clockErrorMillis() {
        return clockOffsetMillis + drift * sim.loop().now();
    }

    /// Its monotonic clock; where it begins means nothing.
    long nanos() {
        return sim.loop().now() * 1_000_000L - 5_000_000_000L;
    }

    void jumpClock(double millis) {
        clockOffsetMillis += millis;
        jumpedAt = sim.loop().now();
        sim.observer().clockJumped(this);
    }

    void setClock() {
        clockOffsetMillis = -drift * sim.loop().now();
        jumpedAt = sim.loop().now();
        sim.observer().clockJumped(this);
    }

    long jumpedAt() {
        return jumpedAt;
    }

    /// The agent will die in the midst of its next writes.
    void dieAfter(long steps) {
        stepsToDeath = steps;
    }

    /// Whether the agent has come to its end.
    boolean diesNow() {
        if (stepsToDeath > 0) {
            stepsToDeath--;
        }
        if (stepsToDeath == 0) {
            killAgent();
            sim.chaos().revive(this);
            return true;
        }
        return agent == null || agent.process().isDead();
    }

    void refuseWrites(long until) {
        refusesUntil = until;
    }

    boolean refusesWrites() {
        return sim.loop().now() < refusesUntil;
    }

    void slowKernel(long until, long millis) {
        slowUntil = until;
        slowMillis = millis;
    }

    boolean isKernelSlow() {
        return sim.loop().now() < slowUntil;
    }

    long kernelDelay(Dice dice) {
        return isKernelSlow() ? dice.between(slowMillis / 2, slowMillis) : dice.between(0L, 4L);
    }

    boolean isKernelWell() {
        // What began while it was slow takes its time.
        return sim.loop().now() >= slowUntil + slowMillis && !refusesWrites();
    }

    void heal() {
        refusesUntil = 0;
        slowUntil = 0;
        slowMillis = 0;
        stepsToDeath = -1;
    }

    boolean isEnforcing() {
        return mode == Mode.ENFORCE;
    }
}
