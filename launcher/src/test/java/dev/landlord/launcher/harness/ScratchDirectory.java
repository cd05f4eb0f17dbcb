package dev.landlord.launcher.harness;

import dev.landlord.launcher.DirectoryRemoval;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A directory of mode 0700 that goes with all its content when closed; for what lives longer than JUnit's `@TempDir`.
public final class ScratchDirectory implements AutoCloseable {
    private final Path path;

    public ScratchDirectory() {
        try {
            path = Files.createTempDirectory("landlord-test-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            DirectoryRemoval.remove(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
