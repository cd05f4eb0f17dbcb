package dev.landlord.agent.actuate;

import dev.landlord.protocol.json.MessageCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;

/// Small records on disk, each a JSON file of its own that is replaced as a whole: written beside, flushed to the disk, renamed, and the
/// directory flushed. After a crash a file holds either the old record or the new one.
///
/// @param <T> the records' type
final class RecordStore<T> {
    private static final String SUFFIX = ".json";
    private static final String BESIDE = ".new";

    private final Path directory;
    private final Class<T> type;

    /// @throws IOException if the directory cannot be made; only its owner can enter it
    RecordStore(Path directory, Class<T> type) throws IOException {
        this.directory = directory;
        this.type = type;
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    /// What was found on disk.
    ///
    /// @param records    by name
    /// @param unreadable by name, files that hold no such record, and why; they are left as they are
    record Found<T>(Map<String, T> records, Map<String, String> unreadable) {
    }

    Found<T> load() throws IOException {
        var records = new TreeMap<String, T>();
        var unreadable = new TreeMap<String, String>();
        for (var file : files()) {
            var name = file.getFileName().toString();
            name = name.substring(0, name.length() - SUFFIX.length());
            try {
                records.put(name, MessageCodec.mapper().readValue(Files.readAllBytes(file), type));
            } catch (NoSuchFileException _) {
                continue;
            } catch (IOException | JacksonException e) {
                unreadable.put(name, "%s: %s".formatted(file, e.getMessage()));
            }
        }
        return new Found<>(records, unreadable);
    }

    private List<Path> files() throws IOException {
        var files = new ArrayList<Path>();
        try (var found = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            found.forEach(files::add);
        }
        return files;
    }

    /// Returns when the record is on disk.
    ///
    /// @param name 1 to 63 of `A-Za-z0-9._-`, as tenants and orders are called
    /// @throws UncheckedIOException if it cannot be written; then the old record is still there
    void put(String name, T content) {
        var file = directory.resolve(name + SUFFIX);
        var beside = directory.resolve(name + BESIDE);
        try {
            try (var out = FileChannel.open(beside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                var bytes = ByteBuffer.wrap(MessageCodec.mapper().writeValueAsBytes(content));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            flushDirectory();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write %s: is the disk full, or the directory read-only?".formatted(file), e);
        }
    }

    void remove(String name) {
        try {
            if (Files.deleteIfExists(directory.resolve(name + SUFFIX))) {
                flushDirectory();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void flushDirectory() throws IOException {
        try (var opened = FileChannel.open(directory, StandardOpenOption.READ)) {
            opened.force(true);
        }
    }
}
