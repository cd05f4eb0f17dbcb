package dev.landlord.protocol.document;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/// A Java properties file in UTF-8, as Kafka's tools take them.
public final class PropertiesFile {
    private PropertiesFile() {
    }

    /// Blocks.
    ///
    /// @throws IOException if it cannot be read, or is no properties file
    public static Map<String, String> read(Path file) throws IOException {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IllegalArgumentException e) {
            throw new IOException("%s: %s".formatted(file, e.getMessage()), e);
        }
        return properties.stringPropertyNames().stream().collect(Collectors.toUnmodifiableMap(name -> name, properties::getProperty));
    }
}
