package dev.landlord.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.ActionRequest;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Decision;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.NodeReport;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Actions by hand.
class RequestsTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private static SimulatedHouse house() {
        var house = SimulatedHouse.with("strict", SimulatedHouse.cpu(2), "n1", "n2");
        house.run("n1", "a").cpuDemand = 0.5;
        house.run("n2", "b").cpuDemand = 0.5;
        house.pass(3);
        return house;
    }

    @Test
    void aThrottleHoldsOnEachNodeUntilItExpires() {
        var house = house();
        house.request(ActionRequest.Action.THROTTLE, null, null, Limits.ofCpu(0.25), Duration.ofMinutes(3));
        assertThat(house.node("n1").limits).as("at once, not on the next tick").isEqualTo(Limits.ofCpu(0.25));
        assertThat(house.node("n2").limits).isEqualTo(Limits.ofCpu(0.25));
        assertThat(house.state.enforcement().state()).isEqualTo(EnforcementState.THROTTLED);
        assertThat(house.state.enforcement().byResource().get(Resource.CPU).reason()).contains("alice").contains("maintenance");
        house.pass(170);
        assertThat(house.node("n1").limits).isEqualTo(Limits.ofCpu(0.25));
        house.pass(15);
        assertThat(house.node("n1").limits).isEqualTo(Limits.NONE);
        assertThat(house.state.enforcement().state()).isEqualTo(EnforcementState.FREE);
        assertThat(house.decisions).filteredOn(d -> d.rule().startsWith("manual")).extracting(d -> d.cause().kind())
            .containsExactly("person", "policy");
    }

    @Test
    void ofAThrottleByHandAndThePolicysOwnTheStricterHolds() {
        var house = house();
        house.request(ActionRequest.Action.THROTTLE, "n1", null, Limits.ofCpu(1.5).withPids(40L), HOUR);
        house.node("n1").workloads.get("a").cpuDemand = 8;
        house.pass(40);
        assertThat(house.node("n1").limits.cpuCores()).isEqualTo(1.5);
        assertThat(house.node("n1").limits.pids()).isEqualTo(40L);
        house.run("n1", "c").cpuDemand = 1;
        house.node("n2").workloads.get("b").cpuDemand = 8;
        house.pass(40);
        assertThat(house.stateOf(Resource.CPU)).isEqualTo(EnforcementState.THROTTLED);
        assertThat(house.node("n1").limits.cpuCores()).isLessThan(1.5);
        assertThat(house.node("n2").limits.pids()).isNull();
    }

    @Test
    void aThrottleByHandWidensNoShareOfANodeThatFallsSilent() {
        var house = house();
        house.node("n1").workloads.get("a").cpuDemand = 8;
        house.pass(40);
        double share = limit(house, "n1");
        house.request(ActionRequest.Action.THROTTLE, null, null, Limits.ofCpu(3.0), HOUR);
        house.node("n1").reporting = false;
        house.pass(7);
        assertThat(house.stateOf(Resource.CPU)).isEqualTo(EnforcementState.THROTTLED);
        assertThat(limit(house, "n1")).as("what it had, for the rest of the lease").isLessThanOrEqualTo(share);
        house.pass(60);
        assertThat(limit(house, "n1")).as("then what that rested on is too old").isEqualTo(3.0);
    }

    /// Who looks at a command, or at what the API says of a node, must find who wants the limit now.
    @Test
    void aLimitThatGoesOnForAnotherReasonSaysSo() {
        var house = SimulatedHouse.with("strict", SimulatedHouse.cpu(1), "n1");
        var hog = house.run("n1", "hog");
        hog.cpuDemand = 4;
        house.request(ActionRequest.Action.THROTTLE, null, null, Limits.ofCpu(1.0), HOUR);
        house.pass(1);
        assertThat(reason(house)).isEqualTo("manual");
        house.request("away", ActionRequest.Action.RELEASE, null, null, null, HOUR);
        house.pass(20);
        assertThat(reason(house)).isEqualTo("cpu.overuse");
        house.request(ActionRequest.Action.THROTTLE, null, null, Limits.ofCpu(1.0), HOUR);
        house.pass(1);
        assertThat(reason(house)).as("the policy's own stands").isEqualTo("cpu.overuse");
        hog.cpuDemand = 0.1;
        house.pass(60);
        assertThat(house.stateOf(Resource.CPU)).isEqualTo(EnforcementState.FREE);
        assertThat(house.node("n1").limits).isEqualTo(Limits.ofCpu(1.0));
        assertThat(reason(house)).isEqualTo("manual");
        assertThat(house.commands).last().isInstanceOfSatisfying(Command.Throttle.class,
            throttle -> assertThat(throttle.reason().rule()).isEqualTo("manual"));
        int sent = house.commands.size();
        house.pass(5);
        assertThat(house.commands).as("said once").hasSizeLessThanOrEqualTo(sent + 1);
    }

    private static String reason(SimulatedHouse house) {
        return house.state.limits().get(house.node("n1").id).reason().rule();
    }

    @Test
    void thatANodeIsNotKnownYetIsToldOnce() {
        var house = house();
        house.request(ActionRequest.Action.THROTTLE, "n9", null, Limits.ofCpu(0.25), HOUR);
        house.pass(60);
        assertThat(house.decisions).filteredOn(decision -> decision.text().contains("it is not known yet what node n9 can do")).hasSize(1);
    }

    private static double limit(SimulatedHouse house, String node) {
        return house.state.limits().get(house.node(node).id).limits().cpuCores();
    }

    @Test
    void weightAndBlockIoByHandReachTheNodesThatCanSetThem() {
        var house = house();
        house.node("n1").capabilities.put("limit.cpuWeight", NodeReport.Capability.YES);
        house.node("n1").capabilities.put("limit.io", NodeReport.Capability.YES);
        house.node("n2").capabilities.put("limit.io", NodeReport.Capability.no("no block device"));
        house.node("n2").capabilities.remove("limit.cpuWeight");
        house.pass(10);
        var asked = Limits.NONE.withCpuWeight(25L).withIoBytesPerSecond(10L << 20);
        house.request(ActionRequest.Action.THROTTLE, null, null, asked, HOUR);
        house.request(ActionRequest.Action.THROTTLE, "n1", null, Limits.NONE.withCpuWeight(50L).withIoBytesPerSecond(1L << 20), HOUR);
        house.pass(20);
        assertThat(house.node("n1").limits).as("the stricter of both").isEqualTo(asked.withIoBytesPerSecond(1L << 20));
        assertThat(house.node("n2").limits).isEqualTo(Limits.NONE);
        assertThat(house.state.enforcement().byResource()).containsOnlyKeys(Resource.CPU, Resource.IO);
        assertThat(house.decided(Decision.Action.HELD)).singleElement()
            .satisfies(held -> assertThat(held.text()).contains("node n2 lacks 'limit.cpuWeight'; node n2 lacks 'limit.io' (no block device)"));
        assertThat(house.decided(Decision.Action.THROTTLE).getFirst().text()).contains("CPU weight 25, block IO 10.0 MiB/s");
    }

    @Test
    void aLaterThrottleOfTheSameScopeTakesThePlaceOfTheEarlier() {
        var house = house();
        house.request(ActionRequest.Action.THROTTLE, null, null, Limits.ofCpu(0.25), HOUR);
        house.request(ActionRequest.Action.THROTTLE, null, null, Limits.ofCpu(0.75), HOUR);
        assertThat(house.node("n1").limits).isEqualTo(Limits.ofCpu(0.75));
        assertThat(house.state.byHand()).hasSize(1);
    }

    @Test
    void freezingByHandShows() {
        var house = house();
        house.request(ActionRequest.Action.THROTTLE, "n1", null, Limits.NONE.withFrozen(true), HOUR);
        house.pass(3);
        assertThat(house.node("n1").limits.frozen()).isTrue();
        assertThat(house.state.enforcement().state()).isEqualTo(EnforcementState.FROZEN);
    }

    @Test
    void aReleaseLiftsBothAndTheScoresStartOver() {
        var house = house();
        house.node("n1").workloads.get("a").cpuDemand = 8;
        house.request(ActionRequest.Action.THROTTLE, "n2", null, Limits.ofCpu(0.1), HOUR);
        house.pass(20);
        house.request(ActionRequest.Action.RELEASE, null, null, null, HOUR);
        assertThat(house.node("n1").limits).isEqualTo(Limits.NONE);
        assertThat(house.node("n2").limits).isEqualTo(Limits.NONE);
        assertThat(house.state.resource(Resource.CPU).score()).isZero();
        assertThat(house.state.resource(Resource.CPU).offences()).isZero();
        var released = house.now;
        house.pass(20);
        assertThat(house.firstAfter(released.plusSeconds(1), Decision.Action.WARN)).as("who goes on hogging is warned again").isPresent();
        assertThat(house.stateOf(Resource.CPU)).isEqualTo(EnforcementState.THROTTLED);
    }

    @Test
    void anEvictionEndsOneWorkloadWithGrace() {
        var house = house();
        house.request(ActionRequest.Action.EVICT, null, "a", null, HOUR);
        assertThat(house.node("n1").workloads).isEmpty();
        assertThat(house.node("n2").workloads).containsKey("b");
        assertThat(house.decided(Decision.Action.EVICT)).singleElement().satisfies(decision -> {
            assertThat(decision.cause()).isEqualTo(new Decision.Cause("person", "alice"));
            assertThat(decision.workload()).isEqualTo("a");
        });
        assertThat(house.decided(Decision.Action.EVICTED)).hasSize(1);
        assertThat(((Command.Evict) house.commands.getFirst()).graceMs()).isPositive();
    }

    @Test
    void anEvictionByHandGoesByItsOwnTermsWhereTheClassEndsNoWorkloads() {
        var house = house();
        house.under(ClassOf.like(PolicyClasses.STRICT).noEviction().rules());
        house.request(ActionRequest.Action.EVICT, null, "a", null, HOUR);
        assertThat(house.commands).last().isInstanceOfSatisfying(Command.Evict.class, order -> {
            assertThat(order.graceMs()).isEqualTo(30_000);
            assertThat(order.ttlMs()).isEqualTo(60_000);
        });
    }

    @Test
    void anEvictionThatIsNotClearIsRefused() {
        var house = house();
        house.run("n2", "a");
        house.pass(2);
        house.request(ActionRequest.Action.EVICT, null, "a", null, HOUR);
        house.request(ActionRequest.Action.EVICT, null, "nobody", null, HOUR);
        house.request(ActionRequest.Action.EVICT, "n3", "a", null, HOUR);
        assertThat(house.decided(Decision.Action.HELD)).extracting(Decision::rule)
            .containsExactly("request.ambiguous", "request.no-workload", "request.no-workload");
        house.request(ActionRequest.Action.EVICT, "n2", "a", null, HOUR);
        assertThat(house.node("n1").workloads).containsKey("a");
        assertThat(house.node("n2").workloads).containsOnlyKeys("b");
    }

    @Test
    void aRepeatedRequestIsActedOnOnceAndAnExpiredOneAnswered() {
        var house = house();
        house.request("r-1", ActionRequest.Action.EVICT, null, "a", null, HOUR);
        house.run("n1", "a");
        house.pass(2);
        house.request("r-1", ActionRequest.Action.EVICT, null, "a", null, HOUR);
        assertThat(house.node("n1").workloads).containsKey("a");
        house.request("r-2", ActionRequest.Action.EVICT, null, "a", null, Duration.ZERO);
        assertThat(house.node("n1").workloads).containsKey("a");
        assertThat(house.decided(Decision.Action.HELD)).singleElement().satisfies(held -> {
            assertThat(held.rule()).isEqualTo("request.expired");
            assertThat(held.cause().who()).isEqualTo("alice");
        });
    }

    @Test
    void whatIsRememberedIsBounded() {
        var house = house();
        for (int i = 0; i < 3 * TenantState.MAX_REQUESTS; i++) {
            house.request(ActionRequest.Action.THROTTLE, "n" + i, null, Limits.ofCpu(1), HOUR);
            house.request(ActionRequest.Action.EVICT, null, "nobody", null, HOUR);
        }
        assertThat(house.state.requests()).hasSize(TenantState.MAX_REQUESTS);
        assertThat(house.state.byHand()).hasSize(TenantState.MAX_BY_HAND);
        assertThat(house.state.untold()).hasSizeLessThanOrEqualTo(TenantState.MAX_UNTOLD);
        assertThat(house.state.limits()).hasSizeLessThanOrEqualTo(2);
        assertThat(house.state.held()).hasSizeLessThanOrEqualTo(TenantState.MAX_BY_HAND + 2);
    }
}
