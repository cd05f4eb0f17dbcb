package dev.landlord.controller.history;

import static dev.landlord.controller.view.Messages.A;
import static dev.landlord.controller.view.Messages.N1;
import static dev.landlord.controller.view.Messages.START;
import static dev.landlord.controller.view.Messages.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.controller.ports.UsageSeries.Enforced;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.Decision;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnforcementsTest {
    @Test
    void aResourceIsHeldBackFromOneStateToTheNext() {
        assertThat(drawn(policy(1, Decision.Action.WARN, Resource.CPU, "free", "warned"),
            policy(5, Decision.Action.THROTTLE, Resource.CPU, "warned", "throttled"),
            policy(7, Decision.Action.THROTTLE, Resource.CPU, "throttled", "throttled"),
            policy(8, Decision.Action.THROTTLE, Resource.MEMORY, "warned", "throttled"),
            policy(9, Decision.Action.THROTTLE, Resource.CPU, "throttled", "frozen"),
            policy(20, Decision.Action.RELEASE, Resource.CPU, "frozen", "free")))
            .containsExactly("throttled cpu 5-9", "throttled memory 8-", "frozen cpu 9-20");
    }

    @Test
    void anEvictionIsAMoment() {
        assertThat(drawn(policy(3, Decision.Action.EVICT, Resource.MEMORY, "throttled", "evicting"),
            hand(4, Decision.Action.EVICTED, "evict.applied", N1),
            policy(5, Decision.Action.RELEASE, Resource.MEMORY, "evicting", "free")))
            .containsExactly("evicting memory 3-5", "evicted null 4-4");
    }

    @Test
    void aHandHoldsUntilItEndsOrAHandReleasesAll() {
        assertThat(drawn(hand(1, Decision.Action.THROTTLE, "manual", N1), hand(2, Decision.Action.RELEASE, "manual.expired", N1),
            hand(3, Decision.Action.THROTTLE, "manual", null),
            policy(4, Decision.Action.THROTTLE, Resource.CPU, "warned", "throttled"),
            hand(5, Decision.Action.RELEASE, "evict.calm", null),
            hand(6, Decision.Action.RELEASE, "manual", null)))
            .containsExactly("throttled null 1-2", "throttled null 3-6", "throttled cpu 4-6");
    }

    @Test
    void aSpentBudgetHoldsBesideAHandUntilItIsLifted() {
        assertThat(drawn(hand(1, Decision.Action.WARN, "budget.warn", null), hand(2, Decision.Action.WARN, "budget.spent", null),
            hand(3, Decision.Action.THROTTLE, "budget.floor", null),
            hand(4, Decision.Action.THROTTLE, "manual", null), hand(5, Decision.Action.RELEASE, "manual.expired", null),
            hand(7, Decision.Action.RELEASE, "budget.renewed", null)))
            .containsExactly("throttled null 3-7", "throttled null 4-5");
    }

    @Test
    void aDeletedTenantIsHeldBackNoMoreAndWhatEndedBeforeIsLeftOut() {
        var decisions = List.of(policy(1, Decision.Action.THROTTLE, Resource.CPU, "warned", "throttled"),
            policy(2, Decision.Action.RELEASE, Resource.CPU, "throttled", "free"),
            policy(3, Decision.Action.THROTTLE, Resource.CPU, "warned", "throttled"),
            hand(9, Decision.Action.DELETED, "deleted", null));

        assertThat(Enforcements.of(decisions, at(5)).stream().map(EnforcementsTest::text)).containsExactly("throttled cpu 3-9");
    }

    @Test
    void whatIsOnlySaidOrAcknowledgedIsNotKept() {
        assertThat(Enforcements.matters(hand(1, Decision.Action.ACK, "limits.applied", N1))).isFalse();
        assertThat(Enforcements.matters(hand(1, Decision.Action.THROTTLE, "manual", N1))).isTrue();
    }

    private static List<String> drawn(Decision... decisions) {
        return Enforcements.of(List.of(decisions), START).stream().map(EnforcementsTest::text).toList();
    }

    private static String text(Enforced enforced) {
        return "%s %s %d-%s".formatted(enforced.state(), enforced.resource() == null ? null : enforced.resource().wire(),
            enforced.from().getEpochSecond() - START.getEpochSecond(),
            enforced.to() == null ? "" : enforced.to().getEpochSecond() - START.getEpochSecond());
    }

    private static Decision policy(int second, Decision.Action action, Resource resource, String before, String after) {
        return new Decision("d" + second, A, at(second), action, resource.wire() + ".overuse", "because", resource, null, null, before, after,
            Map.of(), new Decision.Cause("policy", "strict"));
    }

    private static Decision hand(int second, Decision.Action action, String rule, NodeId node) {
        return new Decision("d" + second, A, at(second), action, rule, "because", null, node, null, null, null, Map.of(),
            new Decision.Cause("person", "alice"));
    }
}
