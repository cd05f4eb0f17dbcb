package dev.landlord.controller.rules;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.landlord.protocol.quantity.Cpu;
import java.time.Duration;
import java.util.List;

/// The shape of `classes.yaml`, before its checks: whatever is missing or could not be read is null. A rung that may be left out is a
/// mapping, or the word `none`.
record ClassesDocument(List<Entry> classes) {
    private static final String NONE = "none";

    record Entry(
        String name,
        String from,
        Long priority,
        String mode,
        String enforce,
        Clock clock,
        Marks marks,
        Data data,
        Weight weight,
        Squeeze squeeze,
        List<Tier> tiers,
        Duration forgiveAfter,
        Freeze freeze,
        Duration lease,
        Eviction eviction,
        Contention contention,
        Exempt exempt,
        OnBudget budget
    ) {
    }

    record Clock(Duration fill, Duration drain) {
    }

    record Marks(Double warn, Double act, Double calm) {
    }

    record Data(Long samples, Double share) {
    }

    record Tier(Double factor, Duration minimum) {
    }

    record Contention(Double cpu, Double memory, Double io, Duration quiet) {
    }

    record Exempt(List<String> processes, List<String> users) {
    }

    record OnBudget(Double warnAt, String answer, Cpu floor) {
    }

    record Weight(Double at, Long cpuWeight) {
        static final Weight LEFT_OUT = new Weight(null, null);

        @JsonCreator
        Weight {
        }

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static Weight none(String word) {
            requireNone(word, "weight: { at: 75, cpuWeight: 25 }");
            return LEFT_OUT;
        }
    }

    record Squeeze(Double at) {
        static final Squeeze LEFT_OUT = new Squeeze(null);

        @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
        Squeeze {
        }

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static Squeeze none(String word) {
            requireNone(word, "squeeze: { at: 75 }");
            return LEFT_OUT;
        }
    }

    record Freeze(Duration after, Duration lasts) {
        static final Freeze LEFT_OUT = new Freeze(null, null);

        @JsonCreator
        Freeze {
        }

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static Freeze none(String word) {
            requireNone(word, "freeze: { after: 5m, lasts: 10s }");
            return LEFT_OUT;
        }
    }

    record Eviction(Duration warned, Duration ttl, Duration grace, Duration cooldown) {
        static final Eviction LEFT_OUT = new Eviction(null, null, null, null);

        @JsonCreator
        Eviction {
        }

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static Eviction none(String word) {
            requireNone(word, "eviction: { warned: 30s, ttl: 60s, grace: 30s, cooldown: 60s }");
            return LEFT_OUT;
        }
    }

    private static void requireNone(String word, String example) {
        if (!NONE.equals(word)) {
            throw new IllegalArgumentException("'%s' is not valid here: write 'none' to leave the rung out, or %s".formatted(word, example));
        }
    }
}
