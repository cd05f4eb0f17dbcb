package dev.landlord.agent.actuate;

import dev.landlord.agent.enforce.Claimed;
import dev.landlord.agent.enforce.Desire;
import dev.landlord.agent.enforce.Enforcer;
import dev.landlord.agent.enforce.Eviction;
import dev.landlord.agent.enforce.Knob;
import dev.landlord.agent.enforce.Now;
import dev.landlord.agent.enforce.OrderRecord;
import dev.landlord.agent.enforce.Port;
import dev.landlord.agent.enforce.Reconciliation;
import dev.landlord.agent.enforce.Rules;
import dev.landlord.agent.enforce.Sighting;
import dev.landlord.agent.enforce.Verdict;
import dev.landlord.agent.enforce.Work;
import dev.landlord.agent.host.BlockDevices;
import dev.landlord.agent.host.Capabilities;
import dev.landlord.agent.host.Discovered;
import dev.landlord.agent.host.FoundWorkload;
import dev.landlord.agent.host.Group;
import dev.landlord.agent.host.OwnSubtree;
import dev.landlord.agent.host.TenantGroups;
import dev.landlord.agent.sample.GroupUse;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.Ack.Outcome;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.NodeReport.Capability;
import dev.landlord.protocol.message.NodeReport.EnforcementCounts;
import dev.landlord.protocol.message.TenantSpec;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Enforcement on one node: what the agent's verticle starts, feeds and stops. Every method may be called from any thread and returns at once.
///
/// One thread judges (the [Enforcer], and the small files it keeps on disk), a few others do what blocks in the kernel.
///
/// On a clean stop every limit is taken back, ceilings too: a node without its agent is as it was before. What is desired stays on disk and in the
/// topic, so that the next start applies it again for as long as its lease lasts. Evictions under way stand still and are finished by the next start.
public final class Enforcement {
    private static final Logger LOG = LoggerFactory.getLogger(Enforcement.class);
    private static final Duration VERIFY_EVERY = Duration.ofSeconds(2);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(30);
    private static final long TICK_MILLIS = 100;
    private static final long RESEND_MILLIS = 30_000;
    private static final double MICRO = 1e6;
    private static final String OVERLOAD = "too many tenants wait for the kernel's threads";

    private final EnforcementSettings settings;
    private final InstantSource wall;
    private final LongSupplier nanos;
    private final AgentState state;
    private final KernelJobs jobs;
    private final KernelThreads kernel;
    private final Enforcer enforcer;
    private final JudgeThread judge = new JudgeThread();
    private final Answers answers;
    private final CompletableFuture<Set<TenantId>> stopped = new CompletableFuture<>();
    /// What discovery found last. Judge's thread only.
    private Map<TenantId, List<Claimed>> found = Map.of();

    /// @param devices those that do IO; as looked up already, and again now and then by others
    /// @param wall    wall clock
    /// @param nanos   the monotonic clock, as [System#nanoTime]
    /// @throws IOException if the state directory cannot be used, or another agent uses it
    public Enforcement(
        EnforcementSettings settings, OwnSubtree subtree, BlockDevices devices, AckSink acks, InstantSource wall, LongSupplier nanos
    ) throws IOException {
        this.settings = settings;
        this.wall = wall;
        this.nanos = nanos;
        this.state = AgentState.open(settings.stateDirectory(), settings.bootId());
        this.jobs = new KernelJobs(subtree, devices, state.limits(), settings.floors(), settings.untouchable(), nanos);
        this.answers = new Answers(acks, jobs.counters(), judge);
        this.kernel = new KernelThreads(settings.kernelThreads());
        this.enforcer = new Enforcer(new Rules(settings.node(), settings.bootId(), settings.mode(), settings.onSilence(),
            missing(new Capabilities(subtree, devices).probe()), settings.evictionsPerMinute(), settings.writeDeadline(), VERIFY_EVERY), new Hands());
    }

    private static Map<Knob, String> missing(Map<String, Capability> capabilities) {
        return Arrays.stream(Knob.values()).filter(knob -> !capabilities.get(knob.capability()).available())
            .collect(Collectors.toMap(Function.identity(), knob -> capabilities.get(knob.capability()).why()));
    }

    /// Takes up what an earlier run has left: limits whose lease lasts stay, the others are lifted, unfinished evictions go on.
    public CompletableFuture<Void> start() {
        return judge.run(() -> {
            try {
                state.limits().unreadable().values()
                    .forEach(why -> LOG.error("A tenant's limits cannot be taken back, so it is left alone: {}", why));
                enforcer.restore(state.desires(now()), state.limits().tenants(), state.orders(), now());
            } catch (IOException e) {
                throw new IllegalStateException("cannot read %s".formatted(settings.stateDirectory()), e);
            }
            judge.every(TICK_MILLIS, TICK_MILLIS, () -> enforcer.tick(now()));
            judge.every(RESEND_MILLIS, RESEND_MILLIS, enforcer::resend);
        });
    }

    /// What this node can do now, by the names of [Capabilities#probe]. Call it before anybody is told: then no command that rests on it is refused.
    public void capable(Map<String, Capability> capabilities) {
        var missing = missing(capabilities);
        judge.run(() -> enforcer.lacks(missing, now()));
    }

    /// A tenant is declared, or declared differently: its group is made, its ceiling set.
    public void declare(TenantSpec tenant) {
        var ceiling = tenant.ceiling();
        var limits = Limits.NONE.withCpuCores(ceiling.cpuCores()).withMemoryBytes(ceiling.memoryBytes()).withPids(ceiling.pids());
        judge.run(() -> enforcer.declare(tenant.id(), limits, now()));
    }

    /// A tenant is deleted: its limits are lifted, nothing is killed, and its group goes as soon as it is empty.
    public void undeclare(TenantId tenant) {
        judge.run(() -> enforcer.undeclare(tenant, now()));
    }

    /// Every tenant that is declared. Call once they are all known after the start: what is still held of others is lifted.
    public void declaredOnly(Set<TenantId> tenants) {
        judge.run(() -> enforcer.declaredOnly(tenants, now()));
    }

    /// What a round of sampling has found. Call before the first [#accept], and after every round.
    ///
    /// @param use by cgroup id
    public void found(Discovered discovered, Map<Long, GroupUse> use) {
        var claimed = new HashMap<TenantId, List<Claimed>>();
        discovered.tenants().forEach(tenant -> claimed.put(tenant.tenant(), claimed(tenant, use)));
        judge.run(() -> {
            found = claimed;
            enforcer.found(claimed, now());
        });
    }

    /// The groups to hold to the tenant's limits: its own, and the adopted ones that no other tenant contests.
    private static List<Claimed> claimed(TenantGroups tenant, Map<Long, GroupUse> use) {
        var adopted = tenant.workloads().stream()
            .filter(workload -> switch (workload.origin()) {
                case OWN -> false;
                case ADOPTED -> !workload.contested();
            }).map(FoundWorkload::group);
        return Stream.concat(tenant.own().stream(), adopted).map(group -> {
            var cores = use.getOrDefault(group.id(), GroupUse.UNKNOWN).cpuCores();
            return new Claimed(group.cgroup(), group.id(), cores.isPresent()
                ? OptionalLong.of(Math.round(cores.getAsDouble() * MICRO)) : OptionalLong.empty());
        }).toList();
    }

    /// A command has arrived. The future ends when it is on disk or refused; what becomes of it is answered through the [AckSink].
    ///
    /// @param isFound whether it was found in the topic at start-up, and not received as it was sent
    public CompletableFuture<Void> accept(Command command, boolean isFound) {
        // Refuses an order whose id is not valid: it becomes the name of a file.
        command.commandKey();
        return judge.run(() -> {
            try {
                enforcer.accept(command, isFound, now());
            } catch (RuntimeException e) {
                if (command instanceof Command.Throttle throttle) {
                    answers.send(new Ack(settings.node(), throttle.tenant(), throttle.epoch(), throttle.generation(), null, Outcome.FAILED,
                        "journal", e.getMessage(), null, null, wall.instant()));
                }
                throw e;
            }
        });
    }

    /// Limits of a group as the kernel says now; reads a few files on the caller's thread.
    public Limits limits(Group group) {
        return jobs.limits(group.cgroup());
    }

    /// What was done and met since the agent started.
    public EnforcementCounts counts() {
        return jobs.counters().counts();
    }

    /// Takes back every limit, then ends. The future tells of whom limits are left, after at most half a minute.
    public CompletableFuture<Set<TenantId>> stop() {
        long deadline = nanos.getAsLong() + STOP_WITHIN.toNanos();
        judge.run(() -> {
            enforcer.stop(now());
            judge.every(0, TICK_MILLIS, () -> {
                if (enforcer.isStopped() || nanos.getAsLong() - deadline >= 0) {
                    judge.end();
                    kernel.close();
                    close();
                    stopped.complete(state.limits().tenants());
                }
            });
        });
        return stopped;
    }

    private void close() {
        try {
            state.close();
        } catch (IOException e) {
            LOG.warn("The lock on {} could not be given up", settings.stateDirectory(), e);
        }
    }

    private Now now() {
        return new Now(wall.instant(), nanos.getAsLong());
    }

    /// What the enforcer starts, off to the kernel's threads, and back to the judge's.
    private final class Hands implements Port {
        @Override
        public void reconcile(TenantId tenant, Work work) {
            var overload = new Reconciliation(Verdict.failed("overload", OVERLOAD), null, true);
            onKernel(() -> jobs.reconcile(tenant, work), overload, result -> enforcer.reconciled(tenant, result, now()));
        }

        @Override
        public void look(TenantId tenant, Command.Evict order) {
            var groups = found.getOrDefault(tenant, List.of());
            onKernel(() -> jobs.look(order), new Sighting.Unreadable(OVERLOAD),
                sighting -> enforcer.sighted(order, sighting, jobs.isOf(tenant, order, groups), now()));
        }

        @Override
        public void advance(TenantId tenant, Eviction eviction, long untilNanos) {
            onKernel(() -> jobs.advance(eviction, untilNanos), new Eviction.Step.Wait(),
                step -> enforcer.advanced(tenant, eviction.order().order(), step, now()));
        }

        private <T> void onKernel(Supplier<T> job, T overload, Consumer<T> done) {
            try {
                kernel.run(() -> {
                    var result = job.get();
                    judge.run(() -> done.accept(result));
                });
            } catch (RejectedExecutionException _) {
                judge.run(() -> done.accept(overload));
            }
        }

        @Override
        public void remember(TenantId tenant, Desire desire) {
            state.keep(tenant, desire);
        }

        @Override
        public void forget(TenantId tenant) {
            state.forget(tenant);
        }

        @Override
        public void remember(OrderRecord order) {
            state.keep(order);
        }

        @Override
        public void forget(OrderRecord order) {
            state.forget(order);
        }

        @Override
        public void ack(Ack ack) {
            answers.send(ack);
        }

        @Override
        public void ackFinally(Ack ack) {
            answers.sendFinally(ack, () -> enforcer.delivered(ack.order()));
        }
    }
}
