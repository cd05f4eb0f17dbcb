package dev.landlord.launcher.simulation;

import dev.landlord.controller.engine.Directory;
import dev.landlord.controller.engine.EffectWriter;
import dev.landlord.controller.engine.EngineMetrics;
import dev.landlord.controller.engine.Ownership;
import dev.landlord.controller.engine.PartitionTenants;
import dev.landlord.controller.engine.PartitionTerm;
import dev.landlord.controller.engine.Read;
import dev.landlord.controller.engine.SettingsReader;
import dev.landlord.controller.engine.Stepper;
import dev.landlord.controller.policy.Effect;
import dev.landlord.controller.policy.Rules;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.LedgerEntry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// One run of a controller: the engine's own ownership, terms, tenants and directory over the simulated broker.
final class SimController {
    private static final long TICK_MILLIS = 1000;
    private static final Duration SAVE_EVERY = Duration.ofSeconds(10);

    private final Simulation sim;
    private final String name;
    private final SimProcess process;
    private final Dice dice;
    private final Producer producer;
    private final EngineMetrics metrics = new EngineMetrics(new SimpleMeterRegistry());
    private final Directory directory = new Directory(metrics);
    private final Ownership ownership;
    private final InstantSource clock;
    /// What it has read of the house's settings, and the policy under that.
    private final SettingsReader book = new SettingsReader(Set.of(), metrics);
    private Stepper policy;
    private final List<SimTerm> terms = new ArrayList<>();
    private final Set<Integer> assigned = new HashSet<>();
    private boolean joined;

    /// @param clockOffset milliseconds by which its clock is ahead of the broker's
    SimController(Simulation sim, String name, long clockOffset) {
        this.sim = sim;
        this.name = name;
        this.process = new SimProcess(name);
        this.dice = sim.dice("controller " + name);
        this.producer = new Producer(sim.loop(), sim.broker(), process, dice, Producer.Faults.IDEMPOTENT);
        this.clock = () -> sim.loop().instant().plusMillis(clockOffset);
        this.ownership = new Ownership((pause, task) -> sim.loop().after(process, pause.toMillis(), name + " retries", task), clock,
            name, Broker.PARTITIONS, this::term);
        directory.listen(ownership);
        book.listen(_ -> policy = sim.mutant().policy(rules()));
    }

    String name() {
        return name;
    }

    SimProcess process() {
        return process;
    }

    List<SimTerm> terms() {
        return terms;
    }

    /// What holds for the house, as far as it has read.
    Rules rules() {
        return sim.government().any() ? book.current().rules() : sim.government().rules();
    }

    /// Reads settings, tenants and nodes to the end, then joins the group.
    void start() {
        sim.loop().note("controller %s starts", name);
        if (sim.government().any()) {
            follow(Topic.SETTINGS, book::accept, this::followTenants);
        } else {
            followTenants();
        }
    }

    private void followTenants() {
        follow(Topic.TENANTS, directory::accept, () -> follow(Topic.NODES, directory::accept, () -> {
            joined = true;
            sim.loop().every(process, () -> TICK_MILLIS, name + " ticks", ownership::tick);
        }));
    }

    private void follow(Topic topic, Consumer<List<Read>> reader, Runnable caughtUp) {
        var log = sim.broker().log(topic, 0);
        long end = log.end();
        var told = new boolean[1];
        var tail = new Tail[1];
        tail[0] = new Tail(sim.loop(), sim.broker(), process, dice, log, 0, entries -> {
            reader.accept(reads(log, entries));
            if (!told[0] && tail[0].position() >= end) {
                told[0] = true;
                caughtUp.run();
            }
        }).start();
        if (end == 0) {
            told[0] = true;
            caughtUp.run();
        }
    }

    private static List<Read> reads(Log log, List<Log.Entry> entries) {
        return entries.stream().map(log::read).toList();
    }

    /// Whether it is in the group, as far as the broker can tell.
    boolean isMember() {
        return joined && !process.isDead();
    }

    Set<Integer> assigned() {
        return assigned;
    }

    void assign(int partition) {
        assigned.add(partition);
        sim.loop().after(process, process.delay(sim.loop().now(), dice), name + " gains " + partition, () -> {
            if (assigned.contains(partition)) {
                ownership.assigned(Set.of(partition));
            }
        });
    }

    /// The handler runs some time after the group has decided, later still where nothing is heard.
    void revoke(int partition) {
        assigned.remove(partition);
        long heard = Math.max(0, process.deafUntil() - sim.loop().now());
        long late = dice.chance(0.3) ? dice.between(3_000L, 60_000L) : dice.between(0L, 3_000L);
        sim.loop().after(process, heard + late, name + " loses " + partition, () -> {
            if (!assigned.contains(partition)) {
                ownership.revoked(Set.of(partition));
            }
        });
    }

    private Future<PartitionTerm> term(int partition) {
        var simTerm = new SimTerm(this, partition);
        terms.removeIf(term -> term.isOver);
        terms.add(simTerm);
        Stepper watched = (state, event) -> {
            try {
                var step = policy.step(state, event);
                sim.observer().stepped(simTerm, state, event, step);
                return step;
            } catch (RuntimeException e) {
                sim.violated("the policy never throws", "%s threw on %s of tenant %s: %s".formatted(simTerm, event, state.tenant(), e), e);
                throw e;
            }
        };
        simTerm.tenants = new PartitionTenants(watched, directory::node, metrics);
        var log = new SimPartitionLog(sim, simTerm, producer, metrics, dice);
        EffectWriter effects = (all, entries) -> all.isEmpty() && entries.isEmpty() ? Future.succeededFuture()
            : Future.all(Stream.concat(all.stream().map(this::send), entries.stream().map(entry -> publish(simTerm, entry))).toList()).mapEmpty();
        simTerm.term = new PartitionTerm(partition, log, effects, simTerm.tenants, directory,
            tenant -> Ownership.partitionOf(tenant, Broker.PARTITIONS) == partition, clock, SAVE_EVERY, metrics);
        return Future.succeededFuture(simTerm.term);
    }

    private Future<?> publish(SimTerm term, LedgerEntry entry) {
        sim.observer().published(term, entry);
        return producer.send(sim.broker().ofTenant(Topic.LEDGER, entry.tenant()), entry.key(), MessageCodec.encode(entry));
    }

    private Future<?> send(Effect effect) {
        return switch (effect) {
            case Effect.Send(var command) -> {
                sim.loop().note("%s sends %s", name, Words.of(command));
                yield producer.send(sim.broker().ofNode(command.node()), command.key(), MessageCodec.encode(command));
            }
            case Effect.Clear(var key) -> producer.send(sim.broker().ofNode(key.node()), key.toString(), null);
            case Effect.Publish(var decision) -> {
                sim.loop().note("%s decides %s %s: %s", name, decision.action(), decision.id(), decision.text());
                yield producer.send(sim.broker().ofTenant(Topic.DECISIONS, decision.tenant()), decision.key(), MessageCodec.encode(decision));
            }
        };
    }
}
