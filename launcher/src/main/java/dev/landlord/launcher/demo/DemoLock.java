package dev.landlord.launcher.demo;

import dev.landlord.agent.host.OwnSubtree;
import dev.landlord.launcher.RemedyException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/// Keeps a second demo out of the same subtree. The kernel drops the lock when the process ends, however it ends; so whoever holds it
/// may take what is found in the subtree for left behind.
final class DemoLock implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;

    private DemoLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /// @param directory where lock files lie, writable to those only who may make these groups, e.g. `/run`
    /// @throws RemedyException if another demo runs there
    static DemoLock take(Path directory, OwnSubtree own) {
        Path file = directory.resolve(own.subtree().replace('/', '_') + ".lock");
        byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
        try {
            while (true) {
                FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                if (!locked(channel)) {
                    channel.close();
                    throw new RemedyException("another demo runs on this machine (process %s); stop that one, or name another --subtree"
                        .formatted(Files.readString(file).strip()));
                }
                channel.truncate(0);
                channel.write(ByteBuffer.wrap(pid), 0);
                // A demo that has just ended may have removed the file between its being opened here and locked.
                if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), pid)) {
                    return new DemoLock(file, channel);
                }
                channel.close();
            }
        } catch (IOException e) {
            throw new RemedyException("the lock %s cannot be taken: %s".formatted(file, RemedyException.said(e)), e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException _) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
        channel.close();
    }
}
