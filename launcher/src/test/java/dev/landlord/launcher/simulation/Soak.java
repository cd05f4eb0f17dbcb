package dev.landlord.launcher.simulation;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/// Runs one seed after the other and writes down those that break a rule, with the commit that they were run on.
final class Soak {
    private final PrintStream out;
    private final Path failures;
    private final Focus focus;
    private long runs;
    private long failed;

    Soak(PrintStream out, Path failures, Focus focus) {
        this.out = out;
        this.failures = failures;
        this.focus = focus;
    }

    /// @param from the first seed
    /// @param count how many
    /// @return how many broke a rule
    long run(long from, long count) throws IOException {
        out.printf("soak: seeds from %d, focus %s, commit %s, failures go to %s%n", from, focus, Commit.checkedOut(), failures);
        for (long seed = from; seed - from < count; seed++) {
            one(seed);
        }
        return failed;
    }

    private void one(long seed) throws IOException {
        runs++;
        try {
            var trace = new Simulation(seed, Mutant.NONE, focus).run();
            out.printf("seed %d: %d events, hash %016x; %d of %d failed%n", seed, trace.events(), trace.hash(), failed, runs);
        } catch (Violation e) {
            failed++;
            out.println(e.summary());
            var line = "%s focus %s, %s%n%s%n".formatted(Instant.now(), focus, e.summary(), e.getMessage());
            if (failures.getParent() != null) {
                Files.createDirectories(failures.getParent());
            }
            Files.writeString(failures, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }
}
