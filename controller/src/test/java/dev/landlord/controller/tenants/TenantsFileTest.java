package dev.landlord.controller.tenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.document.FlawCollector;
import dev.landlord.protocol.document.Parsed;
import dev.landlord.protocol.document.Problem;
import dev.landlord.protocol.message.Budget;
import dev.landlord.protocol.message.MatchRule;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TenantsFileTest {
    private static final Set<String> CLASSES = Set.of("standard", "strict");

    @Test
    void readsEveryKey() {
        assertThat(accepted("""
            tenants:
              - id: tenant-a
                quota: { cpu: 2, memory: 4Gi, pids: 512, io: 200MiB/s }
                scope: node
                ceiling: { cpu: 4, memory: 5Gi, pids: 1024 }
                budget: { cpuHours: 500, memoryGibHours: 2000.5, per: day }
                class: strict
                match:
                  - cgroup: /slurm/uid_1001/*
                    priority: 80
                labels: { team: vision }
            """)).containsExactly(new TenantEntry(new TenantId("tenant-a"), "strict", new Quota(2.0, 4L << 30, 512L, 200L << 20),
            Scope.NODE, new Quota(4.0, 5L << 30, 1024L, null), new Budget(500.0, 2000.5, Budget.Per.DAY),
            List.of(new MatchRule("/slurm/uid_1001/*", 80)), Map.of("team", "vision")));
    }

    @Test
    void onlyTheIdMustBeThere() {
        assertThat(accepted("tenants:\n  - id: a\n")).containsExactly(
            new TenantEntry(new TenantId("a"), "standard", Quota.NONE, Scope.FLEET, Quota.NONE, List.of(), Map.of()));
    }

    @Test
    void aBudgetIsForAMonthUnlessItSaysOtherwise() {
        assertThat(accepted("tenants:\n  - { id: a, budget: { memoryGibHours: 0.5 } }\n")).extracting(TenantEntry::budget)
            .containsExactly(new Budget(null, 0.5, Budget.Per.MONTH));
    }

    @Test
    void readsJson() {
        assertThat(accepted("{\"tenants\":[{\"id\":\"a\",\"quota\":{\"cpu\":0.5,\"memory\":\"256Mi\"}}]}"))
            .extracting(TenantEntry::quota).containsExactly(new Quota(0.5, 256L << 20, null, null));
    }

    @Test
    void noTenantsMustBeSaidInSoManyWords() {
        assertThat(accepted("tenants: []\n")).isEmpty();
        assertThat(problems("")).singleElement().satisfies(problem -> {
            assertThat(problem.field()).isEqualTo("tenants");
            assertThat(problem.message()).contains("'tenants: []' for none");
        });
    }

    @Test
    void theExampleIsValid() throws IOException {
        var root = Path.of("").toAbsolutePath();
        var file = Files.exists(root.resolve("docs")) ? root.resolve("docs/examples/tenants.yaml") : root.resolve("../docs/examples/tenants.yaml");
        assertThat(accepted(Files.readString(file))).extracting(entry -> entry.id().value()).containsExactly("tenant-a", "tenant-b", "guests");
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
            mistake("unknown key of an entry", "- id: a\n  quotas: {}", 3, "tenants[0].quotas", "did you mean 'quota'?"),
            mistake("unknown key of a quota", "- id: a\n  quota:\n    cpus: 2", 4, "tenants[0].quota.cpus", "did you mean 'cpu'?"),
            mistake("io in a ceiling", "- id: a\n  ceiling: { io: 1M/s }", 3, "tenants[0].ceiling.io", "known keys: cpu, memory, pids"),
            mistake("unknown key of a budget", "- id: a\n  budget: { cpuHour: 5 }", 3, "tenants[0].budget.cpuHour", "did you mean 'cpuHours'?"),
            mistake("a budget of nothing", "- id: a\n  budget:\n    per: month", 3, "tenants[0].budget", "at least one of the two"),
            mistake("no hours", "- id: a\n  budget:\n    cpuHours: 0", 4, "tenants[0].budget.cpuHours", "write one above zero"),
            mistake("negative hours", "- id: a\n  budget:\n    memoryGibHours: -3", 4, "tenants[0].budget.memoryGibHours", "above zero"),
            mistake("too many hours", "- id: a\n  budget:\n    cpuHours: 2000000000", 4, "tenants[0].budget.cpuHours", "up to 1000000000"),
            mistake("no number", "- id: a\n  budget:\n    cpuHours: many", 4, "tenants[0].budget.cpuHours", "many"),
            mistake("another period", "- id: a\n  budget:\n    cpuHours: 5\n    per: week", 5, "tenants[0].budget.per", "write 'month' or 'day'"),
            mistake("negative cpu", "- id: a\n  quota:\n    cpu: -1", 4, "tenants[0].quota.cpu", "write cores (2, 0.5) or thousandths (500m)"),
            mistake("no cpu", "- id: a\n  quota: { cpu: 0 }", 3, "tenants[0].quota.cpu", "must be above zero"),
            mistake("bad cpu", "- id: a\n  quota: { cpu: two }", 3, "tenants[0].quota.cpu", "write cores"),
            mistake("tiny ceiling", "- id: a\n  ceiling: { cpu: 5m }", 3, "tenants[0].ceiling.cpu", "write that or more"),
            mistake("bad memory", "- id: a\n  quota: { memory: 4Gb }", 3, "tenants[0].quota.memory", "write it like 4Gi"),
            mistake("forgotten unit", "- id: a\n  quota: { memory: 4 }", 3, "tenants[0].quota.memory", "write a unit, like 4Gi"),
            mistake("negative pids", "- id: a\n  quota: { pids: -3 }", 3, "tenants[0].quota.pids", "write 1 or more"),
            mistake("part of a process", "- id: a\n  quota: { pids: 1.5 }", 3, "tenants[0].quota.pids", "not a whole number"),
            mistake("size for a rate", "- id: a\n  quota: { io: 200MiB }", 3, "tenants[0].quota.io", "write it like 200MiB/s"),
            mistake("list for a mapping", "- id: a\n  quota: [2]", 3, "tenants[0].quota", "a mapping is expected here"),
            mistake("path characters", "- id: ../../etc", 2, "tenants[0].id", "use 1 to 63 of A-Z a-z 0-9 . _ -"),
            mistake("slash", "- id: a/b", 2, "tenants[0].id", "use 1 to 63 of A-Z a-z 0-9 . _ -"),
            mistake("dots", "- id: a..b", 2, "tenants[0].id", "no '..'"),
            mistake("reserved id", "- id: _unattributed", 2, "tenants[0].id", "choose another id"),
            mistake("no id", "- class: strict", 2, "tenants[0].id", "write 'id: tenant-a'"),
            mistake("empty item", "- id: a\n-", 3, "tenants[1]", "remove the empty item"),
            mistake("bare name", "- tenant-a", 2, "tenants[0]", "a mapping is expected here"),
            mistake("unknown class", "- id: a\n  class: gentle", 3, "tenants[0].class", "choose one of standard, strict"),
            mistake("unknown scope", "- id: a\n  scope: cluster", 3, "tenants[0].scope",
                "write 'fleet' (the quota holds over all nodes together) or 'node'"),
            mistake("relative pattern", "- id: a\n  match: [{ cgroup: slurm/* }]", 3, "tenants[0].match[0].cgroup", "write an absolute path"),
            mistake("pattern that climbs", "- id: a\n  match: [{ cgroup: /a/../b }]", 3, "tenants[0].match[0].cgroup", "write an absolute path"),
            mistake("priority beyond the scale", "- id: a\n  match: [{ cgroup: /x, priority: 101 }]", 3, "tenants[0].match[0].priority",
                "write 0 (ended first) to 100"),
            mistake("empty rule", "- id: a\n  match: [{ }]", 3, "tenants[0].match[0]", "write '- cgroup:"),
            mistake("long label", "- id: a\n  labels: { k: " + "x".repeat(300) + " }", 3, "tenants[0].labels.k", "at most 256"),
            mistake("repeated key", "- id: a\n  id: b", 3, "", "Duplicate"),
            mistake("broken syntax", "- id: [a", 2, "", ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void everyMistakeIsToldWithLineFieldAndRemedy(String name, String tenants, int line, String field, String remedy) {
        assertThat(problems("tenants:\n" + tenants + "\n")).singleElement().satisfies(problem -> {
            assertThat(problem.line()).isEqualTo(line);
            assertThat(problem.field()).isEqualTo(field);
            assertThat(problem.message()).contains(remedy);
        });
    }

    @Test
    void aDuplicateIdNamesBothLines() {
        assertThat(problems("tenants:\n  - id: a\n  - id: b\n  - class: strict\n    id: a\n")).containsExactly(new Problem(5, "tenants[2].id",
            "tenant 'a' is declared twice, on line 2 and on line 5; remove or rename one"));
    }

    @Test
    void aGroupClaimedTwiceNamesBothLines() {
        assertThat(problems("tenants:\n  - id: a\n    match: [{ cgroup: /x/* }]\n  - id: b\n    match: [{ cgroup: /x/* }]\n")).containsExactly(
            new Problem(5, "tenants[1].match[0].cgroup",
                "'/x/*' stands on line 3 already (tenant 'a'); a group belongs to one tenant, remove one of them"));
    }

    @Test
    void allMistakesAreToldAtOnceInTheOrderOfTheirLines() {
        assertThat(problems("""
            tenants:
              - id: a
                class: gentle
              - id: a
                quota: { cpu: -1 }
              - id: a/b
                quotta: {}
            """)).extracting(Problem::line).containsExactly(3, 4, 5, 6, 7);
    }

    @Test
    void hostileDocumentsStayBounded() {
        var manyMistakes = new StringBuilder("tenants:\n");
        IntStream.range(0, 500).forEach(i -> manyMistakes.append("- id: t").append(i).append("\n  class: no\n"));
        assertThat(problems(manyMistakes.toString())).hasSize(FlawCollector.MOST_PROBLEMS);
        assertThat(problems("tenants: " + "[".repeat(5000))).isNotEmpty();
        assertThat(problems("a: &a [x]\ntenants: [*a, *a]\n")).isNotEmpty();
    }

    @Test
    void anEntryMayLeaveItsIdOutOrRepeatIt() {
        var id = new TenantId("a");
        assertThat(TenantsFile.parseEntry("quota: { cpu: 1 }", id, CLASSES))
            .isEqualTo(TenantsFile.parseEntry("id: a\nquota: { cpu: 1 }", id, CLASSES))
            .isInstanceOf(Parsed.Accepted.class);
        assertThat(TenantsFile.parseEntry("", id, CLASSES)).isInstanceOf(Parsed.Accepted.class);
        assertThat(refused(TenantsFile.parseEntry("class: no\nid: b\n", id, CLASSES)))
            .extracting(Problem::line, Problem::field).containsExactly(tuple(1, "class"),
                tuple(2, "id"));
    }

    private static Arguments mistake(String name, String tenants, int line, String field, String remedy) {
        return arguments(name, tenants, line, field, remedy);
    }

    private static List<TenantEntry> accepted(String text) {
        return TenantsFile.parse(text, CLASSES).orElseThrow(problems -> new AssertionError(problems.toString()));
    }

    private static List<Problem> problems(String text) {
        return refused(TenantsFile.parse(text, CLASSES));
    }

    private static List<Problem> refused(Parsed<TenantEntry> parsed) {
        return switch (parsed) {
            case Parsed.Accepted(var entries) -> throw new AssertionError(entries.toString());
            case Parsed.Refused(var problems) -> problems;
        };
    }
}
