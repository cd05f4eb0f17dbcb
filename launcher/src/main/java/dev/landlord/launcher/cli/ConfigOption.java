package dev.landlord.launcher.cli;

import dev.landlord.launcher.RemedyException;
import dev.landlord.protocol.document.DocumentException;
import java.io.IOException;
import java.nio.file.Path;

/// A configuration file, read or refused with what is wrong in it.
final class ConfigOption {
    private ConfigOption() {
    }

    /// @param file or null for none
    static <T> T read(Path file, T defaults, Reading<T> reading) {
        if (file == null) {
            return defaults;
        }
        try {
            return reading.read(file);
        } catch (DocumentException e) {
            throw new RemedyException(e.getMessage(), e);
        } catch (IOException e) {
            throw new RemedyException("the configuration %s cannot be read: %s".formatted(file, RemedyException.said(e)), e);
        }
    }

    interface Reading<T> {
        T read(Path file) throws IOException;
    }
}
