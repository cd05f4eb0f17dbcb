package dev.landlord.protocol.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.landlord.protocol.quantity.ByteRate;
import dev.landlord.protocol.quantity.Bytes;
import dev.landlord.protocol.quantity.Cpu;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictYamlTest {
    record House(String name, Duration rent, int floors, List<Flat> flats) {
    }

    record Flat(String id, Meter quota) {
        Flat {
            if (id == null) {
                throw new IllegalArgumentException("field 'id' is missing");
            }
        }
    }

    record Meter(Cpu cpu, Bytes memory, ByteRate io, Boolean sealed) {
    }

    @Test
    void readsQuantitiesAndDurationsFromTheirUsualText() {
        var house = StrictYaml.read("""
            name: No. 7
            rent: 90s
            floors: 2
            flats:
              - id: a
                quota: { cpu: 0.5, memory: 4Gi, io: 200MiB/s, sealed: true }
              - { id: b, quota: { cpu: 2, memory: 1073741824 } }
            """, "house.yaml", House.class);
        assertThat(house.rent()).isEqualTo(Duration.ofSeconds(90));
        assertThat(house.flats().get(0).quota())
            .isEqualTo(new Meter(new Cpu(500), new Bytes(4L << 30), new ByteRate(200L << 20), true));
        assertThat(house.flats().get(1).quota().memory()).isEqualTo(new Bytes(1L << 30));
    }

    record Price(BigDecimal amount) {
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.10", "0.035", "12", "'3.50'", "-1", "123456789012345.123456789012345"})
    void decimalsAreReadAsTheyAreWritten(String written) {
        assertThat(StrictYaml.read("amount: " + written, "prices.yaml", Price.class).amount())
            .isEqualTo(new BigDecimal(written.replace("'", "")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e3", "1_000", "0x10", ".5", "1,5", "1234567890123456", ".inf", "much", "true"})
    void whatIsNoPlainDecimalIsRefused(String written) {
        var refused = catchThrowableOfType(DocumentException.class, () -> StrictYaml.read("\namount: " + written, "prices.yaml", Price.class));
        assertThat(refused.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.line()).isEqualTo(2);
            assertThat(problem.field()).isEqualTo("amount");
            assertThat(problem.message()).contains("write it like 0.035");
        });
    }

    @Test
    void readsJsonToo() {
        assertThat(StrictYaml.read("{\"name\":\"x\",\"floors\":1}", "body", House.class).name()).isEqualTo("x");
    }

    @Test
    void tellsEveryProblemWithLineFieldAndRemedy() {
        assertThat(problemsOf("""
            name: x
            rentt: 90s
            floors: two
            flats:
              - id: a
                quota:
                  cpu: -1
                  memory: much
              - quota: { cpus: 1 }
              - not-a-mapping
            """)).containsExactly(
            new Problem(2, "rentt", "unknown key 'rentt'; did you mean 'rent'?"),
            new Problem(3, "floors", "'two' is not valid here: write a number"),
            new Problem(7, "flats[0].quota.cpu", "'-1' is not an amount of cpu: write cores (2, 0.5) or thousandths (500m)"),
            new Problem(8, "flats[0].quota.memory", "'much' is not a number of bytes: write it like 4Gi, 256Mi, 1500M or 1073741824"),
            new Problem(9, "flats[1].quota.cpus", "unknown key 'cpus'; did you mean 'cpu'?"),
            new Problem(10, "flats[2]", "a mapping is expected here, not a single value"));
    }

    @Test
    void anUnknownKeyIsToldWhereItStandsWhateverLiesBelowItOrComesAfterIt() {
        assertThat(problemsOf("""
            rentt: {a: {b: 1}, c: [2]}
            floors: 2
            flats:
              - quoota: {cpu: 1, memory: {x: y}}
                id: x
              - pets:
                  - name: cat
                id: y
                quota: {cpuu: {floors: 1}, cpu: 1}
            """)).extracting(Problem::line, Problem::field).containsExactly(
            tuple(1, "rentt"), tuple(4, "flats[0].quoota"), tuple(6, "flats[1].pets"), tuple(9, "flats[1].quota.cpuu"));
    }

    @Test
    void constructorsHaveTheirSay() {
        assertThat(problemsOf("flats:\n  - quota: { cpu: 1 }\n")).singleElement().satisfies(problem -> {
            assertThat(problem.field()).isEqualTo("flats[0]");
            assertThat(problem.message()).isEqualTo("field 'id' is missing");
        });
    }

    @Test
    void syntaxErrorsAndDuplicateKeysNameTheirLine() {
        assertThat(problemsOf("name: x\nname: y\n")).singleElement().satisfies(problem -> {
            assertThat(problem.line()).isEqualTo(2);
            assertThat(problem.message()).containsIgnoringCase("duplicate");
        });
        assertThat(problemsOf("name: x\nflats: [\n")).singleElement().satisfies(problem -> assertThat(problem.line()).isGreaterThan(1));
    }

    @Test
    void anAttemptKeepsWhatCouldBeRead() {
        var attempt = StrictYaml.attempt("name: x\nrent: soon\nflats:\n  - id: a\n", House.class);
        assertThat(attempt.value()).isEqualTo(new House("x", null, 0, List.of(new Flat("a", null))));
        assertThat(attempt.lines().of("flats[0].id")).isEqualTo(4);
        assertThat(attempt.problems()).singleElement().satisfies(problem -> assertThat(problem.field()).isEqualTo("rent"));
    }

    @Test
    void anAttemptAtBrokenSyntaxHasNoValue() {
        var attempt = StrictYaml.attempt("name: [\n", House.class);
        assertThat(attempt.value()).isNull();
        assertThat(attempt.problems()).hasSize(1);
    }

    @Test
    void aWholeNumberIsNotCutToSize() {
        record Count(Long pids) {
        }

        assertThat(StrictYaml.attempt("pids: 2.5\n", Count.class).problems())
            .containsExactly(new Problem(1, "pids", "'2.5' is not a whole number"));
        assertThat(StrictYaml.read("pids: 512\n", "c.yaml", Count.class).pids()).isEqualTo(512);
    }

    @Test
    void anUnknownKeyWithAMappingBelowItIsNamedOnce() {
        assertThat(problemsOf("flats:\n  - id: a\n    meters:\n      x: { y: 1 }\n")).singleElement().satisfies(problem -> {
            assertThat(problem.line()).isEqualTo(3);
            assertThat(problem.field()).isEqualTo("flats[0].meters");
        });
    }

    @Test
    void anEmptyDocumentIsAnEmptyMapping() {
        record Empty(String name) {
        }

        assertThat(StrictYaml.read("# nothing\n", "c.yaml", Empty.class)).isEqualTo(new Empty(null));
    }

    private static List<Problem> problemsOf(String text) {
        return catchThrowableOfType(DocumentException.class, () -> StrictYaml.read(text, "house.yaml", House.class)).problems();
    }
}
