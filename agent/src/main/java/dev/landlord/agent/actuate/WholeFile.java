package dev.landlord.agent.actuate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// A small file that is replaced as a whole: written beside, flushed to the disk, renamed, and the directory flushed. After a crash it holds
/// either the old content or the new one.
public final class WholeFile {
    private static final String BESIDE = ".new";

    private WholeFile() {
    }

    /// Returns when the content is on disk.
    ///
    /// @param file in a directory that exists; nobody else writes it meanwhile
    /// @throws IOException if it cannot be written; then the old content is still there
    public static void replace(Path file, byte[] content) throws IOException {
        var beside = file.resolveSibling(file.getFileName() + BESIDE);
        try (var out = FileChannel.open(beside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            var bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        flush(file.getParent());
    }

    /// Returns when the file is gone from the disk.
    static void delete(Path file) throws IOException {
        if (Files.deleteIfExists(file)) {
            flush(file.getParent());
        }
    }

    private static void flush(Path directory) throws IOException {
        try (var opened = FileChannel.open(directory, StandardOpenOption.READ)) {
            opened.force(true);
        }
    }
}
