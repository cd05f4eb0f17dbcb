package dev.landlord.test;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// What a test needs from the machine it runs on: a capability that is absent skips the test with its reason.
///
/// The environment variable `LANDLORD_REQUIRE` names, separated by commas, the capabilities that must be there
/// (`kernel,kernel-v2,block-io,browser,container`); for these an absence fails the test instead, so that CI cannot pass by skipping.
public final class Require {
    public static final String VARIABLE = "LANDLORD_REQUIRE";

    private static final Set<String> REQUIRED = parse(System.getenv(VARIABLE));

    private Require() {
    }

    /// Returns if `present`; else skips the calling test with `reason`, or fails it when `name` is required.
    public static void capability(String name, boolean present, String reason) {
        if (present) {
            return;
        }
        if (REQUIRED.contains(name)) {
            Assertions.fail("%s=%s, but this machine lacks it: %s".formatted(VARIABLE, name, reason));
        }
        Assumptions.abort("no " + name + ": " + reason);
    }

    static Set<String> parse(String value) {
        return value == null ? Set.of()
            : Arrays.stream(value.split(",")).map(String::strip).filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }
}
