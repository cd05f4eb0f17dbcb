package dev.landlord.controller.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.controller.policy.PolicyRecord;
import dev.landlord.controller.policy.ResourceState;
import dev.landlord.controller.policy.TenantState;
import dev.landlord.controller.view.House;
import dev.landlord.controller.view.HouseBounds;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.TenantSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HouseFeedTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final TenantId A = new TenantId("tenant-a");

    private final House house = new House(HouseBounds.DEFAULTS);
    private final HouseFeed feed = new HouseFeed(house);
    private final InboundDeserializer decoder = new InboundDeserializer();

    @BeforeEach
    void declare() {
        feed.tenant(A, Optional.of(new TenantSpec(A, 1, null, null, null, List.of(), Map.of())), NOW);
    }

    @Test
    void showsTheNewestSnapshotWhenTheEndIsReachedAndThenEveryOne() {
        feed.accept(List.of(snapshot(3, 10), snapshot(3, 20)));
        assertThat(house.tenant(A, NOW).orElseThrow().enforcement()).as("not yet").isNull();

        feed.caughtUp();
        assertThat(score()).isEqualTo(20);

        feed.accept(List.of(snapshot(3, 30)));
        assertThat(score()).isEqualTo(30);
    }

    @Test
    void aSnapshotOfAnOlderEpochIsNotShown() {
        feed.accept(List.of(snapshot(3, 10), snapshot(2, 99)));
        feed.caughtUp();
        feed.accept(List.of(snapshot(2, 98)));

        assertThat(score()).isEqualTo(10);
    }

    @Test
    void claimsCheckpointsAndKeysOfOthersAreNoTenants() {
        feed.caughtUp();
        feed.accept(List.of(state("_owner", new StateRecord.Claim("c", NOW)), state("_offsets", new StateRecord.Checkpoint(1, Offsets.START)),
            new Read(Topic.STATE, 0, "../x", 0, NOW, null), new Read(Topic.STATE, 0, "_owner", 0, NOW, null),
            new Read(Topic.USAGE, 0, "tenant-a", 0, NOW, new Inbound.Unreadable(false, ""))));

        assertThat(house.tenants(NOW)).hasSize(1);
    }

    @Test
    void aSnapshotThatWasRemovedIsNotShownAnyMore() {
        feed.accept(List.of(snapshot(3, 10)));
        feed.caughtUp();
        feed.accept(List.of(new Read(Topic.STATE, 0, "tenant-a", 0, NOW, null)));

        assertThat(house.tenant(A, NOW).orElseThrow().enforcement()).isNull();
    }

    private double score() {
        return house.tenant(A, NOW).orElseThrow().enforcement().score();
    }

    private Read snapshot(long epoch, double score) {
        var state = TenantState.initial(A);
        var scored = state.apply(new PolicyRecord.ResourceMoved(Resource.CPU, withScore(state, score)))
            .apply(new PolicyRecord.SpecTaken(new TenantSpec(A, 1, null, new Quota(1.0, null, null, null), null,
                List.of(), Map.of())));
        return state("tenant-a", new StateRecord.Snapshot(epoch, Offsets.START, scored));
    }

    private static ResourceState withScore(TenantState state, double score) {
        var at = state.resource(Resource.CPU);
        return new ResourceState(at.state(), score, at.since(), at.reason(), at.overSince(), at.rounds(),
            at.roundNode(), at.offences(), at.forgiveAt(), at.quietAt(), at.warnedAt(), at.squeezed());
    }

    private Read state(String key, StateRecord value) {
        return new Read(Topic.STATE, 0, key, 0, NOW, decoder.deserialize(Topic.STATE.topicName(), StateCodec.encode(value)));
    }
}
