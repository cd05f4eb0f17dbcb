package dev.landlord.agent.enforce;

import static dev.landlord.agent.enforce.Commands.HALF;
import static dev.landlord.agent.enforce.Commands.TENANT;
import static dev.landlord.agent.enforce.Commands.throttle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.landlord.agent.enforce.Rules.OnSilence;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.Ack.Outcome;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.NodeReport.Mode;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// Throttles and their leases, as the enforcer judges them.
class ThrottlesTest {
    private FakePort port = FakePort.start(Mode.ENFORCE, OnSilence.LIFT);

    @Test
    void aThrottleIsAppliedAndAnswered() {
        port.acceptAndSettle(throttle(1, 1, HALF));

        assertThat(port.kernel).isEqualTo(HALF);
        assertThat(port.lastAck()).extracting(Ack::outcome, Ack::epoch, Ack::generation, Ack::observed)
            .containsExactly(Outcome.APPLIED, 1L, 1L, HALF);
        assertThat(port.throttles.get(TENANT).highest()).contains(new Term(1, 1));
    }

    @Test
    void itIsOnDiskBeforeTheKernelIsTouched() {
        port.accept(throttle(1, 1, HALF));

        assertThat(port.kernel).isEqualTo(Limits.NONE);
        assertThat(port.throttles.get(TENANT).limits()).isEqualTo(HALF);
        assertThat(port.acks).isEmpty();
    }

    @Test
    void aKnobThatAppearsLaterIsNotRefusedAnyMore() {
        port.enforcer.lacks(Map.of(Knob.IO, "no block device"), port.now);
        port.acceptAndSettle(throttle(1, 1, Limits.NONE.withIoBytesPerSecond(1L << 20)));
        assertThat(port.lastAck()).extracting(Ack::outcome, Ack::reason, Ack::detail)
            .containsExactly(Outcome.REJECTED, "unsupported", "limit.io: no block device");

        port.enforcer.lacks(Map.of(), port.now);
        port.acceptAndSettle(throttle(1, 2, Limits.NONE.withIoBytesPerSecond(1L << 20)));

        assertThat(port.lastAck().outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(port.kernel).isEqualTo(Limits.NONE.withIoBytesPerSecond(1L << 20));
    }

    @Test
    void theSameAgainIsUnchangedAndALowerOneStale() {
        port.acceptAndSettle(throttle(5, 2, HALF));
        port.acceptAndSettle(throttle(5, 2, HALF));
        port.acceptAndSettle(throttle(5, 1, Limits.ofCpu(0.1)));
        port.acceptAndSettle(throttle(4, 9, Limits.NONE));

        assertThat(port.outcomes()).containsExactly(Outcome.APPLIED, Outcome.UNCHANGED, Outcome.STALE, Outcome.STALE);
        assertThat(port.kernel).isEqualTo(HALF);
    }

    @Test
    void aReleaseLiftsAndIsAnswered() {
        port.acceptAndSettle(throttle(1, 1, HALF));
        port.acceptAndSettle(throttle(1, 2, Limits.NONE));

        assertThat(port.kernel).isEqualTo(Limits.NONE);
        assertThat(port.outcomes()).containsExactly(Outcome.APPLIED, Outcome.APPLIED);
    }

    @Test
    void oneThatIsOvertakenBeforeItWasAppliedIsStale() {
        port.accept(throttle(1, 1, HALF));
        port.accept(throttle(1, 2, Limits.ofCpu(0.4)));
        port.accept(throttle(1, 3, Limits.ofCpu(0.3)));
        port.settle();

        assertThat(port.acks).extracting(Ack::generation, Ack::outcome).containsExactlyInAnyOrder(
            tuple(1L, Outcome.APPLIED), tuple(2L, Outcome.STALE),
            tuple(3L, Outcome.APPLIED));
        assertThat(port.kernel).isEqualTo(Limits.ofCpu(0.3));
    }

    @Test
    void aLeaseThatIsNotRenewedLiftsOnce() {
        port.acceptAndSettle(throttle(1, 1, HALF));
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
        port.acceptAndSettle(throttle(1, 1, HALF));
        port.passes(40);
        port.acceptAndSettle(throttle(1, 2, HALF));
        port.passes(40);
        port.settle();

        assertThat(port.kernel).isEqualTo(HALF);
        assertThat(port.outcomes()).containsExactly(Outcome.APPLIED, Outcome.UNCHANGED);
    }

    @Test
    void holdKeepsTheLimitThroughSilence() {
        port = FakePort.start(Mode.ENFORCE, OnSilence.HOLD);
        port.acceptAndSettle(throttle(1, 1, HALF));
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
    void aRefusedThrottleLeavesWhatWasInForce() {
        port.acceptAndSettle(throttle(1, 1, HALF));
        port.accept(throttle(1, 2, Limits.NONE.withFrozen(true)));
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
        port.accept(throttle(1, 1, HALF));
        port.passes(11);
        assertThat(port.lastAck()).extracting(Ack::outcome, Ack::reason).containsExactly(Outcome.FAILED, "timeout");

        port.accept(throttle(1, 2, HALF));
        port.passes(1);
        assertThat(port.lastAck()).extracting(Ack::generation, Ack::reason).containsExactly(2L, "timeout");
        assertThat(port.pending).hasSize(1);

        port.settle();
        assertThat(port.lastAck()).extracting(Ack::generation, Ack::outcome).containsExactly(2L, Outcome.APPLIED);
    }

    @Test
    void aThrottleThatWaitsWhileTheKernelIsSilentIsAnsweredOnce() {
        port.acceptAndSettle(throttle(1, 1, HALF));
        port.accept(throttle(1, 2, HALF));
        port.accept(throttle(1, 3, HALF));
        port.acks.clear();
        port.passes(10);

        assertThat(port.acks).extracting(Ack::generation).containsExactlyInAnyOrder(2L, 3L);
    }

    @Test
    void aChangedOutcomeIsToldWithoutBeingAsked() {
        port.verdict = new Verdict(Outcome.CLAMPED, "in-use", "");
        port.acceptAndSettle(throttle(1, 1, HALF));
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
    void afterACrashTheThrottleHoldsForTheRestOfItsLeaseAndThenLifts() {
        port.acceptAndSettle(throttle(1, 1, HALF));
        port.passes(50);
        port = port.restarted();
        port.settle();
        assertThat(port.kernel).isEqualTo(HALF);

        port.passes(10);
        port.settle();
        assertThat(port.kernel).isEqualTo(Limits.NONE);
        assertThat(port.outcomes()).containsExactly(Outcome.EXPIRED);
    }

    @Test
    void afterACrashTheFenceStillStands() {
        port.acceptAndSettle(throttle(5, 2, HALF));
        port = port.restarted();
        port.acceptAndSettle(throttle(4, 9, Limits.NONE));
        port.acceptAndSettle(throttle(5, 2, HALF));

        assertThat(port.outcomes()).containsExactly(Outcome.STALE, Outcome.UNCHANGED);
    }
}
