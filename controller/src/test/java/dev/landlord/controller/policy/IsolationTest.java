package dev.landlord.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.NodeReport;
import dev.landlord.protocol.message.Quota;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IsolationTest {
    private static Isolation.Check check(SimulatedHouse house, String name) {
        return house.state.isolation().checks().stream().filter(check -> check.name().equals(name)).findFirst().orElseThrow();
    }

    @Test
    void aTenantsLifeGoesFromNotStartedToPartialToActiveAndBack() {
        var house = new SimulatedHouse();
        house.declare("strict", SimulatedHouse.cpu(1));
        house.pass(2);
        assertThat(house.state.isolation().status()).isEqualTo(Isolation.Status.NOT_STARTED);
        assertThat(house.state.isolation().limitsEnforced()).isFalse();
        house.node("n1");
        house.pass(2);
        assertThat(house.state.isolation().status()).isEqualTo(Isolation.Status.PARTIAL);
        house.run("n1", "a");
        house.pass(2);
        assertThat(house.state.isolation().status()).isEqualTo(Isolation.Status.ACTIVE);
        assertThat(house.state.isolation().limitsEnforced()).isTrue();
        house.node("n1").workloads.get("a").pids = 0;
        house.pass(2);
        assertThat(house.state.isolation().status()).as("an empty group does not run").isEqualTo(Isolation.Status.PARTIAL);
        house.node("n1").reporting = false;
        house.pass(20);
        assertThat(house.state.isolation().status()).as("a pause is no end").isEqualTo(Isolation.Status.PARTIAL);
        house.pass(20);
        assertThat(house.state.isolation().status()).isEqualTo(Isolation.Status.NOT_STARTED);
        assertThat(house.decided(Decision.Action.ISOLATION)).filteredOn(d -> d.rule().equals("isolation.status"))
            .extracting(Decision::before, Decision::after).containsExactly(
                tuple("not-started", "partial"),
                tuple("partial", "active"),
                tuple("active", "partial"),
                tuple("partial", "not-started"));
    }

    @Test
    void nothingIsFullBecauseDataNetworkAndAccessAreNotChecked() {
        var house = SimulatedHouse.with("strict", new Quota(1.0, 1L << 30, 100L, 1L << 20), "n1");
        house.run("n1", "a").cpuDemand = 0.1;
        house.pass(30);
        assertThat(house.state.isolation().status()).isEqualTo(Isolation.Status.ACTIVE);
        assertThat(check(house, "group").passed()).isTrue();
        assertThat(check(house, "workload").passed()).isTrue();
        assertThat(check(house, "limits").passed()).isTrue();
        for (var name : new String[] {"data", "network", "access"}) {
            assertThat(check(house, name)).isEqualTo(new Isolation.Check(name, false, "this version does not check it"));
        }
    }

    @Test
    void limitsAreEnforcedOnlyWhereAllNodesCanWriteThem() {
        var house = SimulatedHouse.with("strict", SimulatedHouse.cpu(1), "n1", "n2");
        assertThat(house.state.isolation().limitsEnforced()).isTrue();
        house.node("n2").mode = NodeReport.Mode.WATCH;
        house.pass(6);
        assertThat(house.state.isolation().limitsEnforced()).isFalse();
        assertThat(check(house, "limits").detail()).contains("node n2 is in watch mode");
        assertThat(house.decided(Decision.Action.ISOLATION).getLast().rule()).isEqualTo("isolation.limits");
    }

    @Test
    void whereNothingWillBeLimitedItSaysSo() {
        var house = SimulatedHouse.with("watch", SimulatedHouse.cpu(1), "n1");
        assertThat(house.state.isolation().limitsEnforced()).as("they could be").isTrue();
        assertThat(house.decided(Decision.Action.ISOLATION).getLast().text())
            .endsWith("; its limits are watched, and not enforced: class watch only watches.");
        assertThat(check(house, "limits").detail())
            .isEqualTo("compared with the quota and enforceable on one node, but not enforced: class watch only watches");

        house.declare("strict", SimulatedHouse.cpu(1));
        house.pass(2);
        assertThat(check(house, "limits").detail()).isEqualTo("compared with the quota and enforceable on one node");
        house.under(new Rules(PolicyClasses.builtIn(), Set.of(), Set.of(SimulatedHouse.TENANT)));
        house.pass(2);
        assertThat(check(house, "limits").detail()).endsWith(", but not enforced: the tenant is protected");
        house.node("n1").mode = NodeReport.Mode.WATCH;
        house.pass(6);
        assertThat(house.decided(Decision.Action.ISOLATION).getLast().text()).endsWith("; its limits are not enforced.");
    }

    @Test
    void aCounterThatBeginsAnewEndsNothing() {
        var house = SimulatedHouse.with("strict", new Quota(1.0, null, null, 1L << 20), "n1");
        house.run("n1", "short").ioPerSecond = 1 << 10;
        house.run("n1", "long").ioPerSecond = 1 << 10;
        house.pass(40);
        int before = house.decided(Decision.Action.ISOLATION).size();
        assertThat(house.state.isolation().limitsEnforced()).isTrue();

        house.node("n1").endAndForgetIo("short");
        house.pass(1);

        assertThat(house.state.use(house.now).ioBytesPerSecond()).as("not known for a moment").isNull();
        assertThat(check(house, "limits").passed()).isTrue();
        house.pass(30);
        assertThat(house.decided(Decision.Action.ISOLATION)).hasSize(before);
    }

    @Test
    void whatIsNotMeteredAnyMoreIsNotEnforced() {
        var house = SimulatedHouse.with("strict", new Quota(1.0, null, null, 1L << 20), "n1");
        house.run("n1", "a").ioPerSecond = 1 << 10;
        house.pass(40);

        house.node("n1").ioKnown = false;
        house.pass(21);

        assertThat(check(house, "limits")).isEqualTo(new Isolation.Check("limits", false, "node n1 does not meter block IO"));
        assertThat(house.decided(Decision.Action.ISOLATION).getLast().rule()).isEqualTo("isolation.limits");
        house.node("n1").ioKnown = true;
        house.pass(2);
        assertThat(house.state.isolation().limitsEnforced()).isTrue();
    }

    @Test
    void withoutAQuotaNothingIsEnforced() {
        var house = SimulatedHouse.with("strict", Quota.NONE, "n1");
        house.run("n1", "a").cpuDemand = 8;
        house.pass(60);
        assertThat(house.state.isolation().limitsEnforced()).isFalse();
        assertThat(house.commands).isEmpty();
        assertThat(house.state.enforcement().byResource()).isEmpty();
    }
}
