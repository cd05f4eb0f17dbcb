package dev.landlord.controller.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Where a running controller is to be found, in its data directory, so that the command line needs no port.
final class AddressFile {
    static final String FILE = "controller.url";

    private final Path file;
    private final String host;
    private String written;

    AddressFile(Path dataDir, String listensOn) {
        this.file = dataDir.resolve(FILE);
        this.host = switch (listensOn) {
            case "0.0.0.0", "::", "[::]" -> "127.0.0.1";
            default -> listensOn.contains(":") && !listensOn.startsWith("[") ? "[" + listensOn + "]" : listensOn;
        };
    }

    /// Blocks.
    String write(int port) throws IOException {
        written = "http://%s:%s%n".formatted(host, port);
        var temporary = file.resolveSibling(FILE + ".new");
        Files.writeString(temporary, written);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        return written;
    }

    /// Unless another controller has written its own meanwhile. Blocks.
    Void remove() throws IOException {
        if (written != null && Files.exists(file) && Files.readString(file).equals(written)) {
            Files.delete(file);
        }
        return null;
    }
}
