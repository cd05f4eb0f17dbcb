package dev.landlord.agent;

import dev.landlord.agent.actuate.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Counts the starts of the agent, in a file, so that its samples are told from those of earlier runs.
final class RunCounter {
    private static final String FILE = "agent-run";

    private RunCounter() {
    }

    /// One more than at the start before; on disk when this returns.
    ///
    /// @param stateDir an existing directory
    /// @throws IOException if it cannot be written, or holds no number
    static long next(Path stateDir) throws IOException {
        var file = stateDir.resolve(FILE);
        long run = last(file) + 1;
        WholeFile.replace(file, (run + "\n").getBytes(StandardCharsets.US_ASCII));
        return run;
    }

    private static long last(Path file) throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        var text = Files.readString(file).strip();
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException _) {
            throw new IOException("%s holds '%s' and not the number of the last run; write a number in it that is above any run before"
                .formatted(file, text));
        }
    }
}
