package dev.landlord.protocol.quantity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {
    @ParameterizedTest
    @CsvSource({"2, 2000, 2", "500m, 500, 500m", "0.5, 500, 500m", "1.25, 1250, 1250m", "1m, 1, 1m", "1000m, 1000, 1", "' 2 ', 2000, 2"})
    void cpuIsParsedAndPrinted(String text, long milliCores, String printed) {
        assertThat(Cpu.parse(text)).isEqualTo(new Cpu(milliCores)).hasToString(printed);
        assertThat(Cpu.parse(printed)).isEqualTo(new Cpu(milliCores));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0m", "-1", "0.0001", "1.5m", "2 cores", "1e3", "m", "NaN"})
    void badCpuIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Cpu.parse(text)).withMessageContaining("cpu");
    }

    @ParameterizedTest
    @CsvSource({"4Gi, 4294967296, 4Gi", "256Mi, 268435456, 256Mi", "4GiB, 4294967296, 4Gi", "1500M, 1500000000, 1500000000", "1024, 1024, 1Ki",
        "0.5Gi, 536870912, 512Mi", "10k, 10000, 10000", "10K, 10000, 10000", "1Ki, 1024, 1Ki", "0, 0, 0", "1 GiB, 1073741824, 1Gi"})
    void bytesAreParsedAndPrinted(String text, long bytes, String printed) {
        assertThat(Bytes.parse(text)).isEqualTo(new Bytes(bytes)).hasToString(printed);
        assertThat(Bytes.parse(printed)).isEqualTo(new Bytes(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "Gi", "4gi", "4i", "0.3", "9007199254740992", "99999P", "1e9", "4Gb"})
    void badBytesAreRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Bytes.parse(text)).withMessageContaining("bytes");
    }

    @ParameterizedTest
    @CsvSource({"200MiB/s, 209715200, 200MiB/s", "1G/s, 1000000000, 1000000000B/s", "1Mi/s, 1048576, 1MiB/s"})
    void ratesAreParsedAndPrinted(String text, long bytesPerSecond, String printed) {
        assertThat(ByteRate.parse(text)).isEqualTo(new ByteRate(bytesPerSecond)).hasToString(printed);
        assertThat(ByteRate.parse(printed)).isEqualTo(new ByteRate(bytesPerSecond));
    }

    @ParameterizedTest
    @ValueSource(strings = {"200MiB", "/s", "0/s", "fast"})
    void badRatesAreRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ByteRate.parse(text));
    }
}
