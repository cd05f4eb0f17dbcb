package dev.landlord.controller.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.controller.policy.TenantState;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.json.Decoded;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StateCodecTest {
    private static final Offsets OFFSETS = new Offsets(10, 2, 3);

    static Stream<StateRecord> records() {
        return Stream.of(
            new StateRecord.Claim("controller-1", Instant.parse("2026-11-22T10:00:00Z")),
            new StateRecord.Checkpoint(7, OFFSETS),
            new StateRecord.Snapshot(7, OFFSETS, TenantState.initial(new TenantId("tenant-a"))));
    }

    @ParameterizedTest
    @MethodSource("records")
    void comesBackAsItWent(StateRecord value) {
        assertThat(StateCodec.decode(StateCodec.encode(value))).isEqualTo(new Decoded.Known<>(value));
    }

    @ParameterizedTest
    @MethodSource("records")
    void theHeaderIsReadWithoutTheRest(StateRecord value) {
        var header = StateCodec.header(StateCodec.encode(value));

        assertThat(header.known()).isTrue();
        assertThat(header.kind()).isEqualTo(value.kind());
        assertThat(header.epoch()).isEqualTo(value instanceof StateRecord.Claim ? -1 : 7);
    }

    @Test
    void aCheckpointOnTheWire() {
        assertThat(new String(StateCodec.encode(new StateRecord.Checkpoint(7, OFFSETS)), StandardCharsets.UTF_8)).isEqualTo(
            "{\"schema\":\"landlord.state/1\",\"kind\":\"offsets\",\"epoch\":7,\"offsets\":{\"usage\":10,\"acks\":2,\"requests\":3}}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        not JSON
        []
        {"schema":"landlord.state/2","kind":"claim"}
        {"kind":"claim"}
        {"schema":17}
        """)
    void aHeaderThatIsNoneOfOursIsNotKnown(String value) {
        assertThat(StateCodec.header(value.getBytes(StandardCharsets.UTF_8)).known()).isFalse();
    }
}
