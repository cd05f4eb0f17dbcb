package dev.landlord.agent.host;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/// The node's block devices as last looked up in `/sys/block`. May be refreshed on one thread and asked on others.
///
/// A device on top of others (LVM, RAID, encryption: it has `slaves`) and a loop device pass IO on, and the kernel counts it for each
/// device that it passes. So only what lies at the bottom counts.
/// A device without a single sector (an empty drive, a name in reserve) does none.
public final class BlockDevices {
    /// No device at all, for who has nothing to ask of them.
    public static final BlockDevices NONE = new BlockDevices(Path.of("/nonexistent"));

    private final Path sysBlock;
    private volatile Found found = new Found(Set.of(), Set.of());

    /// @param fsRoot `/`, or a directory that stands for it
    public BlockDevices(Path fsRoot) {
        this.sysBlock = fsRoot.resolve("sys/block");
    }

    /// Looks again. What cannot be read is left out.
    public void refresh() {
        var bottom = new TreeSet<String>();
        var passing = new HashSet<String>();
        try (var devices = Files.newDirectoryStream(sysBlock)) {
            for (var device : devices) {
                var name = device.getFileName().toString();
                if (!isEmpty(device)) {
                    (name.startsWith("loop") || isStacked(device) ? passing : bottom).add(Files.readString(device.resolve("dev")).strip());
                }
            }
        } catch (IOException | DirectoryIteratorException _) {
            // Without a list every device counts, as it does for a device that is not in it.
        }
        found = new Found(Set.copyOf(bottom), Set.copyOf(passing));
    }

    /// Devices, `major:minor`, that do IO themselves.
    public Set<String> bottom() {
        return found.bottom();
    }

    /// Devices, `major:minor`, that pass IO on to others.
    public Set<String> passing() {
        return found.passing();
    }

    private static boolean isEmpty(Path device) throws IOException {
        var size = device.resolve("size");
        return Files.exists(size) && Files.readString(size).strip().equals("0");
    }

    private static boolean isStacked(Path device) throws IOException {
        var below = device.resolve("slaves");
        if (!Files.isDirectory(below)) {
            return false;
        }
        try (var entries = Files.newDirectoryStream(below)) {
            return entries.iterator().hasNext();
        }
    }

    private record Found(Set<String> bottom, Set<String> passing) {
    }
}
