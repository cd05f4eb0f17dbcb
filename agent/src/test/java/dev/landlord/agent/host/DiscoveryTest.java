package dev.landlord.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.MatchRule;
import dev.landlord.protocol.message.NodeReport.CgroupMode;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.protocol.message.WorkloadSample.Origin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiscoveryTest {
    private static final String A = "tenant-a";
    private static final String B = "tenant-b";

    @TempDir
    Path root;

    @Test
    void findsTheOwnGroupsAndTheWorkloadsBelow() throws IOException {
        groups("/landlord/tenant-a/train-1/deeper", "/landlord/tenant-a/serve", "/landlord/tenant-b");
        Files.writeString(root.resolve("landlord/tenant-a/cgroup.procs"), "");

        var found = look(spec(A), spec(B), spec("tenant-c"));

        assertThat(found.conflicts()).isEmpty();
        assertThat(found.tenants()).containsExactly(
            new TenantGroups(new TenantId(A), Optional.of(group("/landlord/tenant-a")), List.of(
                new FoundWorkload("serve", group("/landlord/tenant-a/serve"), Origin.OWN, false),
                new FoundWorkload("train-1", group("/landlord/tenant-a/train-1"), Origin.OWN, false))),
            new TenantGroups(new TenantId(B), Optional.of(group("/landlord/tenant-b")), List.of()),
            new TenantGroups(new TenantId("tenant-c"), Optional.empty(), List.of()));
        assertThat(found.tenants().getFirst().own().orElseThrow().id())
            .isEqualTo(Files.getAttribute(root.resolve("landlord/tenant-a"), "unix:ino"));
    }

    @Test
    void aRuleClaimsEveryGroupThatMatchesItsWholePath() throws IOException {
        groups("/slurm/uid_1001/job_1/step_0", "/slurm/uid_1001/job_2", "/slurm/uid_10010/job_3", "/docker/x");

        assertThat(ids(look(spec(A, "/slurm/uid_1001/*"), spec(B, "/docker/y")), A))
            .containsExactly("/slurm/uid_1001/job_1", "/slurm/uid_1001/job_2");
        assertThat(ids(look(spec(A, "/slurm/uid_*/job_*")), A)).hasSize(3);
        assertThat(ids(look(spec(A, "/*/x")), A)).containsExactly("/docker/x");
        assertThat(ids(look(spec(A, "/slurm/./uid_1001")), A)).containsExactly("/slurm/uid_1001");
        assertThat(ids(look(spec(A, "/slurm/uid[_]1001/*", "/slurm/uid.1001/*")), A)).isEmpty();
    }

    @Test
    void prioritiesComeFromTheRuleAndFromTheGroupsOwnMark() throws IOException {
        groups("/slurm/job_1", "/slurm/urgent_1", "/landlord/tenant-a/marked", "/landlord/tenant-a/plain", "/landlord/tenant-a/odd");
        mark(root.resolve("landlord/tenant-a/marked"), "7");
        mark(root.resolve("landlord/tenant-a/odd"), "101");
        var rules = List.of(new MatchRule("/slurm/urgent_*", 90), new MatchRule("/slurm/*"));
        var spec = new TenantSpec(new TenantId(A), 1, "standard", Quota.NONE, Quota.NONE, rules, Map.of());

        assertThat(look(spec).tenants().getFirst().workloads()).extracting(FoundWorkload::id, FoundWorkload::priority).containsExactly(
            tuple("/slurm/job_1", null), tuple("/slurm/urgent_1", 90), tuple("marked", 7), tuple("odd", null), tuple("plain", null));
    }

    @Test
    void aMarkThatComesAMomentAfterItsGroupIsSeenAndNotLookedForForEver() throws IOException {
        groups("/landlord/tenant-a/w");
        var directory = root.resolve("landlord/tenant-a/w");
        var group = group("/landlord/tenant-a/w");
        var marks = new PriorityMark();

        assertThat(marks.of(group, directory)).isNull();
        mark(directory, "0");
        assertThat(marks.of(group, directory)).isZero();
        assertThat(marks.of(group, directory)).isZero();
        mark(directory, "1");
        assertThat(marks.of(group, directory)).isZero();
        marks.keepOnly(Set.of());
        assertThat(marks.of(group, directory)).isEqualTo(1);
    }

    @Test
    void theTopmostGroupIsTheWorkload() throws IOException {
        groups("/slurm/uid_1/job_1/step_0");

        var found = look(spec(A, "/slurm/uid_1/job_1/*", "/slurm/uid_1", "/slurm/uid_1/*"));

        assertThat(ids(found, A)).containsExactly("/slurm/uid_1");
        assertThat(found.conflicts()).isEmpty();
    }

    @Test
    void aTieGoesToTheFirstTenantById() throws IOException {
        groups("/slurm/job_1");

        var found = look(spec(B, "/slurm/*"), spec(A, "/slurm/job_1"));

        assertThat(ids(found, A)).containsExactly("/slurm/job_1");
        assertThat(ids(found, B)).isEmpty();
        assertThat(found.conflicts()).containsExactly("group /slurm/job_1 is claimed by tenant-a and tenant-b; it counts for tenant-a");
    }

    @Test
    void aGroupInsideAnotherTenantsIsMeteredOnceAndMakesItContested() throws IOException {
        groups("/slurm/job_1/step_0", "/slurm/job_2");

        var found = look(spec(A, "/slurm/job_1/*"), spec(B, "/slurm/*"));

        assertThat(ids(found, A)).isEmpty();
        assertThat(found.tenants().get(1).workloads()).containsExactly(
            new FoundWorkload("/slurm/job_1", group("/slurm/job_1"), Origin.ADOPTED, true),
            new FoundWorkload("/slurm/job_2", group("/slurm/job_2"), Origin.ADOPTED, false));
        assertThat(found.conflicts()).containsExactly(
            "group /slurm/job_1/step_0, claimed by tenant-a, lies in /slurm/job_1 of tenant-b; it counts there, and neither is limited");
    }

    @Test
    void rulesCannotReachIntoTheOwnSubtreeNorAroundIt() throws IOException {
        groups("/landlord/tenant-a/w", "/landlordx");

        var found = look(spec(A), spec(B, "/*", "/landlord/tenant-a", "/landlord/*/w"));

        assertThat(ids(found, B)).containsExactly("/landlordx");
        assertThat(found.conflicts()).hasSize(3).allMatch(text -> text.contains("claimed by tenant-b, overlaps Landlord's own /landlord"));
    }

    @Test
    void neverFollowsASymbolicLink() throws IOException {
        groups("/slurm", "/other/job_1", "/landlord/tenant-a");
        Files.createSymbolicLink(root.resolve("slurm/job_1"), root.resolve("other/job_1"));
        Files.createSymbolicLink(root.resolve("landlord/tenant-a/w"), root.resolve("other/job_1"));

        var found = look(spec(A, "/slurm/*", "/slurm/job_1"));

        assertThat(found.tenants().getFirst().workloads()).isEmpty();
    }

    @Test
    void whatNobodyDeclaredAndWhatNoWorkloadIsNamedLikeIsTold() throws IOException {
        groups("/landlord/stranger/w", "/landlord/tenant-a/bad name");

        var found = look(spec(A));

        assertThat(ids(found, A)).isEmpty();
        assertThat(found.conflicts()).containsExactlyInAnyOrder(
            "group /landlord/tenant-a/bad name has a name that no workload can have; it is metered with its tenant only",
            "group /landlord/stranger belongs to no declared tenant; it is metered as _unattributed");
    }

    @Test
    void boundsWhatItFindsAndWhatItTells() throws IOException {
        groups("/landlord/tenant-a/w1", "/landlord/tenant-a/w2", "/slurm/j1", "/slurm/j2");
        for (int i = 0; i < Discovery.MOST_CONFLICTS + 5; i++) {
            groups("/landlord/stranger-" + i);
        }

        var found = new Discovery(subtree(), 3).look(List.of(spec(A, "/slurm/*")));

        assertThat(ids(found, A)).containsExactly("/slurm/j1", "/slurm/j2", "w1");
        assertThat(found.conflicts()).hasSize(Discovery.MOST_CONFLICTS + 1).endsWith("and 6 more")
            .startsWith("at least 1 workloads are left out: more than 3 were found");
        assertThat(found.complete()).isFalse();
    }

    @Test
    void tellsEveryGroupThatARuleMatchesAndWhetherItSawAll() throws IOException {
        groups("/slurm/job_1/step_0", "/landlord/tenant-a/w");

        var found = look(spec(A, "/slurm/job_1/*", "/gone/*", "/slurm/job_2"), spec(B, "/slurm/*"));

        assertThat(found.claimed()).containsExactlyInAnyOrder(
            group("/slurm/job_1").id(), group("/slurm/job_1/step_0").id(), group("/landlord/tenant-a/w").id());
        assertThat(found.complete()).isTrue();
        assertThat(look(spec(A, "/slurm/" + "longer than any name can be".repeat(10))).complete()).as("the system refuses to look there").isFalse();
    }

    @Test
    void withoutACountingHierarchyNothingIsFound() {
        var nothing = new CgroupLayout(CgroupMode.NONE, Map.of(), Optional.empty());

        assertThat(new Discovery(new OwnSubtree(nothing, "landlord")).look(List.of(spec(A))))
            .isEqualTo(new Discovered(List.of(new TenantGroups(new TenantId(A), Optional.empty(), List.of())), List.of()));
    }

    private Discovered look(TenantSpec... specs) {
        return new Discovery(subtree()).look(List.of(specs));
    }

    private OwnSubtree subtree() {
        var mount = new Mount(root, Mount.Version.V2, false);
        return new OwnSubtree(new CgroupLayout(CgroupMode.V2, Map.of(Controller.CPUACCT, mount), Optional.of(mount)), "landlord");
    }

    private Group group(String cgroup) throws IOException {
        return new Group(cgroup, (Long) Files.getAttribute(root.resolve(cgroup.substring(1)), "unix:ino"));
    }

    private void groups(String... cgroups) throws IOException {
        for (var cgroup : cgroups) {
            Files.createDirectories(root.resolve(cgroup.substring(1)));
        }
    }

    private static void mark(Path directory, String priority) throws IOException {
        Files.setAttribute(directory, PriorityMark.ATTRIBUTE, priority.getBytes(StandardCharsets.US_ASCII));
    }

    private static TenantSpec spec(String id, String... rules) {
        return new TenantSpec(new TenantId(id), 1, null, null, null, Arrays.stream(rules).map(MatchRule::new).toList(), null);
    }

    private static List<String> ids(Discovered found, String tenant) {
        return found.tenants().stream().filter(groups -> groups.tenant().value().equals(tenant))
            .flatMap(groups -> groups.workloads().stream()).map(FoundWorkload::id).toList();
    }
}
