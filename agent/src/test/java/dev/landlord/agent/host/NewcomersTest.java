package dev.landlord.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.MatchRule;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.protocol.message.WorkloadSample.Origin;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NewcomersTest {
    private static final TenantId A = new TenantId("tenant-a");
    private static final TenantId B = new TenantId("tenant-b");
    private static final List<TenantSpec> BOTH = List.of(spec(A, "/slurm/*"), spec(B, "/docker/*"));

    private final Newcomers newcomers = new Newcomers();

    @Test
    void whatTheFirstLookFindsMayBeOfAnyAge() {
        newcomers.look(BOTH, found(tenant(A, own(1), adopted(2))));

        assertThat(newcomers.isFromStart(A, 1)).isFalse();
        assertThat(newcomers.isFromStart(A, 2)).isFalse();
    }

    @Test
    void whatCameBetweenTwoLooksIsFromStartForAsLongAsItIsThere() {
        newcomers.look(BOTH, found(tenant(A, own(1), adopted(2))));
        newcomers.look(BOTH, found(tenant(A, own(1), adopted(2), own(3), adopted(4))));
        assertFromStart(A, 3, 4);
        assertThat(newcomers.isFromStart(A, 1)).isFalse();
        assertThat(newcomers.isFromStart(A, 2)).isFalse();

        newcomers.look(List.of(spec(A, "/slurm/*", "/x"), spec(B)), found(tenant(A, own(1), adopted(2), own(3), adopted(4))));
        assertFromStart(A, 3, 4);
    }

    @Test
    void whatARuleReachesAnewMayBeOfAnyAgeAndOwnWorkloadsOfAnyRulesAreNew() {
        newcomers.look(List.of(spec(A, "/slurm/*")), found(tenant(A)));
        newcomers.look(List.of(spec(A, "/slurm/*", "/old/*")), found(tenant(A, own(1), adopted(2))));

        assertFromStart(A, 1);
        assertThat(newcomers.isFromStart(A, 2)).isFalse();
    }

    @Test
    void nothingOfATenantThatWasNotDeclaredIsNew() {
        newcomers.look(List.of(spec(A)), found(tenant(A)));
        newcomers.look(BOTH, found(tenant(A), tenant(B, own(1), adopted(2))));

        assertThat(newcomers.isFromStart(B, 1)).isFalse();
        assertThat(newcomers.isFromStart(B, 2)).isFalse();
    }

    @Test
    void whatWasAnothersOrInsideAnothersIsNotNew() {
        newcomers.look(List.of(spec(A, "/slurm/*"), spec(B, "/*/job")), claiming(Set.of(7L, 8L), tenant(A, adopted(7)), tenant(B)));
        newcomers.look(List.of(spec(A), spec(B, "/*/job")), found(tenant(A), tenant(B, adopted(8))));
        assertThat(newcomers.isFromStart(B, 8)).as("it lay inside 7 before").isFalse();

        newcomers.look(List.of(spec(A), spec(B, "/*/job")), found(tenant(A), tenant(B, adopted(8), adopted(9))));
        assertFromStart(B, 9);
        newcomers.look(List.of(spec(A, "/slurm/*"), spec(B, "/*/job")), found(tenant(A, adopted(9)), tenant(B, adopted(8))));
        assertThat(newcomers.isFromStart(A, 9)).as("it began as another's").isFalse();
        newcomers.look(List.of(spec(A), spec(B, "/*/job")), found(tenant(A), tenant(B, adopted(8), adopted(9))));
        assertThat(newcomers.isFromStart(B, 9)).as("it was another's in between").isFalse();
    }

    @Test
    void afterALookThatDidNotSeeAllNothingIsNew() {
        newcomers.look(BOTH, new Discovered(List.of(tenant(A)), List.of(), Set.of(), false));
        newcomers.look(BOTH, found(tenant(A, own(1), adopted(2))));
        assertThat(newcomers.isFromStart(A, 1)).isFalse();
        assertThat(newcomers.isFromStart(A, 2)).isFalse();

        newcomers.look(BOTH, found(tenant(A, own(1), adopted(2), adopted(3))));
        assertFromStart(A, 3);
    }

    private void assertFromStart(TenantId tenant, long... ids) {
        for (long id : ids) {
            assertThat(newcomers.isFromStart(tenant, id)).as("group %d", id).isTrue();
        }
    }

    private static Discovered found(TenantGroups... tenants) {
        return claiming(Set.of(), tenants);
    }

    private static Discovered claiming(Set<Long> others, TenantGroups... tenants) {
        var claimed = new HashSet<>(others);
        Arrays.stream(tenants).flatMap(groups -> groups.workloads().stream()).forEach(workload -> claimed.add(workload.group().id()));
        return new Discovered(List.of(tenants), List.of(), claimed, true);
    }

    private static TenantGroups tenant(TenantId id, FoundWorkload... workloads) {
        return new TenantGroups(id, Optional.empty(), List.of(workloads));
    }

    private static FoundWorkload own(long id) {
        return new FoundWorkload("w" + id, new Group("/landlord/t/w" + id, id), Origin.OWN, false);
    }

    private static FoundWorkload adopted(long id) {
        return new FoundWorkload("/g" + id, new Group("/g" + id, id), Origin.ADOPTED, false);
    }

    private static TenantSpec spec(TenantId id, String... rules) {
        return new TenantSpec(id, 1, null, null, null, Arrays.stream(rules).map(MatchRule::new).toList(), null);
    }
}
