package dev.landlord.agent.enforce;

import dev.landlord.agent.enforce.Sighting.Present;
import dev.landlord.protocol.message.Ack.Outcome;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.NodeReport.Mode;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/// Whether a command is acted upon at all; pure. Empty means yes, a verdict says why not.
public final class Admission {
    private Admission() {
    }

    /// What a throttle is held against.
    ///
    /// @param missing the knobs this node lacks, and why
    public static Optional<Verdict> refusal(Command.Throttle throttle, Mode mode, Map<Knob, String> missing) {
        if (mode == Mode.WATCH) {
            return Optional.of(watch());
        }
        return Arrays.stream(Knob.values())
            .filter(knob -> missing.containsKey(knob) && !knob.of(throttle.limits()).isUnlimited())
            .findFirst()
            .map(knob -> Verdict.rejected("unsupported", "%s: %s".formatted(knob.capability(), missing.get(knob))));
    }

    /// What an eviction is held against.
    ///
    /// @param highest         the highest term seen of the tenant's throttle
    /// @param bootId          of the running kernel
    /// @param ofTenant        whether the group belongs to the order's tenant here
    /// @param sighting        what is found of the group
    /// @param begunLastMinute evictions begun on this node within the last minute
    public record Scene(
        Mode mode, Optional<Term> highest, Instant now, String bootId, boolean ofTenant, Sighting sighting, long begunLastMinute, int mostPerMinute
    ) {
    }

    public static Optional<Verdict> refusal(Command.Evict order, Scene scene) {
        if (scene.mode() == Mode.WATCH) {
            return Optional.of(watch());
        }
        if (scene.highest().isPresent() && order.epoch() < scene.highest().get().epoch()) {
            return scene.highest().map(Verdict::stale);
        }
        if (scene.now().isAfter(order.issuedAt().plusMillis(order.ttlMs()))) {
            return Optional.of(new Verdict(Outcome.EXPIRED, null, "older than its time to live, not begun"));
        }
        if (!order.fence().bootId().equals(scene.bootId())) {
            return Optional.of(fence("the node has been restarted since"));
        }
        return switch (scene.sighting()) {
            case Sighting.Gone _ -> Optional.of(new Verdict(Outcome.UNCHANGED, null, "the group is gone"));
            case Sighting.Unreadable(var why) -> Optional.of(Verdict.failed("unreadable", why));
            case Present found -> refusal(order, scene, found);
        };
    }

    private static Optional<Verdict> refusal(Command.Evict order, Scene scene, Present found) {
        if (!scene.ofTenant()) {
            return Optional.of(Verdict.rejected("not-owned", "%s does not belong to the tenant here".formatted(order.fence().cgroup())));
        }
        if (found.cgroupId() != order.fence().cgroupId()) {
            return Optional.of(fence("another group has that path now, id %s".formatted(found.cgroupId())));
        }
        if (found.processes().isEmpty() && found.untouchable().isEmpty()) {
            return Optional.of(new Verdict(Outcome.UNCHANGED, null, "the group is empty"));
        }
        if (!found.untouchable().isEmpty()) {
            return Optional.of(untouchable(found.untouchable()));
        }
        if (scene.begunLastMinute() >= scene.mostPerMinute()) {
            return Optional.of(Verdict.deferred("guardrail",
                "as many evictions as this node may begin in a minute (%s) have begun".formatted(scene.mostPerMinute())));
        }
        return Optional.empty();
    }

    public static Verdict untouchable(Iterable<String> names) {
        return Verdict.rejected("protected", "the group holds %s".formatted(String.join(", ", names)));
    }

    private static Verdict watch() {
        return Verdict.rejected("watch", "the agent only watches (mode: watch)");
    }

    private static Verdict fence(String detail) {
        return Verdict.rejected("fence", detail);
    }
}
