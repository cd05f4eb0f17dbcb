package dev.landlord.agent.enforce;

import static dev.landlord.agent.enforce.Commands.HALF;
import static dev.landlord.agent.enforce.Commands.TENANT;
import static dev.landlord.agent.enforce.Commands.evict;
import static dev.landlord.agent.enforce.Commands.throttle;
import static dev.landlord.agent.enforce.FakePort.BUSY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.landlord.agent.enforce.Rules.OnSilence;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.Ack.Outcome;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.NodeReport.Mode;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What concerns throttles and evictions alike: the mode, the ceiling, and the end of a tenant or of the agent.
class EnforcerTest {
    private FakePort port = FakePort.start(Mode.ENFORCE, OnSilence.LIFT);

    @Test
    void watchModeAnswersAndTouchesNothing() {
        port = FakePort.start(Mode.WATCH, OnSilence.LIFT);
        port.sighting = BUSY;
        port.acceptAndSettle(throttle(1, 1, HALF));
        port.acceptAndSettle(evict("o1"));

        assertThat(port.acks).extracting(Ack::outcome, Ack::reason).containsOnly(tuple(Outcome.REJECTED, "watch"));
        assertThat(port.targets).containsOnly(Target.RELEASED);
        assertThat(port.steps).isEmpty();
    }

    @Test
    void aDeletedTenantIsReleasedAndForgotten() {
        port.acceptAndSettle(throttle(1, 1, HALF));
        port.enforcer.undeclare(TENANT, port.now);
        port.settle();

        assertThat(port.kernel).isEqualTo(Limits.NONE);
        assertThat(port.throttles).isEmpty();
    }

    @Test
    void stoppingLiftsEverythingButKeepsWhatIsDesired() {
        port.acceptAndSettle(throttle(1, 1, HALF));
        port.enforcer.stop(port.now);
        assertThat(port.enforcer.isStopped()).isFalse();
        port.settle();

        assertThat(port.enforcer.isStopped()).isTrue();
        assertThat(port.kernel).isEqualTo(Limits.NONE);
        assertThat(port.throttles.get(TENANT).limits()).isEqualTo(HALF);
    }

    @Test
    void aCeilingComesIntoForceWithItsKnobAndGoesWithIt() {
        port.enforcer.lacks(Map.of(Knob.CPU, "controller cpu is not mounted"), port.now);
        port.enforcer.declare(TENANT, Limits.ofCpu(4).withPids(100L), port.now);
        port.settle();
        assertThat(port.kernel).isEqualTo(Limits.NONE.withPids(100L));

        port.enforcer.lacks(Map.of(), port.now);
        port.settle();
        assertThat(port.kernel).isEqualTo(Limits.ofCpu(4).withPids(100L));

        port.enforcer.lacks(Map.of(Knob.PIDS, "gone"), port.now);
        port.settle();
        assertThat(port.kernel).isEqualTo(Limits.ofCpu(4));
    }

    @Test
    void theCeilingStaysUnderARelease() {
        port.enforcer.declare(TENANT, Limits.ofCpu(2), port.now);
        port.settle();
        port.acceptAndSettle(throttle(1, 1, HALF));
        port.acceptAndSettle(throttle(1, 2, Limits.NONE));

        assertThat(port.kernel).isEqualTo(Limits.ofCpu(2));
    }
}
