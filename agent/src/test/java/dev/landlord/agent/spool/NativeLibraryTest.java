package dev.landlord.agent.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.agent.TestClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is left of SQLite's native library, which is unpacked once in a process: so each run is one of its own.
class NativeLibraryTest {
    @TempDir
    private Path directory;

    /// What keeps a sample, and ends as by a signal.
    public static void main(String[] arguments) throws Exception {
        var clock = new TestClock();
        var spool = new Spool(Path.of(arguments[0]), new SpoolLimits(64 << 20, Duration.ofHours(24)), clock, clock);
        spool.open();
        Runtime.getRuntime().halt(spool.state().waiting() == 0 ? 0 : 1);
    }

    @Test
    void whatARunThatWasKilledHasLeftGoesAtTheNextStart() throws Exception {
        var kept = Files.createFile(directory.resolve("another.so"));
        assertThat(librariesAfterARun()).isEqualTo(1);
        assertThat(librariesAfterARun()).isEqualTo(1);
        assertThat(kept).exists();
    }

    private long librariesAfterARun() throws Exception {
        Files.write(directory.resolve("samples.db"), new byte[0]);
        var process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
            NativeLibraryTest.class.getName(), directory.toString()).redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        assertThat(process.waitFor()).isZero();
        try (var found = Files.list(directory)) {
            return found.filter(file -> file.getFileName().toString().startsWith("sqlite-") && file.toString().endsWith(".so")).count();
        }
    }
}
