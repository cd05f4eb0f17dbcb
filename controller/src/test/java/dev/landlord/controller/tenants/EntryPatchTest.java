package dev.landlord.controller.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.document.Parsed;
import dev.landlord.protocol.document.Problem;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.Budget;
import dev.landlord.protocol.message.MatchRule;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.Scope;
import dev.landlord.protocol.message.TenantSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class EntryPatchTest {
    private static final TenantSpec DECLARED = new TenantSpec(new TenantId("a"), 3, "strict", new Quota(0.25, 256L << 20, 64L, 200L << 20),
        new Quota(1.5, null, null, null), List.of(new MatchRule("/x/*", 30)), Map.of("team", "vision", "site", "north"));

    @Test
    void anEmptyPatchChangesNothing() {
        assertThat(patched("{}")).isEqualTo(TenantEntry.of(DECLARED));
    }

    @Test
    void mergesDeeplyAndNullRemoves() {
        assertThat(patched("{\"quota\":{\"cpu\":2,\"pids\":null},\"labels\":{\"team\":null},\"match\":null,\"class\":null}")).isEqualTo(
            new TenantEntry(DECLARED.id(), "standard", new Quota(2.0, 256L << 20, null, 200L << 20), Scope.FLEET, DECLARED.ceiling(), List.of(),
                Map.of("site", "north")));
    }

    @Test
    void theScopeIsKeptUnlessItIsPatched() {
        var perNode = new TenantSpec(DECLARED.id(), 3, "strict", DECLARED.quota(), Scope.NODE, DECLARED.ceiling(), List.of(), Map.of());
        var kept = EntryPatch.apply(perNode, (ObjectNode) MessageCodec.mapper().readTree("{}"), Set.of("strict"));
        assertThat(kept).isEqualTo(new Parsed.Accepted<>(List.of(TenantEntry.of(perNode))));
        assertThat(patched("{\"scope\":\"node\"}").scope()).isEqualTo(Scope.NODE);
    }

    @Test
    void aBudgetIsKeptChangedInPartAndTakenAway() {
        var budgeted = DECLARED.with(new Budget(500.0, 2000.0, Budget.Per.DAY));
        assertThat(apply(budgeted, "{}")).isEqualTo(new Parsed.Accepted<>(List.of(TenantEntry.of(budgeted))));
        assertThat(apply(budgeted, "{\"budget\":{\"cpuHours\":null,\"memoryGibHours\":1e3}}").orElseThrow(_ -> new AssertionError()))
            .extracting(TenantEntry::budget).containsExactly(new Budget(null, 1000.0, Budget.Per.DAY));
        assertThat(apply(budgeted, "{\"budget\":null}").orElseThrow(_ -> new AssertionError()).getFirst().budget()).isNull();
        assertThat(apply(DECLARED, "{\"budget\":{\"per\":\"day\"}}")).isInstanceOfSatisfying(Parsed.Refused.class,
            refused -> assertThat(refused.problems().toString()).contains("budget", "needs an amount"));
    }

    @Test
    void aListIsReplacedAsAWhole() {
        assertThat(patched("{\"match\":[{\"cgroup\":\"/y\"}]}").match()).containsExactly(new MatchRule("/y"));
    }

    @Test
    void theChecksOfTheFileHold() {
        assertThat(apply("{\"quota\":{\"cpu\":-2},\"clas\":\"x\"}")).isEqualTo(new Parsed.Refused<>(List.of(
            new Problem(0, "quota.cpu", "'-2' is not an amount of cpu: write cores (2, 0.5) or thousandths (500m)"),
            new Problem(0, "clas", "unknown key 'clas'; did you mean 'class'?"))));
    }

    private static TenantEntry patched(String patch) {
        return apply(patch).orElseThrow(problems -> new AssertionError(problems.toString())).getFirst();
    }

    private static Parsed<TenantEntry> apply(String patch) {
        return apply(DECLARED, patch);
    }

    private static Parsed<TenantEntry> apply(TenantSpec declared, String patch) {
        return EntryPatch.apply(declared, (ObjectNode) MessageCodec.mapper().readTree(patch), Set.of("standard", "strict"));
    }
}
