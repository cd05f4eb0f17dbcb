package dev.landlord.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "tenant-a", "0", "a.b_c-d", "A23456789012345678901234567890123456789012345678901234567890123"})
    void goodIdsAreTaken(String id) {
        assertThat(new TenantId(id)).hasToString(id);
        assertThat(new NodeId(id)).hasToString(id);
        assertThat(new WorkloadId(id)).hasToString(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".", "..", "a..b", "-a", ".a", "_a", "a/b", "a b", "a\n", "ä", "a\u0000",
        "A234567890123456789012345678901234567890123456789012345678901234"})
    void badIdsAreRefusedByName(String id) {
        assertThatIllegalArgumentException().isThrownBy(() -> new TenantId(id)).withMessageContaining("tenant '" + id + "'");
        assertThatIllegalArgumentException().isThrownBy(() -> new NodeId(id));
        assertThatIllegalArgumentException().isThrownBy(() -> new WorkloadId(id));
    }

    @Test
    void theUnattributedTenantIsTheOnlyReservedOne() {
        assertThat(new TenantId("_unattributed").isUnattributed()).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> new NodeId("_unattributed"));
    }

    @Test
    void commandKeysReadBack() {
        var throttle = CommandKey.throttle(new NodeId("n1"), new TenantId("t"));
        var evict = CommandKey.evict(new NodeId("n1"), new TenantId("t"), "o-1");
        assertThat(throttle).hasToString("n1/t");
        assertThat(evict).hasToString("n1/t/o-1");
        assertThat(CommandKey.parse("n1/t")).isEqualTo(throttle);
        assertThat(CommandKey.parse("n1/t/o-1")).isEqualTo(evict);
        assertThatIllegalArgumentException().isThrownBy(() -> CommandKey.parse("n1"));
        assertThatIllegalArgumentException().isThrownBy(() -> CommandKey.parse("n1/t/o/x"));
    }

    @Test
    void theCommandPartitionIsCrc32OfTheNode() {
        // CRC-32/ISO-HDLC of "123456789" is the standard's check value 0xCBF43926.
        assertThat(CommandKey.partition(new NodeId("123456789"), 1 << 30)).isEqualTo((int) (0xCBF43926L % (1 << 30)));
        assertThat(CommandKey.partition(new NodeId("n1"), 1)).isZero();
    }
}
