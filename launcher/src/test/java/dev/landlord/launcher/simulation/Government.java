package dev.landlord.launcher.simulation;

import dev.landlord.controller.policy.Means;
import dev.landlord.controller.policy.PolicyClass;
import dev.landlord.controller.policy.PolicyClasses;
import dev.landlord.controller.policy.Rules;
import dev.landlord.controller.rules.ClassSettings;
import dev.landlord.controller.rules.HouseRules;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.ClassSetting;
import dev.landlord.protocol.message.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What people set for the whole house while controllers run, in storms: they switch means of the policy off and on again, change the marks,
/// clocks and rungs of classes, and take a change back. What holds here is what was said last; controllers hear of it by the topic. When a storm
/// ends, every means is on; in the end every class is as it was shipped. From dice of its own.
final class Government {
    private static final PolicyClasses SHIPPED = PolicyClasses.builtIn();
    private static final List<String> CLASSES = List.of("strict", "strict", "standard", "lenient");
    private static final List<PolicyClass.Marks> MARKS = List.of(
        new PolicyClass.Marks(50, 100, 25), new PolicyClass.Marks(40, 80, 20), new PolicyClass.Marks(60, 90, 30));
    private static final String ACTOR = "alice";

    private final Simulation sim;
    private final boolean any;
    private final Dice dice;
    private final Rules untouched;
    private HouseRules rules = HouseRules.shipped(Set.of());
    /// What was last written under each key; null: a tombstone.
    private final Map<String, Setting> said = new TreeMap<>();

    Government(Simulation sim, Features features) {
        this.sim = sim;
        this.any = features.governed();
        this.dice = sim.dice("government");
        this.untouched = Rules.of(features.classes());
    }

    /// Whether anything is ever set.
    boolean any() {
        return any;
    }

    /// As people have set it.
    Rules rules() {
        return any ? rules.rules() : untouched;
    }

    void begin() {
        if (any) {
            sim.loop().after(dice.between(5_000L, sim.focus() == Focus.SWITCHES ? 15_000L : 30_000L), "government", () -> {
                if (sim.chaos().isStormy() || sim.focus() == Focus.SWITCHES && !sim.chaos().isOver()) {
                    change();
                }
                begin();
            });
        }
    }

    private void change() {
        if (dice.chance(0.6)) {
            var means = dice.pick(List.of(Means.values()));
            flip(means, false);
            sim.loop().after(dice.between(3_000L, 45_000L), "government", () -> flip(means, true));
        } else {
            var name = dice.pick(CLASSES);
            if (dice.chance(0.4)) {
                asShipped(name);
            } else {
                var setting = ClassSettings.of(changed(SHIPPED.orStandard(name)), ACTOR, sim.loop().instant());
                rules = rules.with(setting);
                say(setting.key(), setting);
            }
        }
    }

    private PolicyClass changed(PolicyClass from) {
        var clock = new PolicyClass.Clock(from.clock().fill().multipliedBy(dice.between(1L, 6L)).dividedBy(3),
            from.clock().drain().multipliedBy(dice.between(2L, 6L)).dividedBy(4));
        var changed = Altered.with(Altered.with(from, "clock", clock), "marks", dice.pick(MARKS));
        return dice.chance(0.3) ? Altered.with(changed, "freeze",
            new PolicyClass.Freeze(Duration.ofSeconds(dice.between(5L, 30L)), Duration.ofSeconds(dice.between(2L, 10L)))) : changed;
    }

    private void asShipped(String name) {
        var key = ClassSetting.key(name);
        if (rules.sets(name)) {
            rules = rules.without(key);
            say(key, null);
        }
    }

    private void flip(Means means, boolean on) {
        if (on != rules.rules().switchedOff().contains(means)) {
            return;
        }
        var setting = new Setting.Switch(means.wire(), on, ACTOR, "by hand", sim.loop().instant());
        rules = rules.with(setting);
        say(setting.key(), setting);
    }

    /// Whoever is told that it failed says it again, unless something else was said by then.
    private void say(String key, Setting setting) {
        sim.loop().note("somebody sets %s: %s", key, setting instanceof Setting.Switch one ? one.on() ? "on" : "off"
            : setting == null ? "as shipped" : "changed");
        said.put(key, setting);
        tell(key, setting);
    }

    private void tell(String key, Setting setting) {
        sim.health().trouble(Health.HOUSE);
        sim.world().people().send(sim.broker().log(Topic.SETTINGS, 0), key, setting == null ? null : MessageCodec.encode(setting))
            .onSuccess(_ -> sim.health().trouble(Health.HOUSE))
            .onFailure(_ -> {
                if (said.get(key) == setting) {
                    tell(key, setting);
                }
            });
    }

    /// The storm is over.
    void allOn() {
        Set.copyOf(rules.rules().switchedOff()).stream().sorted().forEach(means -> flip(means, true));
    }

    /// Everything is as it was shipped.
    void heal() {
        allOn();
        CLASSES.stream().distinct().forEach(this::asShipped);
    }
}
