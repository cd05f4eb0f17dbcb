package dev.landlord.launcher.simulation;

import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Limits;

/// Messages in a few words, for the trace.
final class Words {
    private Words() {
    }

    static String of(Command command) {
        return switch (command) {
            case Command.Throttle throttle -> "throttle %s %d/%d %s".formatted(throttle.key(), throttle.epoch(), throttle.generation(),
                of(throttle.limits()));
            case Command.Evict evict -> "evict %s of %s (epoch %d)".formatted(evict.key(), evict.fence().workload(), evict.epoch());
        };
    }

    static String of(Limits limits) {
        if (limits == null) {
            return "unknown";
        }
        return limits.isEmpty() ? "free" : limits.toString().replaceAll("\\w+=null(, )?", "").replace("Limits", "");
    }

    static String of(Ack ack) {
        return "%s %s %s %s%s".formatted(ack.node(), ack.tenant(), ack.order() == null ? ack.epoch() + "/" + ack.generation() : ack.order(),
            ack.outcome().wire(), ack.reason() == null ? "" : " (" + ack.reason() + ")");
    }
}
