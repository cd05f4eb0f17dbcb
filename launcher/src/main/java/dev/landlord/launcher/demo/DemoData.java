package dev.landlord.launcher.demo;

import dev.landlord.launcher.DataDirectory;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

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
        if (!temporary) {
            return;
        }
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
