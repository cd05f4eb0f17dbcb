package dev.landlord.launcher.simulation;

import dev.landlord.controller.policy.Effect;
import dev.landlord.controller.policy.Means;
import dev.landlord.controller.policy.PolicyEvent;
import dev.landlord.controller.policy.Step;
import dev.landlord.controller.policy.TenantState;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.Setting;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/// While a means is switched off, and the controller has read that, or must have read it by now, the policy sends no order of it: neither on
/// something new, nor again what was in force before.
final class SwitchesHold extends Invariant {
    /// By then, a controller that hears has read what the topic says.
    private static final long HEARD_MILLIS = 10_000;

    /// Since when the topic has said so, of those that are off.
    private final Map<Means, Long> offSince = new EnumMap<>(Means.class);

    SwitchesHold(Simulation sim) {
        super(sim, "what is switched off is not used");
    }

    @Override
    public void appended(Log log, Log.Entry entry) {
        if (log.topic == Topic.SETTINGS && log.message(entry).orElse(null) instanceof Setting.Switch(var wire, var on, _, _, _)) {
            var means = Means.find(wire).orElseThrow();
            if (on) {
                offSince.remove(means);
            } else {
                offSince.putIfAbsent(means, now());
            }
        }
    }

    private Set<Means> off(SimTerm term) {
        var off = EnumSet.noneOf(Means.class);
        off.addAll(term.controller.rules().switchedOff());
        offSince.forEach((means, since) -> {
            if (now() - Math.max(since, sim.health().hearsSince(term.controller)) > HEARD_MILLIS) {
                off.add(means);
            }
        });
        return off;
    }

    @Override
    public void stepped(SimTerm term, TenantState before, PolicyEvent event, Step step) {
        boolean replays = !term.isLive() && !(event instanceof PolicyEvent.TookOver);
        var off = off(term);
        if (off.isEmpty() || replays) {
            return; // What a replay would send is not sent.
        }
        for (var effect : step.effects()) {
            switch (effect) {
                case Effect.Send(Command.Throttle throttle) -> {
                    boolean byHand = !before.byHand().isEmpty() || !step.state().byHand().isEmpty();
                    off.stream().filter(means -> uses(means, throttle.limits(), byHand)).forEach(means ->
                        violated("%s sends %s on %s, and %s is switched off", term, Words.of(throttle), event, means));
                }
                case Effect.Send(Command.Evict order) -> {
                    boolean byPolicy = step.state().evictions().stream()
                        .anyMatch(eviction -> eviction.order().equals(order.order()) && eviction.cause().kind().equals("policy"));
                    if (byPolicy && off.contains(Means.EVICT)) {
                        violated("%s sends %s on %s, and evictions are switched off", term, Words.of(order), event);
                    }
                }
                case Effect.Publish(var decision) -> {
                    if (decision.action() != Decision.Action.CHANGED && decision.rule().endsWith(".switch")) {
                        exercise();
                    }
                }
                case Effect.Clear _ -> { }
            }
        }
    }

    /// @param byHand whether a person limits CPU besides
    private static boolean uses(Means means, Limits limits, boolean byHand) {
        return switch (means) {
            case WEIGHT -> limits.cpuWeight() != null;
            case THROTTLE -> limits.cpuCores() != null && !byHand || limits.pids() != null || limits.ioBytesPerSecond() != null
                || limits.memoryHighBytes() != null;
            case FREEZE -> Boolean.TRUE.equals(limits.frozen());
            case EVICT -> false;
        };
    }
}
