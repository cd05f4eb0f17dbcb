package dev.landlord.controller.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.controller.policy.Means;
import dev.landlord.controller.policy.PolicyClass;
import dev.landlord.controller.policy.PolicyClasses;
import dev.landlord.controller.rules.ClassSettings;
import dev.landlord.controller.rules.HouseRules;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.Setting;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettingsReaderTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final SettingsReader settings = new SettingsReader(Set.of(new TenantId("payroll")), new EngineMetrics(registry));
    private final InboundDeserializer decoder = new InboundDeserializer();
    private long offset;

    @Test
    void aBatchIsInForceAtOnceAndToldOnce() {
        var told = new ArrayList<HouseRules>();
        settings.listen(told::add);

        settings.accept(List.of(read(off(Means.THROTTLE)), read(off(Means.EVICT)), read(standard(7))));
        settings.accept(List.of());

        assertThat(told).hasSize(2).last().isSameAs(settings.current());
        assertThat(told.getFirst().rules().switchedOff()).as("as it is at the beginning").isEmpty();
        assertThat(settings.current().rules().switchedOff()).containsExactlyInAnyOrder(Means.THROTTLE, Means.EVICT);
        assertThat(settings.current().rules().protectedTenants()).containsExactly(new TenantId("payroll"));
        assertThat(settings.current().classes().find("standard").orElseThrow().priority()).isEqualTo(7);
        assertThat(registry.get("landlord.controller.switch.off").tag("means", "throttle").gauge().value()).isEqualTo(1);
        assertThat(registry.get("landlord.controller.switch.off").tag("means", "freeze").gauge().value()).isZero();
        assertThat(registry.get("landlord.controller.set.classes").gauge().value()).isEqualTo(1);
    }

    @Test
    void aTombstonePutsBackWhatWasShipped() {
        settings.accept(List.of(read(standard(7)), read(off(Means.EVICT))));
        settings.accept(List.of(read("class/standard", null), read("switch/evict", null)));

        assertThat(settings.current().classes().find("standard")).contains(PolicyClasses.STANDARD);
        assertThat(settings.current().rules().switchedOff()).isEmpty();
    }

    @Test
    void whatCannotBeReadLeavesTheLastGoodOne() {
        var good = new String(MessageCodec.encode(standard(7)), StandardCharsets.UTF_8);
        settings.accept(List.of(read("class/standard", good)));

        settings.accept(List.of(
            read("class/standard", "{"),
            read("class/standard", good.replace("landlord.settings/1", "landlord.settings/2")),
            read("class/standard", good.replace("\"kind\":\"class\"", "\"kind\":\"later\"")),
            read("class/standard", good.replace("\"priority\":7", "\"priority\":700")),
            read("class/standard", good.replace("\"cooldownMs\":60000", "\"cooldownMs\":1")),
            read("class/strict", good),
            read("switch/throttle", new String(MessageCodec.encode(off(Means.EVICT)), StandardCharsets.UTF_8))));

        assertThat(settings.current().classes().find("standard").orElseThrow().priority()).isEqualTo(7);
        assertThat(settings.current().classes().find("strict")).contains(PolicyClasses.STRICT);
        assertThat(settings.current().rules().switchedOff()).isEmpty();
        assertThat(skipped("malformed")).isEqualTo(2);
        assertThat(skipped("unknown_schema")).isEqualTo(1);
        assertThat(skipped("invalid")).isEqualTo(2);
        assertThat(skipped("wrong_key")).isEqualTo(2);
    }

    @Test
    void whoWritesWaitsUntilItIsInForce() {
        var seen = settings.seen(0, 1);
        var offThen = new ArrayList<Set<Means>>();
        seen.onSuccess(_ -> offThen.add(settings.current().rules().switchedOff()));

        settings.accept(List.of(read(standard(7))));
        assertThat(seen.isComplete()).isFalse();
        settings.accept(List.of(read(off(Means.EVICT))));

        assertThat(seen.succeeded()).isTrue();
        assertThat(offThen).containsExactly(Set.of(Means.EVICT));
    }

    private double skipped(String reason) {
        return registry.get("landlord.controller.skipped").tags("topic", "settings", "reason", reason).counter().count();
    }

    private Read read(Setting setting) {
        return read(setting.key(), new String(MessageCodec.encode(setting), StandardCharsets.UTF_8));
    }

    private Read read(String key, String value) {
        return new Read(Topic.SETTINGS, 0, key, offset++, NOW,
            decoder.deserialize(Topic.SETTINGS.topicName(), value == null ? null : value.getBytes(StandardCharsets.UTF_8)));
    }

    private static Setting off(Means means) {
        return new Setting.Switch(means.wire(), false, "alice", "a test", NOW);
    }

    private static Setting standard(int priority) {
        var model = PolicyClasses.STANDARD;
        return ClassSettings.of(new PolicyClass("standard", priority, model.mode(), model.enforce(), model.clock(), model.marks(), model.data(),
            model.weight(), model.squeeze(), model.tiers(), model.forgiveAfter(), model.freeze(), model.lease(), model.eviction(), model.contention(),
            model.exempt(), model.budget()), "alice", NOW);
    }
}
