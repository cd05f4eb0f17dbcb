package dev.landlord.agent.host;

import dev.landlord.agent.sample.KernelText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Reads small kernel files whole, into one reused buffer: each text is valid until the next is read. For one thread, which must
/// never be interrupted: an interrupt closes the channel it reads from.
final class FileTextReader {
    /// The longest text that is read.
    static final int MOST_BYTES = 64 * 1024;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(MOST_BYTES);
    private final byte[] bytes = new byte[MOST_BYTES];

    /// Opens, reads and closes.
    KernelText read(Path file) throws IOException {
        try (var channel = open(file)) {
            return read(channel, file.getFileName().toString());
        }
    }

    static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.READ);
    }

    /// Reads from the start. The kernel writes the text anew for each read at position 0, and gives it in one piece if the buffer holds it.
    KernelText read(FileChannel channel, String name) throws IOException {
        buffer.clear();
        int length = Math.max(0, channel.read(buffer, 0));
        if (length == MOST_BYTES) {
            throw new IOException("longer than %s bytes".formatted(MOST_BYTES));
        }
        buffer.get(0, bytes, 0, length);
        return new KernelText(name, bytes, length);
    }
}
