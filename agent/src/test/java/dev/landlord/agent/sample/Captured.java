package dev.landlord.agent.sample;

import java.io.IOException;
import java.io.UncheckedIOException;

/// Text as real kernels gave it, kept under `hosts/`.
final class Captured {
    private Captured() {
    }

    static KernelText text(String host, String path) {
        try (var in = Captured.class.getResourceAsStream("/hosts/" + host + "/" + path)) {
            var bytes = in.readAllBytes();
            return new KernelText(path.substring(path.lastIndexOf('/') + 1), bytes, bytes.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
