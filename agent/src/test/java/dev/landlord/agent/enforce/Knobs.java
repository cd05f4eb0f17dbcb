package dev.landlord.agent.enforce;

import dev.landlord.agent.enforce.GroupState.Role;
import dev.landlord.agent.enforce.GroupState.Use;
import dev.landlord.agent.enforce.KnobState.Held;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Groups as a kernel would show them, for tests.
final class Knobs {
    private Knobs() {
    }

    static KnobState v1Cpu(String quota, String... held) {
        return new KnobState(Dialect.V1, Dial.of(Knob.CPU), new KnobText(quota, "100000"), held(held));
    }

    /// @param period in microseconds
    static KnobState v1CpuOver(String period, String quota, String... held) {
        return new KnobState(Dialect.V1, Dial.of(Knob.CPU), new KnobText(quota, period), held(held));
    }

    static KnobState v2Cpu(String max, String... held) {
        return new KnobState(Dialect.V2, Dial.of(Knob.CPU), new KnobText(max, ""), held(held));
    }

    static KnobState v2(Knob knob, String text, String... held) {
        return new KnobState(Dialect.V2, Dial.of(knob), new KnobText(text, ""), held(held));
    }

    static KnobState v2Freezer(String text, String events, String... held) {
        return new KnobState(Dialect.V2, Dial.of(Knob.FREEZER), new KnobText(text, events), held(held));
    }

    /// @param held the original, then what Landlord wrote; nothing where it never did
    private static Optional<Held> held(String... held) {
        return held.length == 0 ? Optional.empty() : Optional.of(new Held(held[0], List.of(held).subList(1, held.length)));
    }

    static GroupState group(String cgroup, KnobState... knobs) {
        return group(cgroup, Role.CLAIMED, Use.UNKNOWN, knobs);
    }

    static GroupState using(long cpuMicroCores, long workingSetBytes, long pids, String cgroup, KnobState... knobs) {
        return group(cgroup, Role.CLAIMED,
            new Use(OptionalLong.of(cpuMicroCores), OptionalLong.of(workingSetBytes), OptionalLong.of(pids)), knobs);
    }

    static GroupState group(String cgroup, Role role, Use use, KnobState... knobs) {
        Map<Dial, KnobState> byDial = new HashMap<>();
        for (var knob : knobs) {
            byDial.put(knob.dial(), knob);
        }
        return new GroupState(cgroup, role, byDial, use, Bound.UNLIMITED, Map.of());
    }
}
