package dev.landlord.controller.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;

/// The secret that calls which change something must carry. On a shared machine loopback is no border: whoever may read the file, and nobody
/// else, is the admin.
public final class AdminToken {
    public static final String FILE = "admin.token";
    private static final int RANDOM_BYTES = 32;
    private static final int SHORTEST = 32;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OTHERS = EnumSet.complementOf(
        EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));

    private final byte[] secret;

    private AdminToken(String secret) {
        this.secret = secret.getBytes(StandardCharsets.US_ASCII);
    }

    /// Reads the token, or makes it at first start: complete, mode 0600 from its first moment, and once only, whoever else starts at
    /// the same time. Blocks.
    ///
    /// @throws IOException if the file cannot be made or read, is not a file, is open to others, or holds no token; names the remedy
    public static AdminToken loadOrCreate(Path dataDir) throws IOException {
        Files.createDirectories(dataDir, PosixFilePermissions.asFileAttribute(OWNER_DIRECTORY));
        var file = dataDir.resolve(FILE);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            create(file);
        }
        return read(file);
    }

    /// Takes as long for a wrong token as for the right one.
    boolean matches(String presented) {
        return MessageDigest.isEqual(secret, presented.getBytes(StandardCharsets.UTF_8));
    }

    private static void create(Path file) throws IOException {
        var bytes = new byte[RANDOM_BYTES];
        var random = new SecureRandom();
        random.nextBytes(bytes);
        var text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + "\n";
        var temporary = file.resolveSibling("%s.%016x".formatted(FILE, random.nextLong()));
        try (var channel = FileChannel.open(temporary, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
        }
        try {
            Files.createLink(file, temporary);
        } catch (FileAlreadyExistsException _) {
            // Another controller with the same directory was faster: its token counts.
        } finally {
            Files.delete(temporary);
        }
    }

    private static AdminToken read(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("%s is not a plain file; remove it, and a new token is made at the next start".formatted(file));
        }
        var open = EnumSet.copyOf(OTHERS);
        open.retainAll(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
        if (!open.isEmpty()) {
            throw new IOException("%s is open to other users (%s); remove it, and a new token is made at the next start".formatted(file, open));
        }
        var text = Files.readString(file).strip();
        if (text.length() < SHORTEST || !text.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IOException("%s holds no token of %s or more plain characters; remove it, and a new one is made at the next start"
                .formatted(file, SHORTEST));
        }
        return new AdminToken(text);
    }
}
