package dev.landlord.launcher.client;

import dev.landlord.launcher.RemedyException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/// Where a controller is, and what proves to it that the caller may change something.
///
/// @param url   scheme, host and port
/// @param token the admin token, or empty: then only reading is possible
public record ControllerAddress(URI url, Optional<String> token) {
    /// What a running controller writes into its data directory: its address.
    public static final String URL_FILE = "controller.url";
    public static final String TOKEN_FILE = "admin.token";
    public static final URI DEFAULT_URL = URI.create("http://127.0.0.1:8080");

    private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "localhost", "[::1]");

    /// The address as far as it was said, else as a controller that runs with this data directory wrote it there, else the default.
    /// The token of the data directory goes to this machine only: whoever listens elsewhere shall not learn it.
    ///
    /// @param url       as said, or null
    /// @param tokenFile as said, or null
    /// @throws RemedyException if a file that was named cannot be read, or the address is none
    public static ControllerAddress find(String url, Path tokenFile, Path data) {
        URI found = url != null ? parse("--url", url)
            : read(data.resolve(URL_FILE)).map(text -> parse(data.resolve(URL_FILE).toString(), text)).orElse(DEFAULT_URL);
        if (tokenFile != null) {
            String token = read(tokenFile).orElseThrow(
                () -> new RemedyException("the token file %s is missing, empty or not readable to this user".formatted(tokenFile)));
            return new ControllerAddress(found, Optional.of(token));
        }
        return new ControllerAddress(found, THIS_MACHINE.contains(found.getHost()) ? read(data.resolve(TOKEN_FILE)) : Optional.empty());
    }

    private static URI parse(String where, String text) {
        try {
            URI url = URI.create(text);
            if (url.getHost() != null && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
                return url;
            }
        } catch (IllegalArgumentException _) {
            // Told below, as the other ways to be wrong.
        }
        throw new RemedyException("%s: '%s' is no address of a controller; write it like %s".formatted(where, text, DEFAULT_URL));
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty());
        } catch (NoSuchFileException | AccessDeniedException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new RemedyException("%s cannot be read: %s".formatted(file, RemedyException.said(e)), e);
        }
    }
}
