package dev.landlord.agent.actuate;

import dev.landlord.protocol.json.MessageCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;

/// Small records on disk, each a JSON file of its own: a [WholeFile], which after a crash holds either the old record or the new one.
///
/// @param <T> the records' type
final class RecordStore<T> {
    private static final String SUFFIX = ".json";

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
                // It has gone since it was listed.
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
        try {
            WholeFile.replace(file, MessageCodec.mapper().writeValueAsBytes(content));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write %s: is the disk full, or the directory read-only?".formatted(file), e);
        }
    }

    void remove(String name) {
        try {
            WholeFile.delete(directory.resolve(name + SUFFIX));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
