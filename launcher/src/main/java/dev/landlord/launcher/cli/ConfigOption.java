package dev.landlord.launcher.cli;

import dev.landlord.launcher.ConfigurationException;
import dev.landlord.launcher.RemedyException;
import dev.landlord.protocol.document.DocumentException;
import java.io.IOException;
import java.nio.file.Path;

/// A configuration file, read or refused with what is wrong in it.
final class ConfigOption {
    private ConfigOption() {
    }

    /// @param file or null for none
    /// @throws ConfigurationException if it cannot be read, or is wrong
    static <T> T read(Path file, T defaults, Reading<T> reading) {
        if (file == null) {
            return defaults;
        }
        try {
            return reading.read(file);
        } catch (DocumentException e) {
            throw new ConfigurationException(e.getMessage(), e);
        } catch (IOException e) {
            throw new ConfigurationException("the configuration %s cannot be read: %s".formatted(file, RemedyException.said(e)), e);
        }
    }

    interface Reading<T> {
        T read(Path file) throws IOException;
    }
}
