package dev.landlord.agent.enforce;

import static dev.landlord.agent.enforce.Commands.TENANT;
import static dev.landlord.agent.enforce.Commands.evict;
import static dev.landlord.agent.enforce.Commands.throttle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.landlord.agent.enforce.Rules.OnSilence;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.Ack.Outcome;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.NodeReport.Mode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EnforcerTest {
    private static final Limits HALF = Limits.ofCpu(0.5);
    private static final ProcessIdentity ONE = new ProcessIdentity(101, 1);
    private static final Sighting BUSY = new Sighting.Present(Commands.GROUP_ID, List.of(ONE), List.of());

    private FakePort port = start(Mode.ENFORCE, OnSilence.LIFT);

    private static FakePort start(Mode mode, OnSilence onSilence) {
        var port = new FakePort();
        port.enforcer = new Enforcer(rules(mode, onSilence), port);
        port.enforcer.declare(TENANT, Limits.NONE, port.now);
        port.settle();
        return port;
    }

    private static Rules rules(Mode mode, OnSilence onSilence) {
        return new Rules(Commands.NODE, Commands.BOOT, mode, onSilence, Map.of(), 2, Duration.ofSeconds(10), Duration.ofSeconds(2));
    }

    private void accept(Command command) {
        port.enforcer.accept(command, false, port.now);
    }

    private void acceptAndSettle(Command command) {
        accept(command);
        port.settle();
    }

    /// Another run of the agent over what this one has on disk, in the same kernel.
    private void restart() {
        var next = new FakePort();
        next.throttles.putAll(port.throttles);
        next.orders.putAll(port.orders);
        next.kernel = port.kernel;
        next.sighting = port.sighting;
        next.now = port.now;
        next.enforcer = new Enforcer(rules(Mode.ENFORCE, OnSilence.LIFT), next);
        var left = new HashMap<>(port.throttles);
        left.replaceAll((_, d) -> d.inForce().filter(f -> !f.lifted())
            .map(f -> d.with(f.throttle(), Lease.foundAtStart(f.throttle(), next.now.wall(), next.now.nanos()))).orElse(d));
        port = next;
        port.enforcer.restore(left, Set.of(TENANT), List.copyOf(port.orders.values()), port.now);
    }

    @Test
    void aThrottleIsAppliedAndAnswered() {
        acceptAndSettle(throttle(1, 1, HALF));

        assertThat(port.kernel).isEqualTo(HALF);
        assertThat(port.lastAck()).extracting(Ack::outcome, Ack::epoch, Ack::generation, Ack::observed)
            .containsExactly(Outcome.APPLIED, 1L, 1L, HALF);
        assertThat(port.throttles.get(TENANT).highest()).contains(new Term(1, 1));
    }

    @Test
    void itIsOnDiskBeforeTheKernelIsTouched() {
        accept(throttle(1, 1, HALF));

        assertThat(port.kernel).isEqualTo(Limits.NONE);
        assertThat(port.throttles.get(TENANT).limits()).isEqualTo(HALF);
        assertThat(port.acks).isEmpty();
    }

    @Test
    void theSameAgainIsUnchangedAndALowerOneStale() {
        acceptAndSettle(throttle(5, 2, HALF));
        acceptAndSettle(throttle(5, 2, HALF));
        acceptAndSettle(throttle(5, 1, Limits.ofCpu(0.1)));
        acceptAndSettle(throttle(4, 9, Limits.NONE));

        assertThat(port.outcomes()).containsExactly(Outcome.APPLIED, Outcome.UNCHANGED, Outcome.STALE, Outcome.STALE);
        assertThat(port.kernel).isEqualTo(HALF);
    }

    @Test
    void aReleaseLiftsAndIsAnswered() {
        acceptAndSettle(throttle(1, 1, HALF));
        acceptAndSettle(throttle(1, 2, Limits.NONE));

        assertThat(port.kernel).isEqualTo(Limits.NONE);
        assertThat(port.outcomes()).containsExactly(Outcome.APPLIED, Outcome.APPLIED);
    }

    @Test
    void oneThatIsOvertakenBeforeItWasAppliedIsStale() {
        accept(throttle(1, 1, HALF));
        accept(throttle(1, 2, Limits.ofCpu(0.4)));
        accept(throttle(1, 3, Limits.ofCpu(0.3)));
        port.settle();

        assertThat(port.acks).extracting(Ack::generation, Ack::outcome).containsExactlyInAnyOrder(
            tuple(1L, Outcome.APPLIED), tuple(2L, Outcome.STALE),
            tuple(3L, Outcome.APPLIED));
        assertThat(port.kernel).isEqualTo(Limits.ofCpu(0.3));
    }

    @Test
    void aLeaseThatIsNotRenewedLiftsOnce() {
        acceptAndSettle(throttle(1, 1, HALF));
        port.passes(59);
        port.settle();
        assertThat(port.kernel).isEqualTo(HALF);

        port.passes(1);
        port.settle();
        port.passes(60);
        port.settle();

        assertThat(port.kernel).isEqualTo(Limits.NONE);
        assertThat(port.outcomes()).containsExactly(Outcome.APPLIED, Outcome.EXPIRED);
    }

    @Test
    void aRenewalProlongsTheLease() {
        acceptAndSettle(throttle(1, 1, HALF));
        port.passes(40);
        acceptAndSettle(throttle(1, 2, HALF));
        port.passes(40);
        port.settle();

        assertThat(port.kernel).isEqualTo(HALF);
        assertThat(port.outcomes()).containsExactly(Outcome.APPLIED, Outcome.UNCHANGED);
    }

    @Test
    void holdKeepsTheLimitThroughSilence() {
        port = start(Mode.ENFORCE, OnSilence.HOLD);
        acceptAndSettle(throttle(1, 1, HALF));
        port.passes(61);
        port.settle();

        assertThat(port.kernel).isEqualTo(HALF);
        assertThat(port.lastAck()).extracting(Ack::outcome, Ack::reason).containsExactly(Outcome.UNCHANGED, "held");
    }

    @Test
    void aCommandFoundAtStartAfterItsLeaseIsNeverApplied() {
        port.now = new Now(Commands.ISSUED.plusSeconds(300), port.now.nanos());
        port.enforcer.accept(throttle(1, 1, HALF), true, port.now);
        port.settle();

        assertThat(port.targets).allMatch(t -> t.limits().isEmpty());
        assertThat(port.outcomes()).containsExactly(Outcome.EXPIRED);
    }

    @Test
    void theCeilingStaysUnderARelease() {
        port.enforcer.declare(TENANT, Limits.ofCpu(2), port.now);
        port.settle();
        acceptAndSettle(throttle(1, 1, HALF));
        acceptAndSettle(throttle(1, 2, Limits.NONE));

        assertThat(port.kernel).isEqualTo(Limits.ofCpu(2));
    }

    @Test
    void watchModeAnswersAndTouchesNothing() {
        port = start(Mode.WATCH, OnSilence.LIFT);
        port.sighting = BUSY;
        acceptAndSettle(throttle(1, 1, HALF));
        acceptAndSettle(evict("o1"));

        assertThat(port.acks).extracting(Ack::outcome, Ack::reason).containsOnly(tuple(Outcome.REJECTED, "watch"));
        assertThat(port.targets).containsOnly(Target.RELEASED);
        assertThat(port.steps).isEmpty();
    }

    @Test
    void aRefusedThrottleLeavesWhatWasInForce() {
        acceptAndSettle(throttle(1, 1, HALF));
        accept(throttle(1, 2, Limits.NONE.withFrozen(true)));
        port.verdict = Verdict.rejected("protected", "the group holds sshd");
        port.pending.poll().run();
        port.verdict = null;
        port.settle();

        assertThat(port.acks).extracting(Ack::generation, Ack::outcome).contains(tuple(2L, Outcome.REJECTED));
        assertThat(port.throttles.get(TENANT).limits()).isEqualTo(HALF);
        assertThat(port.targets.getLast().limits()).isEqualTo(HALF);
    }

    @Test
    void aWriteThatDoesNotReturnIsATimeoutAndIsLeftAloneUntilItDoes() {
        accept(throttle(1, 1, HALF));
        port.passes(11);
        assertThat(port.lastAck()).extracting(Ack::outcome, Ack::reason).containsExactly(Outcome.FAILED, "timeout");

        accept(throttle(1, 2, HALF));
        port.passes(1);
        assertThat(port.lastAck()).extracting(Ack::generation, Ack::reason).containsExactly(2L, "timeout");
        assertThat(port.pending).hasSize(1);

        port.settle();
        assertThat(port.lastAck()).extracting(Ack::generation, Ack::outcome).containsExactly(2L, Outcome.APPLIED);
    }

    @Test
    void aThrottleThatWaitsWhileTheKernelIsSilentIsAnsweredOnce() {
        acceptAndSettle(throttle(1, 1, HALF));
        accept(throttle(1, 2, HALF));
        accept(throttle(1, 3, HALF));
        port.acks.clear();
        port.passes(10);

        assertThat(port.acks).extracting(Ack::generation).containsExactlyInAnyOrder(2L, 3L);
    }

    @Test
    void aChangedOutcomeIsToldWithoutBeingAsked() {
        port.verdict = new Verdict(Outcome.CLAMPED, "in-use", "");
        acceptAndSettle(throttle(1, 1, HALF));
        port.kernel = Limits.ofCpu(1);
        port.passes(3);
        port.settle();
        port.verdict = null;
        port.passes(3);
        port.settle();

        assertThat(port.outcomes()).containsExactly(Outcome.CLAMPED);
        port.enforcer.found(Map.of(TENANT, List.of(new Claimed("/x", 1, OptionalLong.empty()))), port.now);
        port.settle();
        assertThat(port.outcomes()).containsExactly(Outcome.CLAMPED, Outcome.APPLIED);
    }

    @Test
    void anEvictionIsOnDiskBeforeAnythingIsDoneAndEndsInOneAnswer() {
        port.sighting = BUSY;
        accept(evict("o1"));
        port.pending.poll().run();
        assertThat(port.orders.get("o1").found()).containsExactly(ONE);
        assertThat(port.steps).isEmpty();

        port.settle();
        assertThat(port.steps).singleElement().isInstanceOf(Eviction.Step.Terminate.class);
        port.sighting = new Sighting.Present(Commands.GROUP_ID, List.of(), List.of());
        port.passes(1);
        port.settle();
        acceptAndSettle(evict("o1"));
        port.enforcer.delivered("o1");
        acceptAndSettle(evict("o1"));

        assertThat(port.acks).extracting(Ack::order, Ack::outcome, Ack::remaining).hasSize(2)
            .containsOnly(tuple("o1", Outcome.APPLIED, 0L));
    }

    @Test
    void aFrozenTenantIsThawedForTheEvictionAndFreezesAgain() {
        acceptAndSettle(throttle(1, 1, Limits.NONE.withFrozen(true)));
        port.sighting = BUSY;
        acceptAndSettle(evict("o1"));
        assertThat(port.targets.getLast().of(Knob.FREEZER)).isEqualTo(Bound.UNLIMITED);

        port.sighting = new Sighting.Gone();
        port.passes(1);
        port.settle();
        assertThat(port.targets.getLast().of(Knob.FREEZER)).isEqualTo(Bound.ZERO);
    }

    @Test
    void theGuardrailDefersAndTheSameOrderMayComeAgain() {
        port.sighting = BUSY;
        acceptAndSettle(evict("o1"));
        acceptAndSettle(evict("o2"));
        acceptAndSettle(evict("o3"));
        assertThat(port.lastAck()).extracting(Ack::order, Ack::outcome, Ack::reason).containsExactly("o3", Outcome.DEFERRED, "guardrail");
        assertThat(port.orders).doesNotContainKey("o3");

        port.sighting = new Sighting.Gone();
        port.passes(1);
        port.settle();
        acceptAndSettle(evict("o3"));
        assertThat(port.lastAck()).extracting(Ack::order, Ack::outcome).containsExactly("o3", Outcome.UNCHANGED);
    }

    @Test
    void aCrashGivesNoFreshAllowanceOfEvictions() {
        port.sighting = BUSY;
        acceptAndSettle(evict("o1"));
        acceptAndSettle(evict("o2"));
        port.passes(30);
        restart();
        port.settle();

        acceptAndSettle(evict("o3"));
        assertThat(port.lastAck()).extracting(Ack::order, Ack::outcome, Ack::reason).containsExactly("o3", Outcome.DEFERRED, "guardrail");

        port.passes(30);
        port.settle();
        acceptAndSettle(evict("o3"));
        assertThat(port.orders.get("o3").wasBegun()).as("a minute after the others, within its time to live").isTrue();
    }

    @Test
    void theGuardrailGoesByTheMonotonicClock() {
        port.sighting = BUSY;
        acceptAndSettle(evict("o1"));
        acceptAndSettle(evict("o2"));
        port.now = new Now(port.now.wall().minusSeconds(3600), port.now.nanos());
        port.passes(61);
        port.settle();
        acceptAndSettle(evict("o3"));
        assertThat(port.orders.get("o3").wasBegun()).as("a minute after the others, though the clock was put back").isTrue();
    }

    @Test
    void manyRefusedOrdersDoNotMakeTheGuardrailForget() {
        port.sighting = BUSY;
        acceptAndSettle(evict("o1"));
        acceptAndSettle(evict("o2"));
        port.sighting = new Sighting.Gone();
        port.passes(1);
        port.settle();
        for (int i = 0; i < Evictions.MOST_REMEMBERED; i++) {
            acceptAndSettle(evict("gone-" + i));
        }
        assertThat(port.orders).hasSize(Evictions.MOST_REMEMBERED);

        port.sighting = BUSY;
        acceptAndSettle(evict("o3"));
        assertThat(port.lastAck()).extracting(Ack::order, Ack::outcome, Ack::reason).containsExactly("o3", Outcome.DEFERRED, "guardrail");
    }

    @Test
    void afterACrashTheThrottleHoldsForTheRestOfItsLeaseAndThenLifts() {
        acceptAndSettle(throttle(1, 1, HALF));
        port.passes(50);
        restart();
        port.settle();
        assertThat(port.kernel).isEqualTo(HALF);

        port.passes(10);
        port.settle();
        assertThat(port.kernel).isEqualTo(Limits.NONE);
        assertThat(port.outcomes()).containsExactly(Outcome.EXPIRED);
    }

    @Test
    void afterACrashTheFenceStillStands() {
        acceptAndSettle(throttle(5, 2, HALF));
        restart();
        acceptAndSettle(throttle(4, 9, Limits.NONE));
        acceptAndSettle(throttle(5, 2, HALF));

        assertThat(port.outcomes()).containsExactly(Outcome.STALE, Outcome.UNCHANGED);
    }

    @Test
    void afterACrashAnEvictionIsFinishedOnce() {
        port.sighting = BUSY;
        acceptAndSettle(evict("o1"));
        restart();
        acceptAndSettle(evict("o1"));
        assertThat(port.steps).singleElement().isInstanceOf(Eviction.Step.Terminate.class);

        port.sighting = new Sighting.Gone();
        port.passes(1);
        port.settle();
        assertThat(port.outcomes()).containsExactly(Outcome.APPLIED);
        restart();
        port.enforcer.resend();
        assertThat(port.outcomes()).as("not known to be delivered, so said again").containsExactly(Outcome.APPLIED);
        port.enforcer.delivered("o1");
        restart();
        acceptAndSettle(evict("o1"));
        port.enforcer.resend();
        assertThat(port.acks).isEmpty();
    }

    @Test
    void aDeletedTenantIsReleasedAndForgotten() {
        acceptAndSettle(throttle(1, 1, HALF));
        port.enforcer.undeclare(TENANT, port.now);
        port.settle();

        assertThat(port.kernel).isEqualTo(Limits.NONE);
        assertThat(port.throttles).isEmpty();
    }

    @Test
    void stoppingLiftsEverythingButKeepsWhatIsDesired() {
        acceptAndSettle(throttle(1, 1, HALF));
        port.enforcer.stop(port.now);
        assertThat(port.enforcer.isStopped()).isFalse();
        port.settle();

        assertThat(port.enforcer.isStopped()).isTrue();
        assertThat(port.kernel).isEqualTo(Limits.NONE);
        assertThat(port.throttles.get(TENANT).limits()).isEqualTo(HALF);
    }
}
