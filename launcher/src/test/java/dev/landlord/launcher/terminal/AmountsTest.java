package dev.landlord.launcher.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.Resource;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountsTest {
    @ParameterizedTest
    @CsvSource({
        "0,0", "512,512", "1023,1023", "1024,1Ki", "1536,1.5Ki", "10300,10Ki", "222298112,212Mi", "268435456,256Mi", "1048575,1Mi",
        "4294967296,4Gi", "6442450944,6Gi", "1152921504606846976,1024Pi"
    })
    void bytesHaveTwoOrThreeFigures(double bytes, String text) {
        assertThat(Amounts.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"2,2", "0.5,0.5", "0.494,0.49", "0,0", "0.001,0", "10,10", "100,100"})
    void coresHaveAtMostTwoDecimals(double cores, String text) {
        assertThat(Amounts.of(Resource.CPU, OptionalDouble.of(cores))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0.00004,<0.0001", "0.0052,0.0052", "0.006,0.006", "0.0999,0.0999", "0.09996,0.1", "0.1234,0.12", "9.99,9.99", "12.34,12.3",
        "431.25,431"})
    void hoursAreAsExactAsTheyAreFew(double hours, String text) {
        assertThat(Amounts.hours(OptionalDouble.of(hours))).isEqualTo(text);
    }

    @Test
    void unitsBelongToTheResource() {
        assertThat(Amounts.of(Resource.IO, OptionalDouble.of(2048))).isEqualTo("2Ki/s");
        assertThat(Amounts.of(Resource.PIDS, OptionalDouble.of(12))).isEqualTo("12");
        assertThat(Amounts.share(OptionalDouble.of(0.984))).isEqualTo("98%");
    }

    @Test
    void unknownIsNotZero() {
        assertThat(Amounts.of(Resource.MEMORY, OptionalDouble.empty())).isEqualTo("-");
        assertThat(Amounts.share(OptionalDouble.empty())).isEqualTo("-");
    }
}
