package dev.landlord.launcher.simulation;

import dev.landlord.agent.enforce.Claimed;
import dev.landlord.agent.enforce.Desire;
import dev.landlord.agent.enforce.Enforcer;
import dev.landlord.agent.enforce.KeptDesire;
import dev.landlord.agent.enforce.Knob;
import dev.landlord.agent.enforce.Now;
import dev.landlord.agent.enforce.Rules;
import dev.landlord.agent.link.LatestCommands;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.json.Decoded;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.NodeReport;
import dev.landlord.protocol.message.TenantSpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// One run of an agent: the real enforcer and planner, what feeds them, and what comes of it.
final class SimAgent {
    private static final long TICK_MILLIS = 200;
    private static final long RESEND_MILLIS = 30_000;
    private static final long HEARTBEAT_MILLIS = 10_000;
    private static final Duration WRITE_DEADLINE = Duration.ofSeconds(10);
    private static final Duration VERIFY_EVERY = Duration.ofSeconds(2);
    private static final double MICRO = 1e6;

    private final Simulation sim;
    private final SimNode node;
    private final SimProcess process;
    private final Dice dice;
    private final Producer producer;
    private final Producer answers;
    private final long run;
    private final Map<Knob, String> missing;
    private final Enforcer enforcer;
    private final Hands hands;
    private final Sampling sampling;
    private final LatestCommands commands;
    private Map<TenantId, TenantSpec> tenants;
    private Map<TenantId, List<Claimed>> found = Map.of();
    /// Orders as they were sent.
    private final Map<String, Command.Evict> received = new HashMap<>();
    private boolean obeys;
    private boolean stopping;

    SimAgent(Simulation sim, SimNode node) {
        this.sim = sim;
        this.node = node;
        this.run = ++node.disk().runs;
        this.process = new SimProcess("agent %s run %d".formatted(node.id, run));
        this.dice = sim.dice(process.name());
        this.producer = new Producer(sim.loop(), sim.broker(), process, dice, Producer.Faults.PLAIN);
        this.answers = new Producer(sim.loop(), sim.broker(), process, dice, new Producer.Faults(0.01, 0.005, 0.02, 0));
        var sample = new Group("/probe", 0, node.kernel().dialect);
        this.missing = Arrays.stream(Knob.values()).filter(knob -> !sample.has(knob) || sim.lacks(node, knob))
            .collect(Collectors.toMap(knob -> knob, knob -> "this node has no " + knob.capability()));
        this.hands = new Hands(sim, node, this, dice);
        this.enforcer = new Enforcer(new Rules(node.id, node.kernel().bootId, node.mode, Rules.OnSilence.LIFT, missing,
            sim.mutant().evictionsPerMinute(node.evictionsPerMinute), WRITE_DEADLINE, VERIFY_EVERY), hands);
        this.sampling = new Sampling(node, run);
        this.commands = new LatestCommands(node.id);
    }

    SimProcess process() {
        return process;
    }

    Enforcer enforcer() {
        return enforcer;
    }

    Producer answers() {
        return answers;
    }

    /// Whether it carries out commands, and nothing is wrong with it.
    boolean isWell() {
        return obeys && !stopping && process.isWell(sim.loop().now());
    }

    boolean obeys() {
        return obeys;
    }

    /// Grows with each start.
    long run() {
        return run;
    }

    /// An order as it was sent to this run.
    Command.Evict received(String order) {
        return received.get(order);
    }

    Now now() {
        return new Now(node.wall(), node.nanos());
    }

    List<Claimed> found(TenantId tenant) {
        return found.getOrDefault(tenant, List.of());
    }

    void start() {
        sim.loop().note("agent of %s starts run %d", node.id, run);
        sim.observer().agentStarted(node);
        var desires = new HashMap<TenantId, Desire>();
        for (KeptDesire kept : node.disk().desires()) {
            desires.put(kept.tenant(), sim.mutant().remembered(kept.desire(now())));
        }
        enforcer.restore(desires, new HashSet<>(node.disk().holders()),
            node.disk().orders().stream().map(order -> sim.mutant().remembered(order, node)).toList(), now());
        sim.loop().every(process, () -> TICK_MILLIS, node.id + " enforcer ticks", () -> enforcer.tick(now()));
        sim.loop().every(process, () -> RESEND_MILLIS, node.id + " resends", enforcer::resend);
        sim.loop().after(process, dice.between(300L, 2000L), node.id + " connects", this::followTenants);
    }

    private void followTenants() {
        var log = sim.broker().log(Topic.TENANTS, 0);
        long end = log.end();
        var declared = new TreeMap<TenantId, TenantSpec>();
        var tail = new Tail[1];
        tail[0] = new Tail(sim.loop(), sim.broker(), process, dice, log, 0, entries -> {
            for (var entry : entries) {
                if (entry.value == null) {
                    declared.remove(new TenantId(entry.key));
                } else if (MessageCodec.tenant(entry.value) instanceof Decoded.Known(var spec)) {
                    declared.put(spec.id(), spec);
                }
            }
            if (tenants != null || tail[0].position() >= end) {
                declare(Map.copyOf(declared));
            }
        }).start();
        if (end == 0) {
            declare(Map.of());
        }
    }

    /// Tells the enforcer what is new.
    private void declare(Map<TenantId, TenantSpec> declared) {
        boolean first = tenants == null;
        var before = first ? Map.<TenantId, TenantSpec>of() : tenants;
        var sorted = new TreeMap<>(declared);
        sorted.values().stream().filter(spec -> !spec.equals(before.get(spec.id()))).forEach(spec ->
            enforcer.declare(spec.id(), sim.ceiling(spec), now()));
        if (first) {
            enforcer.declaredOnly(sorted.keySet(), now());
        }
        new TreeMap<>(before).keySet().stream().filter(id -> !declared.containsKey(id)).forEach(id -> enforcer.undeclare(id, now()));
        tenants = sorted;
        if (first) {
            sampleAndObey();
        }
    }

    private void sampleAndObey() {
        sim.loop().after(process, dice.between(0L, node.sampleMillis), node.id + " begins to sample", () -> {
            sample();
            sim.loop().every(process, () -> node.sampleMillis, node.id + " samples", this::sample);
            report(NodeReport.State.UP);
            sim.loop().every(process, () -> HEARTBEAT_MILLIS, node.id + " reports", () -> report(NodeReport.State.UP));
            followCommands();
        });
    }

    /// First to the end, of which only the latest of each key counts; then each as it comes.
    private void followCommands() {
        var log = sim.broker().ofNode(node.id);
        long end = log.end();
        var tail = new Tail[1];
        tail[0] = new Tail(sim.loop(), sim.broker(), process, dice, log, 0, entries -> {
            entries.forEach(entry -> commands.read(entry.key, entry.value, "offset " + entry.offset));
            if (obeys || stopping) {
                commands.take().forEach(command -> accept(command, false));
            } else if (tail[0].position() >= end) {
                obey();
            }
        }).start();
        if (end == 0) {
            obey();
        }
    }

    private void obey() {
        obeys = true;
        commands.take().forEach(command -> accept(command, true));
    }

    /// An agent that stops ends its reading of commands first.
    private void accept(Command command, boolean isFound) {
        if (stopping) {
            return;
        }
        sim.observer().received(node, command, isFound);
        if (command instanceof Command.Evict order) {
            received.put(order.order(), order);
        }
        enforcer.accept(sim.mutant().heard(command, node), sim.mutant().isFound(isFound), now());
    }

    private void sample() {
        if (stopping) {
            return;
        }
        var groups = new HashMap<TenantId, List<Claimed>>();
        for (var spec : tenants.values()) {
            var samples = sampling.sample(spec);
            groups.put(spec.id(), sampling.groups(spec).stream().map(group -> new Claimed(group.path, group.inode,
                OptionalLong.of(Math.round(node.kernel().cpuRate(group) * MICRO)))).toList());
            samples.ifPresent(sample -> producer.send(sim.broker().ofTenant(Topic.USAGE, spec.id()), sample.key(), MessageCodec.encode(sample)));
        }
        found = groups;
        enforcer.found(groups, now());
    }

    private void report(NodeReport.State state) {
        var capabilities = new TreeMap<String, NodeReport.Capability>();
        for (var knob : Knob.values()) {
            capabilities.put(knob.capability(), missing.containsKey(knob) ? NodeReport.Capability.no(missing.get(knob)) : NodeReport.Capability.YES);
        }
        var report = new NodeReport(node.id, node.kernel().bootId, run, node.wall(), state, "0.1.0", "Linux", NodeReport.CgroupMode.V2,
            Map.of(), node.mode, node.sampleMillis, new NodeReport.Capacity(16, 1L << 36), sim.variety().host(node), capabilities, null, null,
            List.of());
        producer.send(sim.broker().log(Topic.NODES, 0), report.key(), MessageCodec.encode(report));
    }

    /// Ends as it is meant to: limits are lifted first.
    void stop() {
        if (stopping || tenants == null) {
            return;
        }
        stopping = true;
        obeys = false;
        sim.loop().note("agent of %s is told to stop", node.id);
        enforcer.stop(now());
        awaitStop(sim.loop().now() + 30_000);
    }

    private void awaitStop(long deadline) {
        if (enforcer.isStopped() || sim.loop().now() >= deadline) {
            report(NodeReport.State.STOPPED);
            sim.loop().after(process, 1500, node.id + " ends", () -> {
                sim.loop().note("agent of %s has stopped", node.id);
                process.kill();
                node.agentEnded();
            });
        } else {
            sim.loop().after(process, 100, node.id + " awaits its stop", () -> awaitStop(deadline));
        }
    }
}
