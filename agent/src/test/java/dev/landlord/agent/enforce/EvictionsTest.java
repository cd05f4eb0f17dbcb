package dev.landlord.agent.enforce;

import static dev.landlord.agent.enforce.Commands.evict;
import static dev.landlord.agent.enforce.Commands.throttle;
import static dev.landlord.agent.enforce.FakePort.BUSY;
import static dev.landlord.agent.enforce.FakePort.ONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.landlord.agent.enforce.Rules.OnSilence;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.Ack.Outcome;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.NodeReport.Mode;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Evictions and the guardrail, as the enforcer judges them.
class EvictionsTest {
    private FakePort port = FakePort.start(Mode.ENFORCE, OnSilence.LIFT);

    @Test
    void anEvictionIsOnDiskBeforeAnythingIsDoneAndEndsInOneAnswer() {
        port.sighting = BUSY;
        port.accept(evict("o1"));
        port.pending.poll().run();
        assertThat(port.orders.get("o1").found()).containsExactly(ONE);
        assertThat(port.steps).isEmpty();

        port.settle();
        assertThat(port.steps).singleElement().isInstanceOf(Eviction.Step.Terminate.class);
        port.sighting = new Sighting.Present(Commands.GROUP_ID, List.of(), List.of());
        port.passes(1);
        port.settle();
        port.acceptAndSettle(evict("o1"));
        port.enforcer.delivered("o1");
        port.acceptAndSettle(evict("o1"));

        assertThat(port.acks).extracting(Ack::order, Ack::outcome, Ack::remaining).hasSize(2)
            .containsOnly(tuple("o1", Outcome.APPLIED, 0L));
    }

    @Test
    void aFrozenTenantIsThawedForTheEvictionAndFreezesAgain() {
        port.acceptAndSettle(throttle(1, 1, Limits.NONE.withFrozen(true)));
        port.sighting = BUSY;
        port.acceptAndSettle(evict("o1"));
        assertThat(port.targets.getLast().of(Knob.FREEZER)).isEqualTo(Bound.UNLIMITED);

        port.sighting = new Sighting.Gone();
        port.passes(1);
        port.settle();
        assertThat(port.targets.getLast().of(Knob.FREEZER)).isEqualTo(Bound.ZERO);
    }

    @Test
    void theGuardrailDefersAndTheSameOrderMayComeAgain() {
        port.sighting = BUSY;
        port.acceptAndSettle(evict("o1"));
        port.acceptAndSettle(evict("o2"));
        port.acceptAndSettle(evict("o3"));
        assertThat(port.lastAck()).extracting(Ack::order, Ack::outcome, Ack::reason).containsExactly("o3", Outcome.DEFERRED, "guardrail");
        assertThat(port.orders).doesNotContainKey("o3");

        port.sighting = new Sighting.Gone();
        port.passes(1);
        port.settle();
        port.acceptAndSettle(evict("o3"));
        assertThat(port.lastAck()).extracting(Ack::order, Ack::outcome).containsExactly("o3", Outcome.UNCHANGED);
    }

    @Test
    void aCrashGivesNoFreshAllowanceOfEvictions() {
        port.sighting = BUSY;
        port.acceptAndSettle(evict("o1"));
        port.acceptAndSettle(evict("o2"));
        port.passes(30);
        port = port.restarted();
        port.settle();

        port.acceptAndSettle(evict("o3"));
        assertThat(port.lastAck()).extracting(Ack::order, Ack::outcome, Ack::reason).containsExactly("o3", Outcome.DEFERRED, "guardrail");

        port.passes(30);
        port.settle();
        port.acceptAndSettle(evict("o3"));
        assertThat(port.orders.get("o3").wasBegun()).as("a minute after the others, within its time to live").isTrue();
    }

    @Test
    void theGuardrailGoesByTheMonotonicClock() {
        port.sighting = BUSY;
        port.acceptAndSettle(evict("o1"));
        port.acceptAndSettle(evict("o2"));
        port.now = new Now(port.now.wall().minusSeconds(3600), port.now.nanos());
        port.passes(61);
        port.settle();
        port.acceptAndSettle(evict("o3"));
        assertThat(port.orders.get("o3").wasBegun()).as("a minute after the others, though the clock was put back").isTrue();
    }

    @Test
    void anEvictionCountsUntilAMinuteAfterItsProcessesWereAskedToEnd() {
        acceptTwoWhileTheKernelIsSlow();
        assertThat(port.steps).as("both after 16 s").hasSize(2).allMatch(Eviction.Step.Terminate.class::isInstance);

        port.passes(46);
        port.settle();
        var third = Commands.evictIssuedAt("o3", Commands.ISSUED.plusSeconds(60));
        port.acceptAndSettle(third);
        assertThat(port.lastAck()).extracting(Ack::order, Ack::outcome, Ack::reason).containsExactly("o3", Outcome.DEFERRED, "guardrail");

        port = port.restarted();
        port.settle();
        port.acceptAndSettle(third);
        assertThat(port.lastAck()).as("after a restart").extracting(Ack::order, Ack::outcome, Ack::reason)
            .containsExactly("o3", Outcome.DEFERRED, "guardrail");

        port.passes(14);
        port.settle();
        port.acceptAndSettle(third);
        assertThat(port.orders.get("o3").wasBegun()).as("a minute after the others").isTrue();
    }

    @Test
    void anEvictionThatWaitsForTheKernelCountsHoweverLong() {
        port.sighting = BUSY;
        port.accept(evict("o1"));
        port.accept(evict("o2"));
        port.pending.poll().run();
        for (int i = 0; i < 7; i++) {
            port.passes(9);
        }
        port.settle();
        assertThat(port.orders.get("o1").wasBegun()).isTrue();
        assertThat(port.orders.get("o2").ack()).extracting(Ack::outcome).isEqualTo(Outcome.EXPIRED);

        port.acceptAndSettle(Commands.evictIssuedAt("o3", Commands.ISSUED.plusSeconds(60)));
        port.acceptAndSettle(Commands.evictIssuedAt("o4", Commands.ISSUED.plusSeconds(60)));
        assertThat(port.lastAck()).extracting(Ack::order, Ack::outcome, Ack::reason).containsExactly("o4", Outcome.DEFERRED, "guardrail");
    }

    @Test
    void aKernelThatReturnsAfterTheOrderWasGivenUpEndsNobody() {
        port.sighting = BUSY;
        port.accept(evict("o1"));
        while (port.orders.isEmpty() || !port.pending.isEmpty() && port.targets.size() < 2) {
            port.pending.poll().run();
        }
        port.settle(); // The first SIGTERM.
        port.passes(6);
        assertThat(port.pending).as("the kill").hasSize(1);
        port.passes(11);
        assertThat(port.lastAck()).extracting(Ack::order, Ack::outcome, Ack::reason).containsExactly("o1", Outcome.FAILED, "timeout");

        port.settle();
        assertThat(port.steps.getLast()).as("what was left to do when the kernel returned").isEqualTo(new Eviction.Step.Wait());
        assertThat(port.acks).hasSize(1);
    }

    private void acceptTwoWhileTheKernelIsSlow() {
        port.sighting = BUSY;
        port.accept(evict("o1"));
        port.accept(evict("o2"));
        port.pending.poll().run();
        port.passes(8);
        port.pending.poll().run();
        port.pending.poll().run();
        port.passes(8);
        port.settle();
    }

    @Test
    void anOrderOfAnotherBootEndsNobodyWhoHasTheSameNumbersNow() {
        port.sighting = BUSY;
        var before = Commands.evict("o1", 1, "boot-0");
        port.orders.put("o1", OrderRecord.accepted(before, port.now.wall(), List.of(ONE)));
        port = port.restarted();
        port.settle();
        port.passes(10);
        port.settle();

        assertThat(port.steps).isEmpty();
        assertThat(port.acks).extracting(Ack::order, Ack::outcome, Ack::remaining).containsExactly(tuple("o1", Outcome.APPLIED, 0L));
    }

    @Test
    void manyRefusedOrdersDoNotMakeTheGuardrailForget() {
        port.sighting = BUSY;
        port.acceptAndSettle(evict("o1"));
        port.acceptAndSettle(evict("o2"));
        port.sighting = new Sighting.Gone();
        port.passes(1);
        port.settle();
        for (int i = 0; i < Evictions.MOST_REMEMBERED; i++) {
            port.acceptAndSettle(evict("gone-" + i));
        }
        assertThat(port.orders).hasSize(Evictions.MOST_REMEMBERED);

        port.sighting = BUSY;
        port.acceptAndSettle(evict("o3"));
        assertThat(port.lastAck()).extracting(Ack::order, Ack::outcome, Ack::reason).containsExactly("o3", Outcome.DEFERRED, "guardrail");
    }

    @Test
    void afterACrashAnEvictionIsFinishedOnce() {
        port.sighting = BUSY;
        port.acceptAndSettle(evict("o1"));
        port = port.restarted();
        port.acceptAndSettle(evict("o1"));
        assertThat(port.steps).singleElement().isInstanceOf(Eviction.Step.Terminate.class);

        port.sighting = new Sighting.Gone();
        port.passes(1);
        port.settle();
        assertThat(port.outcomes()).containsExactly(Outcome.APPLIED);
        port = port.restarted();
        port.enforcer.resend();
        assertThat(port.outcomes()).as("not known to be delivered, so said again").containsExactly(Outcome.APPLIED);
        port.enforcer.delivered("o1");
        port = port.restarted();
        port.acceptAndSettle(evict("o1"));
        port.enforcer.resend();
        assertThat(port.acks).isEmpty();
    }
}
