package dev.landlord.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.Topic;
import dev.landlord.protocol.message.Message;
import dev.landlord.protocol.message.NodeReport;
import dev.landlord.protocol.message.UsageSample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The wire is what the golden files say, byte for byte. To change one is to change the contract.
class GoldenTest {
    static Stream<String> names() {
        return Examples.all().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void writesTheGoldenBytes(String name) throws IOException {
        assertThat(new String(MessageCodec.encode(Examples.all().get(name)), StandardCharsets.UTF_8)).isEqualTo(golden(name));
    }

    @ParameterizedTest
    @MethodSource("names")
    void readsTheGoldenBytes(String name) throws IOException {
        var expected = Examples.all().get(name);
        assertThat(read(expected.topic(), golden(name))).isEqualTo(new Decoded.Known<>(expected));
    }

    @ParameterizedTest
    @MethodSource("names")
    void ignoresFieldsOfANewerMinorVersion(String name) throws IOException {
        var expected = Examples.all().get(name);
        var newer = golden(name).replaceFirst("\\{", "{\"addedLater\":{\"deep\":[1]},");
        assertThat(read(expected.topic(), newer)).isEqualTo(new Decoded.Known<>(expected));
    }

    @ParameterizedTest
    @MethodSource("names")
    void skipsAnotherMajorVersion(String name) throws IOException {
        var topic = Examples.all().get(name).topic();
        assertThat(read(topic, golden(name).replace(topic.schema(), topic.topicName() + "/2")))
            .isEqualTo(new Decoded.UnknownSchema<>(topic.topicName() + "/2"));
    }

    @Test
    void everyTopicOfTheContractHasAnExample() {
        var covered = Examples.all().values().stream().map(Message::topic).distinct();
        assertThat(covered).containsExactlyInAnyOrderElementsOf(Arrays.stream(Topic.values()).filter(topic -> topic != Topic.STATE).toList());
    }

    @Test
    void saysWhyAValueIsMalformed() {
        var value = "{\"schema\":\"landlord.usage/1\",\"tenant\":\"../etc\"}";
        assertThat(MessageCodec.usage(value.getBytes(StandardCharsets.UTF_8)))
            .isInstanceOfSatisfying(Decoded.Malformed.class, malformed -> assertThat(malformed.why()).contains("tenant '../etc' is not valid"));
        assertThat(MessageCodec.usage("{".getBytes(StandardCharsets.UTF_8))).isInstanceOf(Decoded.Malformed.class);
        assertThat(MessageCodec.usage(new byte[0])).isEqualTo(new Decoded.UnknownSchema<UsageSample>(""));
    }

    @Test
    void aMissingNumberIsNotZero() throws IOException {
        assertThat(read(Topic.COMMANDS, golden("commands-throttle").replace("\"epoch\":812,", ""))).isInstanceOf(Decoded.Malformed.class);
    }

    @Test
    void aTenantFromBeforeThereWereScopesIsHeldOverTheWholeFleet() throws IOException {
        assertThat(read(Topic.TENANTS, golden("tenants").replace("\"scope\":\"fleet\",", "")))
            .isEqualTo(new Decoded.Known<>(Examples.all().get("tenants")));
    }

    @Test
    void aBudgetThatNamesNoPeriodIsForAMonth() throws IOException {
        assertThat(read(Topic.TENANTS, golden("tenants-budget").replace(",\"per\":\"month\"", "")))
            .isEqualTo(new Decoded.Known<>(Examples.all().get("tenants-budget")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"cpuHours\":0", "\"cpuHours\":-1", "\"cpuHours\":1e10", "\"per\":\"month\""})
    void aBudgetOfNothingIsMalformed(String amount) throws IOException {
        assertThat(read(Topic.TENANTS, golden("tenants-budget-day").replace("\"cpuHours\":0.25,\"per\":\"day\"", amount)))
            .isInstanceOf(Decoded.Malformed.class);
    }

    @Test
    void aSampleOfAnAgentThatTellsNothingForTheLedgerIsRead() throws IOException {
        var older = golden("usage").replace("\"delayedMs\":61000,", "").replace("\"ownCgroupId\":4710,", "").replace("\"fromStart\":true,", "");
        assertThat(MessageCodec.usage(older.getBytes(StandardCharsets.UTF_8))).isInstanceOfSatisfying(Decoded.Known.class, known ->
            assertThat((UsageSample) known.message()).satisfies(sample -> {
                assertThat(sample.ownCgroupId()).isNull();
                assertThat(sample.delayedMs()).isNull();
                assertThat(sample.workloads().getFirst().fromStart()).isNull();
            }));
    }

    @Test
    void anIncompleteDaySaysWhy() throws IOException {
        assertThat(read(Topic.LEDGER, golden("ledger-incomplete").replaceFirst("\"why\":\"[^\"]*\",", ""))).isInstanceOf(Decoded.Malformed.class);
    }

    @Test
    void limitsOfANewerMinorVersionAreReadAsFarAsTheyAreKnown() throws IOException {
        var newer = golden("commands-throttle").replace("\"limits\":{", "\"limits\":{\"addedLater\":7,");
        assertThat(read(Topic.COMMANDS, newer)).isEqualTo(new Decoded.Known<>(Examples.all().get("commands-throttle")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"cpuWeight\":0", "\"cpuWeight\":10001", "\"ioBytesPerSecond\":0", "\"ioBytesPerSecond\":-1"})
    void limitsThatNoKernelTakesAreMalformed(String limit) throws IOException {
        assertThat(read(Topic.COMMANDS, golden("commands-throttle").replace("\"cpuCores\":0.5", limit))).isInstanceOf(Decoded.Malformed.class);
    }

    @Test
    void anAgentThatDoesNotCountWhatItEnforcesOrSpoolsIsRead() throws IOException {
        var older = golden("nodes").replaceFirst(",\"enforcement\":\\{[^}]*}", "").replaceFirst(",\"spool\":\\{[^}]*}", "");
        assertThat(older).doesNotContain("foreignWrites", "spooled");
        assertThat(MessageCodec.node(older.getBytes(StandardCharsets.UTF_8))).isInstanceOfSatisfying(Decoded.Known.class, known ->
            assertThat(((NodeReport) known.message()).agent()).satisfies(agent -> {
                assertThat(agent.samplesSent()).isEqualTo(1200);
                assertThat(agent.enforcement()).isNull();
                assertThat(agent.spool()).isNull();
            }));
    }

    private static Decoded<? extends Message> read(Topic topic, String json) {
        var bytes = json.getBytes(StandardCharsets.UTF_8);
        return switch (topic) {
            case TENANTS -> MessageCodec.tenant(bytes);
            case USAGE -> MessageCodec.usage(bytes);
            case NODES -> MessageCodec.node(bytes);
            case COMMANDS -> MessageCodec.command(bytes);
            case ACKS -> MessageCodec.ack(bytes);
            case DECISIONS -> MessageCodec.decision(bytes);
            case REQUESTS -> MessageCodec.request(bytes);
            case SETTINGS -> MessageCodec.setting(bytes);
            case LEDGER -> MessageCodec.ledger(bytes);
            case STATE -> throw new AssertionError("the state's shape is the controller's");
        };
    }

    private static String golden(String name) throws IOException {
        try (var in = GoldenTest.class.getResourceAsStream("/golden/" + name + ".json")) {
            assertThat(in).as("golden file %s", name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
        }
    }
}
