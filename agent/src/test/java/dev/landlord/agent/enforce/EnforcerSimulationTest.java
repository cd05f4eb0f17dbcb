package dev.landlord.agent.enforce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.agent.enforce.Rules.OnSilence;
import dev.landlord.protocol.message.Ack.Outcome;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.NodeReport.Mode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The enforcer against two owners, a log that delays, repeats and drops, a slow kernel, and agents that die; every run told by its seed.
class EnforcerSimulationTest {
    private static final int STEPS = 400;

    static List<Long> seeds() {
        return new Random(20_261_122).longs(60).boxed().toList();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void invariantsHold(long seed) {
        new Run(seed).go();
    }

    private static final class Run {
        private final Random random;
        private final String name;
        private final Deque<Command> onTheWay = new ArrayDeque<>();
        private final Set<Term> delivered = new HashSet<>();
        private final Set<Term> answered = new HashSet<>();
        private final Map<String, Integer> finals = new HashMap<>();
        private FakePort port = new FakePort(FakePort.rules(Mode.ENFORCE, OnSilence.LIFT, 3));
        private Term highest = new Term(0, 0);
        private long generation;
        private int orders;

        Run(long seed) {
            this.random = new Random(seed);
            this.name = "seed " + seed;
            declare();
        }

        private void declare() {
            port.enforcer.declare(Commands.TENANT, Limits.NONE, port.now);
        }

        void go() {
            for (int i = 0; i < STEPS; i++) {
                step();
                check();
            }
            port.settle();
            port.passes(61);
            port.settle();
            port.sighting = new Sighting.Gone();
            port.passes(1);
            port.settle();
            check();
            assertThat(port.kernel).as("%s: silence past the lease lifts", name).isEqualTo(Limits.NONE);
            assertThat(answered).as("%s: every throttle delivered to a living agent is answered", name).containsAll(delivered);
            assertThat(port.orders.values()).as("%s: every order ends", name).allMatch(OrderRecord::isFinal);
        }

        private void step() {
            switch (random.nextInt(12)) {
                case 0, 1 -> onTheWay.add(throttle());
                case 2 -> onTheWay.add(evict());
                case 3, 4, 5 -> deliver();
                case 6, 7, 8 -> letKernelReturn();
                case 9 -> port.passes(random.nextInt(1, 8));
                case 10 -> port.sighting = random.nextBoolean() ? new Sighting.Gone()
                    : new Sighting.Present(Commands.GROUP_ID, List.of(new ProcessIdentity(100 + random.nextInt(3), 1)), List.of());
                default -> {
                    if (random.nextInt(8) == 0) {
                        die();
                    }
                }
            }
        }

        private Command throttle() {
            generation++;
            var limits = random.nextInt(3) == 0 ? Limits.NONE : Limits.ofCpu(random.nextInt(1, 5) / 4.0);
            return new Command.Throttle(Commands.NODE, Commands.TENANT, random.nextInt(3), generation, port.now.wall(), limits.isEmpty() ? 0 : 60_000,
                limits, Commands.REASON);
        }

        private Command evict() {
            orders++;
            return new Command.Evict(Commands.NODE, Commands.TENANT, "o" + orders, random.nextInt(3), port.now.wall(), 30_000, 2_000,
                new Command.Fence(Commands.BOOT, "w", "/landlord/a/w", Commands.GROUP_ID), Commands.REASON);
        }

        /// In order or late, once or twice, or never.
        private void deliver() {
            if (onTheWay.isEmpty()) {
                return;
            }
            var command = random.nextInt(4) == 0 ? onTheWay.removeLast() : onTheWay.removeFirst();
            if (random.nextInt(6) == 0) {
                return;
            }
            if (random.nextInt(6) == 0) {
                onTheWay.add(command);
            }
            if (command instanceof Command.Throttle throttle) {
                delivered.add(Term.of(throttle));
            }
            port.enforcer.accept(command, random.nextInt(5) == 0, port.now);
        }

        private void letKernelReturn() {
            if (!port.pending.isEmpty()) {
                port.pending.poll().run();
            }
        }

        /// What is unanswered dies with it; what it was told to do is on disk.
        private void die() {
            collect();
            delivered.retainAll(answered);
            port = port.restarted();
            declare();
        }

        private void collect() {
            for (var ack : new ArrayList<>(port.acks)) {
                if (ack.generation() != null) {
                    answered.add(new Term(ack.epoch(), ack.generation()));
                } else if (Evictions.isFinal(ack.outcome())) {
                    finals.merge(ack.order(), 1, Integer::sum);
                    port.enforcer.delivered(ack.order());
                }
            }
            port.acks.clear();
        }

        private void check() {
            collect();
            var now = port.throttles.getOrDefault(Commands.TENANT, Desire.NOTHING).highest().orElse(highest);
            assertThat(now).as("%s: (epoch, generation) never goes back", name).isGreaterThanOrEqualTo(highest);
            highest = now;
            assertThat(finals.values()).as("%s: one final answer an order", name).allMatch(count -> count == 1);
            long begun = port.orders.values().stream()
                .filter(o -> o.wasBegun() && o.acceptedAt().isAfter(port.now.wall().minusSeconds(60))).count();
            assertThat(begun).as("%s: evictions within the guardrail", name).isLessThanOrEqualTo(3);
            assertThat(port.orders.values()).as("%s: nothing is remembered of what may come again", name)
                .noneMatch(o -> o.isFinal() && (o.ack().outcome() == Outcome.DEFERRED || o.ack().outcome() == Outcome.STALE));
        }
    }
}
