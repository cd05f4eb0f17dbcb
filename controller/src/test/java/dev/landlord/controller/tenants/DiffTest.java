package dev.landlord.controller.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.MatchRule;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.Scope;
import dev.landlord.protocol.message.TenantSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DiffTest {
    private static final TenantSpec A = spec("a", 4, 2.0);
    private static final TenantSpec B = spec("b", 1, 1.0);
    private static final TenantSpec C = spec("c", 9, 1.0);
    private static final Map<TenantId, TenantSpec> DECLARED = Map.of(A.id(), A, B.id(), B, C.id(), C);

    @Test
    void aNewTenantBeginsAtVersionOneAndAChangedOneMovesOn() {
        var wanted = List.of(TenantEntry.of(spec("d", 0, 1.0)), TenantEntry.of(spec("a", 0, 3.0)), TenantEntry.of(B));
        assertThat(Diff.of(wanted, DECLARED, false).changes()).containsExactly(
            new Diff.Change.Created(spec("d", 1, 1.0)), new Diff.Change.Updated(A, spec("a", 5, 3.0)), new Diff.Change.Unchanged(B));
    }

    @Test
    void onlyPruningDeletes() {
        var diff = Diff.of(List.of(TenantEntry.of(A)), DECLARED, true);
        assertThat(diff.changes()).containsExactly(new Diff.Change.Unchanged(A), new Diff.Change.Deleted(B), new Diff.Change.Deleted(C));
        assertThat(diff.changes()).extracting(Diff.Change::wire).containsExactly("unchanged", "deleted", "deleted");
    }

    @Test
    void theOrderOfLabelsIsNoChange() {
        var before = new TenantSpec(A.id(), 1, "standard", Quota.NONE, Quota.NONE, List.of(new MatchRule("/x")), Map.of("k", "v", "l", "w"));
        var same = new TenantEntry(A.id(), "standard", Quota.NONE, Scope.FLEET, Quota.NONE, List.of(new MatchRule("/x")), Map.of("l", "w", "k", "v"));
        assertThat(Diff.of(List.of(same), Map.of(A.id(), before), false).changes()).containsExactly(new Diff.Change.Unchanged(before));
    }

    private static TenantSpec spec(String id, long version, double cores) {
        return new TenantSpec(new TenantId(id), version, "strict", new Quota(cores, null, null, null), Quota.NONE, List.of(), Map.of());
    }
}
