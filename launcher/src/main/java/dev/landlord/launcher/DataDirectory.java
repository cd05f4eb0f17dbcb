package dev.landlord.launcher;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// The folder in which a Landlord role keeps its state and its secrets (`DATA` in the documents): readable by its owner only.
public final class DataDirectory {
    public static final String VARIABLE = "LANDLORD_DATA";

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private DataDirectory() {
    }

    /// Where the data lies when nobody says otherwise: `$LANDLORD_DATA`, else `/var/lib/landlord` for root, else
    /// `$XDG_DATA_HOME/landlord`, else `~/.local/share/landlord`, where `~` is `$HOME`, as for a shell, else the home that the user database names.
    public static Path byDefault() {
        return byDefault(System.getenv(), userId() == 0, Path.of(System.getProperty("user.home")));
    }

    static Path byDefault(Map<String, String> environment, boolean root, Path home) {
        String named = environment.getOrDefault(VARIABLE, "");
        if (!named.isBlank()) {
            return Path.of(named);
        }
        if (root) {
            return Path.of("/var/lib/landlord");
        }
        String xdg = environment.getOrDefault("XDG_DATA_HOME", "");
        String ownHome = environment.getOrDefault("HOME", "");
        Path dataHome = xdg.isBlank() ? (ownHome.isBlank() ? home : Path.of(ownHome)).resolve(".local").resolve("share") : Path.of(xdg);
        return dataHome.resolve("landlord");
    }

    /// Makes `directory` with mode 0700 where it is missing and returns its real path. One that exists must belong to this user; an
    /// empty one gets mode 0700, one with content must have it already, so that nobody's home folder is ever locked by mistake.
    ///
    /// @throws RemedyException if the directory cannot be made or others have access to it; the message names the remedy
    public static Path prepare(Path directory) {
        try {
            if (Files.notExists(directory)) {
                Path absolute = directory.toAbsolutePath();
                Files.createDirectories(absolute.getParent());
                Files.createDirectory(absolute, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            }
            Path real = directory.toRealPath();
            requireOwn(real);
            requireOwnerOnly(real);
            return real;
        } catch (IOException e) {
            throw new RemedyException("data directory " + directory + " cannot be used (" + RemedyException.said(e)
                + "); name another one with --data or " + VARIABLE, e);
        }
    }

    private static void requireOwn(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new RemedyException("data directory " + directory + " is not a directory; name another one with --data");
        }
        if (((Number) Files.getAttribute(directory, "unix:uid")).longValue() != userId()) {
            throw new RemedyException("data directory " + directory + " belongs to " + Files.getOwner(directory)
                + ", who could read the credentials in it; name another one with --data");
        }
    }

    private static void requireOwnerOnly(Path directory) throws IOException {
        if (OWNER_ONLY.equals(Files.getPosixFilePermissions(directory))) {
            return;
        }
        if (!isEmpty(directory)) {
            throw new RemedyException("data directory " + directory + " is open to others and not empty;"
                + " name a directory of its own with --data, or, if this one is Landlord's alone, run chmod 700 " + directory);
        }
        Files.setPosixFilePermissions(directory, OWNER_ONLY);
    }

    private static boolean isEmpty(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long userId() {
        return new UnixSystem().getUid();
    }
}
