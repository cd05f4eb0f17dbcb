package dev.landlord.launcher.cli;

import dev.landlord.launcher.DataDirectory;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/// `--data DIR`, alike in every command that keeps something.
final class DataOption {
    @Option(names = "--data", paramLabel = "DIR", description = "where data and credentials are kept (default: $"
        + DataDirectory.VARIABLE + ", else /var/lib/landlord for root, else ~/.local/share/landlord)")
    private Path directory;

    Path directory() {
        return directory == null ? DataDirectory.byDefault() : directory;
    }

    /// What was said, if anything was.
    Optional<Path> given() {
        return Optional.ofNullable(directory);
    }
}
