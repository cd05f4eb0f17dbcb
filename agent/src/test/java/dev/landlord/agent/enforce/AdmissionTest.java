package dev.landlord.agent.enforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.landlord.protocol.message.Ack.Outcome;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.NodeReport.Mode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final Sighting BUSY = new Sighting.Present(Commands.GROUP_ID, List.of(new ProcessIdentity(101, 1)), List.of());
    private static final Instant IN_TIME = Commands.ISSUED.plusSeconds(1);

    private static Admission.Scene scene(Sighting sighting) {
        return scene(Mode.ENFORCE, Optional.empty(), IN_TIME, true, sighting, 0);
    }

    private static Admission.Scene scene(Mode mode, Optional<Term> highest, Instant now, boolean ofTenant, Sighting sighting, long begun) {
        return new Admission.Scene(mode, highest, now, Commands.BOOT, ofTenant, sighting, begun, 6);
    }

    private static Tuple refusal(Admission.Scene scene) {
        return Admission.refusal(Commands.evict("o1"), scene).map(v -> tuple(v.outcome(), v.reason())).orElse(tuple("accepted"));
    }

    @Test
    void anOrderThatFitsIsAccepted() {
        assertThat(refusal(scene(BUSY))).isEqualTo(tuple("accepted"));
    }

    @Test
    void eachRefusalSaysWhy() {
        var none = Optional.<Term>empty();
        assertThat(refusal(scene(Mode.WATCH, none, IN_TIME, true, BUSY, 0))).isEqualTo(tuple(Outcome.REJECTED, "watch"));
        assertThat(refusal(scene(Mode.ENFORCE, Optional.of(new Term(2, 0)), IN_TIME, true, BUSY, 0)))
            .isEqualTo(tuple(Outcome.STALE, null));
        assertThat(refusal(scene(Mode.ENFORCE, none, Commands.ISSUED.plusSeconds(61), true, BUSY, 0)))
            .isEqualTo(tuple(Outcome.EXPIRED, null));
        assertThat(refusal(scene(Mode.ENFORCE, none, IN_TIME, false, BUSY, 0))).isEqualTo(tuple(Outcome.REJECTED, "not-owned"));
        assertThat(refusal(scene(Mode.ENFORCE, none, IN_TIME, true, BUSY, 6))).isEqualTo(tuple(Outcome.DEFERRED, "guardrail"));
        assertThat(refusal(scene(new Sighting.Gone()))).isEqualTo(tuple(Outcome.UNCHANGED, null));
        assertThat(refusal(scene(new Sighting.Present(Commands.GROUP_ID, List.of(), List.of())))).isEqualTo(tuple(Outcome.UNCHANGED, null));
        assertThat(refusal(scene(new Sighting.Present(9, List.of(new ProcessIdentity(101, 1)), List.of()))))
            .isEqualTo(tuple(Outcome.REJECTED, "fence"));
        assertThat(refusal(scene(new Sighting.Present(Commands.GROUP_ID, List.of(new ProcessIdentity(1, 1)), List.of("init")))))
            .isEqualTo(tuple(Outcome.REJECTED, "protected"));
    }

    @Test
    void anOrderFromBeforeTheRestartOfTheNodeDoesNotFit() {
        var order = Commands.evict("o1", 1, "boot-0");

        assertThat(Admission.refusal(order, scene(BUSY))).map(Verdict::reason).contains("fence");
    }

    @Test
    void aLimitThatTheNodeLacksIsRejectedAndNeverPassedOver() {
        var missing = Map.of(Knob.MEMORY_HIGH, "cgroup v1 has no memory.high");
        var high = Commands.throttle(1, 1, Limits.ofCpu(0.5).withMemoryHighBytes(1L << 20));

        assertThat(Admission.refusal(high, Mode.ENFORCE, missing)).map(Verdict::reason).contains("unsupported");
        assertThat(Admission.refusal(Commands.throttle(1, 1, Limits.ofCpu(1)), Mode.ENFORCE, missing)).isEmpty();
        assertThat(Admission.refusal(Commands.throttle(1, 1, Limits.ofCpu(1)), Mode.WATCH, Map.of())).map(Verdict::reason).contains("watch");
    }
}
