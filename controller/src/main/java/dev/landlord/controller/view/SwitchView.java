package dev.landlord.controller.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.landlord.controller.policy.Means;
import dev.landlord.controller.rules.HouseRules;
import dev.landlord.protocol.message.Setting;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/// Whether one of the policy's means may be used. Actor and reason come from people and may be hostile text.
///
/// @param means  `weight`, `throttle`, `freeze` or `evict`
/// @param actor  who switched it last, or null if nobody ever did
/// @param reason why, or null
/// @param at     when, or null
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SwitchView(String means, boolean on, String actor, String reason, Instant at) {
    private static SwitchView of(Setting.Switch last) {
        return new SwitchView(last.means(), last.on(), last.actor(), last.reason(), last.at());
    }

    /// All of them, the mildest first.
    public static List<SwitchView> all(HouseRules rules) {
        return Arrays.stream(Means.values()).map(means -> of(rules, means)).toList();
    }

    public static SwitchView of(HouseRules rules, Means means) {
        var last = rules.switches().get(means);
        return last == null ? new SwitchView(means.wire(), true, null, null, null) : of(last);
    }

    /// Those that are switched off, the mildest first.
    static List<SwitchView> off(HouseRules rules) {
        return rules.switchedOff().stream().map(SwitchView::of).toList();
    }
}
