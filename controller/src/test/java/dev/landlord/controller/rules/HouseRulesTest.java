package dev.landlord.controller.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.landlord.controller.policy.Means;
import dev.landlord.controller.policy.PolicyClass;
import dev.landlord.controller.policy.PolicyClasses;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.ClassSetting;
import dev.landlord.protocol.message.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HouseRulesTest {
    private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");
    private static final HouseRules SHIPPED = HouseRules.shipped(Set.of(new TenantId("payroll")));

    @Test
    void everyClassIsTheSameAfterItWasKept() throws IOException {
        var example = ClassesFile.parse(Files.readString(Path.of("../docs/examples/classes.yaml")), PolicyClasses.builtIn())
            .orElseThrow(problems -> new AssertionError(problems.toString()));

        for (var policyClass : List.of(PolicyClasses.STANDARD, PolicyClasses.STRICT, PolicyClasses.LENIENT, PolicyClasses.WATCH)) {
            assertThat(ClassSettings.read(ClassSettings.of(policyClass, "alice", AT))).isEqualTo(policyClass);
        }
        assertThat(example).hasSize(4).allSatisfy(policyClass ->
            assertThat(ClassSettings.read(ClassSettings.of(policyClass, "alice", AT))).isEqualTo(policyClass));
    }

    @Test
    void aClassIsAddedChangedAndPutBack() {
        var batch = like(PolicyClasses.LENIENT, "batch");
        var standard = like(PolicyClasses.LENIENT, "standard");
        var rules = SHIPPED.with(ClassSettings.of(batch, "alice", AT)).with(ClassSettings.of(standard, "alice", AT));

        assertThat(rules.classes().find("batch")).contains(batch);
        assertThat(rules.classes().find("standard")).contains(standard);
        assertThat(rules.classes().all()).extracting(rules::origin).containsExactly(HouseRules.Origin.ADDED, HouseRules.Origin.SHIPPED,
            HouseRules.Origin.CHANGED, HouseRules.Origin.SHIPPED, HouseRules.Origin.SHIPPED);
        assertThat(rules.sets("batch") && rules.sets("standard") && !rules.sets("strict")).isTrue();

        var back = rules.without("class/standard").without("class/batch");
        assertThat(back.classes().find("standard")).contains(PolicyClasses.STANDARD);
        assertThat(back.classes().find("batch")).isEmpty();
        assertThat(SHIPPED.classes().find("batch")).as("what was handed out does not change").isEmpty();
    }

    @Test
    void aMeansIsOffUntilItIsSwitchedOnOrForgotten() {
        var off = SHIPPED.with(new Setting.Switch("evict", false, "alice", "incident 7", AT))
            .with(new Setting.Switch("throttle", false, "bob", "stalls", AT.plusSeconds(1)));

        assertThat(off.rules().switchedOff()).containsExactlyInAnyOrder(Means.EVICT, Means.THROTTLE);
        assertThat(off.switchedOff()).as("the mildest first").extracting(Setting.Switch::means).containsExactly("throttle", "evict");
        var on = off.with(new Setting.Switch("throttle", true, "bob", "mended", AT.plusSeconds(2))).without("switch/evict");
        assertThat(on.rules().switchedOff()).isEmpty();
        assertThat(on.switches()).containsOnlyKeys(Means.THROTTLE);
        assertThat(on.rules().protectedTenants()).as("stay so").containsExactly(new TenantId("payroll"));
    }

    @Test
    void aMeansOfANewerVersionIsPassedOver() {
        assertThat(SHIPPED.with(new Setting.Switch("migrate", false, "alice", "why", AT))).isSameAs(SHIPPED);
    }

    @Test
    void aClassByWhichNobodyCouldDecideIsRefused() {
        var good = ClassSettings.of(PolicyClasses.STANDARD, "alice", AT);
        var broken = new ClassSetting("standard", 1L << 40, good.mode(), good.enforce(), good.clock(), good.marks(), good.data(), null, null,
            good.tiers(), good.forgiveAfterMs(), null, good.leaseMs(), null, good.contention(), null, null, "alice", AT);

        assertThatThrownBy(() -> SHIPPED.with(broken)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("'priority'");
    }

    @Test
    void theHouseHoldsSoManyClassesOfItsOwn() {
        var rules = SHIPPED;
        for (int i = 0; i < ClassesFile.MOST_CLASSES; i++) {
            rules = rules.with(ClassSettings.of(like(PolicyClasses.STANDARD, "c" + i), "alice", AT));
        }
        var full = rules;

        assertThat(full.setClasses()).isEqualTo(ClassesFile.MOST_CLASSES);
        assertThatThrownBy(() -> full.with(ClassSettings.of(like(PolicyClasses.STANDARD, "one-more"), "alice", AT)))
            .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("100 classes");
        assertThat(full.with(ClassSettings.of(like(PolicyClasses.STRICT, "c7"), "alice", AT)).setClasses()).as("no more").isEqualTo(100);
    }

    private static PolicyClass like(PolicyClass model, String name) {
        return new PolicyClass(name, model.priority(), model.mode(), model.enforce(), model.clock(), model.marks(), model.data(), model.weight(),
            model.squeeze(), model.tiers(), model.forgiveAfter(), model.freeze(), model.lease(), model.eviction(), model.contention(),
            model.exempt(), model.budget());
    }
}
