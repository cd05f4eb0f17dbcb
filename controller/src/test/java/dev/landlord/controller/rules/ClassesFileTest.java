package dev.landlord.controller.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.landlord.controller.policy.PolicyClass;
import dev.landlord.controller.policy.PolicyClasses;
import dev.landlord.protocol.document.Parsed;
import dev.landlord.protocol.document.Problem;
import dev.landlord.protocol.message.ClassSetting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassesFileTest {
    private static final PolicyClasses SHIPPED = PolicyClasses.builtIn();

    @Test
    void theExampleShowsEveryKey() throws IOException {
        var classes = accepted(Files.readString(Path.of("../docs/examples/classes.yaml")), SHIPPED);

        assertThat(classes).extracting(PolicyClass::name).containsExactly("batch", "service", "strict", "batch-trial");
        assertThat(classes.get(0)).isEqualTo(new PolicyClass("batch", 80, PolicyClass.Mode.ACT, PolicyClass.Enforce.CONTENDED,
            new PolicyClass.Clock(Duration.ofMinutes(5), Duration.ofMinutes(2)), new PolicyClass.Marks(50, 100, 25), new PolicyClass.Data(3, 0.5),
            new PolicyClass.Weight(75, 25), new PolicyClass.Squeeze(75),
            List.of(new PolicyClass.Tier(1, Duration.ZERO), new PolicyClass.Tier(0.5, Duration.ofMinutes(5))), Duration.ofMinutes(30),
            new PolicyClass.Freeze(Duration.ofMinutes(10), Duration.ofSeconds(10)), Duration.ofSeconds(60),
            new PolicyClass.EvictionTerms(Duration.ofMinutes(2), Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofMinutes(5)),
            new PolicyClass.Contention(20, 10, 20, Duration.ofSeconds(60)), new PolicyClass.Exempt(Set.of("sshd"), Set.of("backup")),
            new PolicyClass.BudgetTerms(80, ClassSetting.OnBudget.Answer.THROTTLE, 0.1)));
        assertThat(classes.get(1).eviction()).as("none: left out").isNull();
        assertThat(classes.get(1).marks()).isEqualTo(new PolicyClass.Marks(30, 100, 25));
        assertThat(classes.get(1).clock()).as("as in standard").isEqualTo(PolicyClasses.STANDARD.clock());
        assertThat(classes.get(2).tiers()).as("as shipped").isEqualTo(PolicyClasses.STRICT.tiers());
        assertThat(classes.get(3).clock()).as("as in the class before").isEqualTo(classes.get(0).clock());
        assertThat(classes.get(3).watches()).isTrue();
    }

    @Test
    void aClassOfItsOwnNameStartsFromTheShippedOneHoweverOftenItIsApplied() {
        var once = accepted("classes: [ { name: standard, priority: 60, forgiveAfter: 1h } ]", SHIPPED);
        var house = SHIPPED.with(once);
        var again = accepted("classes: [ { name: standard, priority: 60 } ]", house);

        assertThat(again.getFirst().forgiveAfter()).isEqualTo(PolicyClasses.STANDARD.forgiveAfter());
        assertThat(accepted("classes: [ { name: other } ]", house).getFirst().priority()).as("from the house's standard").isEqualTo(60);
    }

    @Test
    void rungsAreInheritedChangedInPartOrLeftOut() {
        var classes = accepted("""
            classes:
              - { name: a, from: lenient, weight: { cpuWeight: 10 }, eviction: { grace: 0s } }
              - { name: b, from: lenient, weight: none, squeeze: none, eviction: none, freeze: none }
              - { name: c, from: standard, freeze: { after: 1m, lasts: 5s } }
              - { name: d, from: c }
              - { name: e, from: b, squeeze: { at: 60 } }
              - { name: f, from: e }
            """, SHIPPED);

        assertThat(classes.get(0).weight()).isEqualTo(new PolicyClass.Weight(75, 10));
        assertThat(classes.get(0).eviction().grace()).isZero();
        assertThat(classes.get(0).eviction().cooldown()).isEqualTo(PolicyClasses.LENIENT.eviction().cooldown());
        assertThat(List.of(classes.get(1).weight() == null, classes.get(1).squeeze() == null,
            classes.get(1).eviction() == null, classes.get(1).freeze() == null))
            .containsOnly(true);
        assertThat(classes.get(2).squeeze()).as("as in standard").isEqualTo(PolicyClasses.STANDARD.squeeze());
        assertThat(List.of(classes.get(4).squeeze(), classes.get(5).squeeze())).containsOnly(new PolicyClass.Squeeze(60));
        assertThat(classes.get(3).freeze()).isEqualTo(new PolicyClass.Freeze(Duration.ofMinutes(1), Duration.ofSeconds(5)));
    }

    @Test
    void theAnswerToASpentBudgetIsInheritedOrChangedInPartAndComesBackFromItsSetting() {
        var classes = accepted("""
            classes:
              - { name: a, from: strict, budget: { warnAt: 90 } }
              - { name: b, from: strict, budget: { answer: notify, floor: 0.5 } }
              - { name: c, from: lenient }
            """, SHIPPED);

        assertThat(classes).extracting(PolicyClass::budget).containsExactly(
            new PolicyClass.BudgetTerms(90, ClassSetting.OnBudget.Answer.EVICT, 0.1),
            new PolicyClass.BudgetTerms(80, ClassSetting.OnBudget.Answer.NOTIFY, 0.5), PolicyClasses.LENIENT.budget());
        assertThat(classes).allSatisfy(made -> assertThat(ClassSettings.read(ClassSettings.of(made, "alice", Instant.EPOCH))).isEqualTo(made));
    }

    @Test
    void aSettingFromBeforeThereWereBudgetsIsAnsweredAsShippedOrAsIsUsual() {
        for (var shipped : SHIPPED.all()) {
            assertThat(ClassSettings.read(withoutBudget(shipped))).isEqualTo(shipped);
        }
        var other = accepted("classes: [ { name: other, from: strict } ]", SHIPPED).getFirst();
        assertThat(ClassSettings.read(withoutBudget(other)).budget()).isEqualTo(PolicyClass.BudgetTerms.USUAL);
    }

    private static ClassSetting withoutBudget(PolicyClass policyClass) {
        var now = ClassSettings.of(policyClass, "alice", Instant.EPOCH);
        return new ClassSetting(now.name(), now.priority(), now.mode(), now.enforce(), now.clock(), now.marks(), now.data(), now.weight(),
            now.squeeze(), now.tiers(), now.forgiveAfterMs(), now.freeze(), now.leaseMs(), now.eviction(), now.contention(), now.exempt(),
            null, now.actor(), now.at());
    }

    @Test
    void everyMistakeIsToldAtOnceWithItsLine() {
        var text = """
            classes:
              - name: a
                marks: { warn: 20 }
                prioriti: 3
              - name: a
                from: nowhere
              - name: b
                lease: 1s
                clock: { fill: soon }
            """;

        assertThat(refused(text)).extracting(Problem::line, Problem::field).containsExactly(
            tuple(3, "classes[0].marks"), tuple(4, "classes[0].prioriti"),
            tuple(5, "classes[1].name"), tuple(6, "classes[1].from"),
            tuple(8, "classes[2].lease"), tuple(9, "classes[2].clock.fill"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        {from: standard}                                  | the name is missing; write 'name: batch'
        {name: ../etc}                                    | '../etc' is no name for a policy class: up to 63 letters, digits
        {name: a, from: a}                                | a class cannot be from itself; choose one of lenient, standard, strict, watch
        {name: a, from: b}                                | there is no class 'b'; choose one of lenient, standard, strict, watch, or one that
        {name: a, prio: 3}                                | unknown key 'prio'; known keys: budget, clock, contention, data
        {name: a, priority: 101}                          | must be between 0 and 100, got 101
        {name: a, priority: 99999999999}                  | must be between 0 and 100, got 99999999999
        {name: a, priority: high}                         | 'high' is not a whole number
        {name: a, mode: off}                              | 'off' is not valid here: write act, or watch to record only
        {name: a, enforce: sometimes}                     | 'sometimes' is not valid here: write always, or contended
        {name: a, clock: {fill: 0s}}                      | must be between 1s and 2592000s, got 0s
        {name: a, clock: 60s}                             | a mapping is expected here, not a single value
        {name: a, marks: {warn: 100}}                     | the marks must be 0 < calm < warn < act <= 100, got calm 25.0, warn 100.0
        {name: a, data: {samples: 0}}                     | 'samples' must be between 1 and 100, got 0
        {name: a, data: {share: 1.5}}                     | 'share' must be between 0 and 1, got 1.5
        {name: a, weight: {cpuWeight: 25}}                | at is missing, and class 'standard' has no such rung to take it from; usual are 75 and 25
        {name: a, weight: {at: 75, cpuWeight: 100}}       | 'cpuWeight' must be between 1 and 99 (100 is everybody's), got 100
        {name: a, weight: {at: 100, cpuWeight: 9}}        | 'weight.at' must lie between the marks 'warn' and 'act'
        {name: a, weight: nothing}                        | 'nothing' is not valid here: write 'none' to leave the rung out, or weight: {
        {name: a, tiers: []}                              | name 1 to 20, like '- { factor: 1.0, minimum: 0s }'
        {name: a, tiers: [{minimum: 1s}]}                 | a tier needs a factor of the quota
        {name: a, tiers: [{factor: 2}]}                   | a tier's 'factor' must be above 0 and at most 1, got 2.0
        {name: a, tiers: [{factor: 1, minimum: 2d}]}      | must be between 0s and 86400s, got 172800s
        {name: a, forgiveAfter: 31d}                      | must be between 1s and 2592000s, got 2678400s
        {name: a, freeze: {after: 1m}}                    | lasts is missing, and class 'standard' has no such rung
        {name: a, freeze: {after: 1m, lasts: 2h}}         | must be between 1s and 3600s, got 7200s
        {name: a, lease: 5s}                              | must be between 6s and 3600s, got 5s
        {name: a, lease: 2h}                              | must be between 6s and 3600s, got 7200s
        {name: a, eviction: {cooldown: 1s}}               | must be between 5s and 86400s, got 1s
        {name: a, contention: {cpu: 0}}                   | a mark of 'contention' must be above 0 and at most 100 percent, got 0.0
        {name: a, budget: {answer: kill}}                 | 'kill' is not valid here: write notify, throttle (to the floor) or evict
        {name: a, budget: {warnAt: 0}}                    | 'warnAt' of 'budget' must be above 0 and at most 100 percent, got 0.0
        {name: a, budget: {floor: 5m}}                    | 'floor' of 'budget' must be at least 0.01 cores, got 0.005
        {name: a, budget: {floor: none}}                  | 'none' is not an amount of cpu
        {name: a, budget: 80}                             | a mapping is expected here, not a single value
        {name: a, exempt: {users: [""]}}                  | a name must have 1 to 256 characters
        {name: a, exempt: {users: root}}                  | a list is expected here, not a single value
        """)
    void refusesAndSaysWhatToWrite(String entry, String why) {
        assertThat(refused("classes: [ %s ]".formatted(entry))).singleElement().satisfies(problem -> {
            assertThat(problem.message()).contains(why);
            assertThat(problem.line()).isEqualTo(1);
            assertThat(problem.field()).startsWith("classes[0]");
        });
    }

    @Test
    void theListMustBeThereAndIsBounded() {
        assertThat(refused("")).extracting(Problem::message).singleElement().asString().startsWith("the list of classes is missing");
        assertThat(refused("classes: [ null ]")).extracting(Problem::message).singleElement().asString().startsWith("a class is expected");
        assertThat(accepted("classes: []", SHIPPED)).isEmpty();
        var many = IntStream.rangeClosed(0, ClassesFile.MOST_CLASSES).mapToObj("  - name: c%d\n"::formatted).collect(Collectors.joining());
        assertThat(refused("classes:\n" + many)).extracting(Problem::message).singleElement().asString().startsWith("101 classes are more");
    }

    private static List<PolicyClass> accepted(String text, PolicyClasses house) {
        return ClassesFile.parse(text, house).orElseThrow(problems -> new AssertionError(problems.toString()));
    }

    private static List<Problem> refused(String text) {
        return switch (ClassesFile.parse(text, SHIPPED)) {
            case Parsed.Accepted(var classes) -> throw new AssertionError(classes.toString());
            case Parsed.Refused(var problems) -> problems;
        };
    }
}
