package dev.landlord.agent.host;

import dev.landlord.protocol.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Who this node is, as its kernel says.
///
/// @param hostName as `/proc/sys/kernel/hostname` has it
/// @param bootId   changes with every boot
/// @param kernel   e.g. `Linux 6.18.44`
public record NodeIdentity(String hostName, String bootId, String kernel) {
    private static final int LONGEST_ID = 63;

    /// @param fsRoot `/`, or a directory that stands for it
    public static NodeIdentity read(Path fsRoot) throws IOException {
        var kernel = fsRoot.resolve("proc/sys/kernel");
        return new NodeIdentity(text(kernel.resolve("hostname")), text(kernel.resolve("random/boot_id")),
            text(kernel.resolve("ostype")) + " " + text(kernel.resolve("osrelease")));
    }

    /// The host name with what an id cannot hold replaced by `-`.
    public NodeId defaultId() {
        var id = hostName.replaceAll("[^A-Za-z0-9._-]", "-").replaceAll("\\.{2,}", ".").replaceAll("^[^A-Za-z0-9]+", "");
        return new NodeId(id.isEmpty() ? "node" : id.substring(0, Math.min(id.length(), LONGEST_ID)));
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file).strip();
    }
}
