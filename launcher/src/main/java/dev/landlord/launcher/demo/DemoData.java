package dev.landlord.launcher.demo;

import dev.landlord.launcher.DataDirectory;
import dev.landlord.launcher.DirectoryRemoval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where a demo keeps its data: a temporary directory that goes with it, or one that was named and stays. What is logged goes to
/// `landlord.log` in it.
///
/// @param temporary whether it is removed at the end
public record DemoData(Path path, boolean temporary) implements AutoCloseable {
    /// @param named directory to use, or null for a temporary one
    public static DemoData in(Path named) throws IOException {
        DemoData data = named == null
            ? new DemoData(Files.createTempDirectory("landlord-demo-"), true)
            : new DemoData(DataDirectory.prepare(named), false);
        LogFile.divertTo(data.path.resolve("landlord.log"));
        return data;
    }

    @Override
    public void close() throws IOException {
        if (temporary) {
            DirectoryRemoval.remove(path);
        }
    }
}
