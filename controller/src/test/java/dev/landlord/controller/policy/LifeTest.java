package dev.landlord.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.landlord.protocol.CommandKey;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.TenantSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LifeTest {
    private static PolicyEvent.Declared declared(long version, String policyClass) {
        return new PolicyEvent.Declared(SimulatedHouse.START,
            new TenantSpec(SimulatedHouse.TENANT, version, policyClass, SimulatedHouse.cpu(2), null, List.of(), Map.of()));
    }

    @Test
    void theSameDeclarationAgainChangesNothing() {
        var house = new SimulatedHouse();
        house.step(declared(3, "strict"));
        var state = house.state;
        house.step(declared(3, "strict"));
        assertThat(house.state).isEqualTo(state);
        assertThat(house.decisions).extracting(Decision::action).containsExactly(Decision.Action.DECLARED);
    }

    @Test
    void aTenantThatWasDeletedAndDeclaredAnewUnnoticedTakesItsNewDeclaration() {
        var house = new SimulatedHouse();
        house.step(declared(3, "strict"));
        house.step(declared(1, "standard"));
        assertThat(house.state.spec().policyClass()).isEqualTo("standard");
    }

    @Test
    void ordersOfDifferentTenantsNeverShareAnId() {
        var longName = "x".repeat(62);
        assertThat(Evictions.id(new TenantId("tenant-b"), 812, 1)).isEqualTo("o-812-1-tenant-b");
        var one = Evictions.id(new TenantId(longName + "a"), (1L << 53) - 1, 999_999);
        var other = Evictions.id(new TenantId(longName + "b"), (1L << 53) - 1, 999_999);
        assertThat(one).isNotEqualTo(other).hasSizeLessThanOrEqualTo(63);
        assertThat(CommandKey.evict(new NodeId("n1"), new TenantId("t"), one).order()).contains(one);
    }

    @Test
    void anUnknownClassIsTreatedAsStandardAndThatIsSaid() {
        var house = new SimulatedHouse();
        house.step(declared(1, "gentle"));
        assertThat(house.decided(Decision.Action.HELD)).singleElement().satisfies(held -> {
            assertThat(held.rule()).isEqualTo("class.unknown");
            assertThat(held.text()).contains("'gentle'").contains("lenient, standard, strict, watch");
        });
        house.node("n1");
        house.run("n1", "compile").cpuDemand = 8;
        house.pass(30);
        assertThat(house.commands).as("the clock of standard").isEmpty();
    }

    @Test
    void anotherClassTakesEffectWithoutAnythingElseChanging() {
        var house = SimulatedHouse.with("standard", SimulatedHouse.cpu(1), "n1");
        house.run("n1", "hog").cpuDemand = 2;
        house.pass(90);
        assertThat(house.commands).isEmpty();
        house.declare("strict", SimulatedHouse.cpu(1));
        house.pass(10);
        assertThat(house.stateOf(Resource.CPU)).isEqualTo(EnforcementState.THROTTLED);
        assertThat(house.decided(Decision.Action.CHANGED)).satisfiesExactly(changed -> {
            assertThat(changed.before()).isEqualTo("version 1");
            assertThat(changed.text()).contains("class strict").contains("class standard");
        }, taken -> assertThat(taken.rule()).isEqualTo("class.changed"));
    }

    @Test
    void aTenantMayComeBackAfterItsDeletion() {
        var house = new SimulatedHouse();
        house.step(declared(7, "strict"));
        house.step(new PolicyEvent.Deleted(house.now));
        house.step(new PolicyEvent.Deleted(house.now));
        assertThat(house.state.settledAfterDeletion()).isTrue();
        assertThat(Explain.of(house.state, Rules.of(PolicyClasses.builtIn()), house.now).sentences()).containsExactly("Tenant tenant-b was deleted.");
        house.step(declared(1, "strict"));
        assertThat(house.state.declared()).isPresent();
        assertThat(house.decisions).extracting(Decision::action)
            .containsExactly(Decision.Action.DECLARED, Decision.Action.DELETED, Decision.Action.DECLARED);
    }

    @Test
    void decisionsAreNumberedWithinTenantAndEpoch() {
        var house = new SimulatedHouse();
        house.step(declared(1, "strict"));
        house.step(declared(2, "strict"));
        assertThat(house.decisions).extracting(Decision::id).containsExactly("tenant-b-812-1", "tenant-b-812-2");
    }

    @Test
    void nodesThatFellSilentAreForgotten() {
        var house = SimulatedHouse.with("strict", SimulatedHouse.cpu(1), "n1", "n2");
        house.node("n2").reporting = false;
        house.pass(3700);
        assertThat(house.state.meters()).containsOnlyKeys(house.node("n1").id);
        assertThat(house.state.nodes()).containsOnlyKeys(house.node("n1").id);
    }

    @Test
    void explainTellsStateUseAndLimits() {
        var house = SimulatedHouse.with("strict", new Quota(0.5, 256L << 20, null, null), "n1");
        var explained = Explain.of(house.state, Rules.of(PolicyClasses.builtIn()), house.now);
        assertThat(explained.sentences()).containsExactly("Tenant tenant-b is free; nothing has ever been done about it.",
            "It uses CPU 0.00 of 0.50 cores, memory 0 B of 256 MiB.");
        var hog = house.run("n1", "hog");
        hog.cpuDemand = 1;
        hog.memoryBytes = 64 << 20;
        house.pass(20);
        explained = Explain.of(house.state, Rules.of(PolicyClasses.builtIn()), house.now);
        assertThat(explained.sentences()).containsExactly("Tenant tenant-b has been throttled for 12 s: CPU 1.00 of 0.50 cores for 8 s, score 100.",
            "It uses CPU 0.49 of 0.50 cores, memory 64.0 MiB of 256 MiB.",
            "Node n1 is to hold it to CPU 0.50 cores until 2026-11-22T10:00:51Z unless renewed; its agent says that it is in force.",
            "It presses against its limit, so that the limit stays; it is lifted about 23 s after it uses less, at the latest.");
        assertThat(explained.figures()).containsExactly(
            new Explanation.Figure(Resource.CPU, 0.49, 0.5, 100, EnforcementState.THROTTLED),
            new Explanation.Figure(Resource.MEMORY, (double) (64 << 20), (double) (256 << 20), 0, EnforcementState.FREE));
        assertThat(explained.limits()).singleElement().satisfies(on -> assertThat(on.limits().cpuCores()).isEqualTo(0.5));

        var obstacle = new PolicyRecord.Held("limits@n2", "the agent of node n2 has stopped");
        assertThat(Explain.of(house.state.apply(obstacle), Rules.of(PolicyClasses.builtIn()), house.now).sentences())
            .contains("What ought to be done is held back: the agent of node n2 has stopped.");
        hog.cpuDemand = 0;
        house.pass(60);
        assertThat(Explain.of(house.state.apply(obstacle), Rules.of(PolicyClasses.builtIn()), house.now).sentences())
            .as("free").noneMatch(sentence -> sentence.contains("held back"));
    }

    @Test
    void classesAreCheckedWhenTheyAreMade() {
        assertThat(PolicyClasses.builtIn().names()).containsExactly("lenient", "standard", "strict", "watch");
        assertThatThrownBy(() -> PolicyClasses.of(List.of(PolicyClasses.STRICT))).hasMessageContaining("'standard'");
        assertThatThrownBy(() -> PolicyClasses.of(List.of(PolicyClasses.STANDARD, PolicyClasses.STANDARD)))
            .hasMessageContaining("two policy classes");
        assertThatThrownBy(() -> new PolicyClass.Tier(0, Duration.ZERO)).hasMessageContaining("factor");
    }
}
