package dev.landlord.controller.api;

import dev.landlord.controller.policy.Means;
import dev.landlord.controller.view.SwitchView;
import dev.landlord.protocol.document.Problem;
import dev.landlord.protocol.message.Setting;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// The calls that show what is switched off for the whole house, and switch it.
final class SwitchCalls {
    private static final int LONGEST_ACTOR = 100;

    private final Ports ports;

    SwitchCalls(Ports ports) {
        this.ports = ports;
    }

    void all(RoutingContext call) {
        ports.requireTenants();
        Answers.json(call, 200, new Switches(SwitchView.all(ports.rules().current())));
    }

    void put(RoutingContext call) {
        Asked.flags(call);
        var means = Means.find(call.pathParam("means")).orElseThrow(() -> new Refusal(404, "means-not-found",
            "there is no such means; there are " + Arrays.stream(Means.values()).map(Means::wire).collect(Collectors.joining(", "))));
        var asked = Asked.body(call, Wanted.class);
        check(asked, means);
        ports.requireTenants();
        ports.settings().put(new Setting.Switch(means.wire(), asked.on(), asked.actor() == null ? Actions.ACTOR : asked.actor(),
                asked.reason() == null ? "switched on again" : asked.reason(), ports.clock().instant()))
            .onSuccess(_ -> Answers.json(call, 200, SwitchView.of(ports.rules().current(), means))).onFailure(call::fail);
    }

    private static void check(Wanted asked, Means means) {
        var flaws = new ArrayList<Problem>();
        if (asked.on() == null) {
            flaws.add(new Problem(0, "on", "say false to switch '%s' off for the whole house, true to switch it on again".formatted(means.wire())));
        }
        if (asked.reason() != null || !Boolean.TRUE.equals(asked.on())) {
            Actions.checkReason(asked.reason(), flaws);
        }
        if (asked.actor() != null && (asked.actor().isBlank() || asked.actor().length() > LONGEST_ACTOR)) {
            flaws.add(new Problem(0, "actor", "say who, in 1 to %s characters, or leave it out".formatted(LONGEST_ACTOR)));
        }
        Refusal.ifAny(flaws);
    }

    private record Wanted(Boolean on, String actor, String reason) {
    }

    private record Switches(List<SwitchView> switches) {
    }
}
