package dev.landlord.agent.spool;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// Packs and unpacks messages with one compressor that is used again and again. For one thread.
final class Packing implements AutoCloseable {
    private static final int CHUNK_BYTES = 16 * 1024;

    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    private final Inflater inflater = new Inflater(true);
    private final byte[] chunk = new byte[CHUNK_BYTES];

    byte[] pack(byte[] plain) {
        deflater.reset();
        deflater.setInput(plain);
        deflater.finish();
        var packed = new ByteArrayOutputStream(plain.length / 4 + 64);
        while (!deflater.finished()) {
            packed.write(chunk, 0, deflater.deflate(chunk));
        }
        return packed.toByteArray();
    }

    /// @throws IOException if these are not bytes that [#pack] made
    byte[] unpack(byte[] packed) throws IOException {
        inflater.reset();
        inflater.setInput(packed);
        var plain = new ByteArrayOutputStream(packed.length * 6);
        try {
            while (!inflater.finished()) {
                int length = inflater.inflate(chunk);
                if (length == 0 && !inflater.finished()) {
                    throw new IOException("packed bytes end too early");
                }
                plain.write(chunk, 0, length);
            }
        } catch (DataFormatException e) {
            throw new IOException("no packed bytes", e);
        }
        return plain.toByteArray();
    }

    @Override
    public void close() {
        deflater.end();
        inflater.end();
    }
}
