package dev.landlord.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadNamesTest {
    @ParameterizedTest
    @CsvSource({"sleep,sleep-", "/usr/bin/python3.12,python3-12-", "./--x,x-", "'',run-", "ünï,n-"})
    void aNameIsMadeFromTheCommand(String command, String start) {
        assertThat(WorkloadNames.from(command).value()).matches(Pattern.quote(start) + "[0-9a-f]{6}");
    }
}
