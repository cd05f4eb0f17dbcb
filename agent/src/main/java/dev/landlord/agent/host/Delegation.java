package dev.landlord.agent.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The part of cgroup v2 that was handed to this user (as systemd does with `Delegate=yes`, and for every user's own services).
public final class Delegation {
    private Delegation() {
    }

    /// Finds the uppermost group from which on all groups down to this process's own are this user's. Only inside it may the user move
    /// processes from where this one is to a new group.
    ///
    /// @param fsRoot `/`, or a directory that stands for it
    /// @param name   of the subtree to make there
    /// @return empty if nothing was handed to this user, or cgroup v2 does not carry the controllers alone
    public static Optional<OwnSubtree> find(Path fsRoot, CgroupLayout layout, String name) {
        var mount = layout.counting().filter(counting -> counting.version() == Mount.Version.V2 && !counting.readOnly());
        if (mount.isEmpty() || layout.hierarchies().size() > 1) {
            return Optional.empty();
        }
        var own = ownGroup(fsRoot).map(mount.get()::group).filter(Files::isDirectory);
        Path found = null;
        for (var group = own.orElse(null); group != null && !group.equals(mount.get().root()); group = group.getParent()) {
            if (Files.isWritable(group) && Files.isWritable(group.resolve("cgroup.procs"))) {
                found = group;
            }
        }
        return Optional.ofNullable(found).map(group -> mount.get().root().relativize(group) + "/" + name).filter(OwnSubtree::isValid)
            .map(subtree -> new OwnSubtree(layout, subtree));
    }

    /// The line `0::/path` of `/proc/self/cgroup` (man 7 cgroups).
    private static Optional<String> ownGroup(Path fsRoot) {
        try (var lines = Files.lines(fsRoot.resolve("proc/self/cgroup"))) {
            return lines.filter(line -> line.startsWith("0::/") && !line.contains("/..")).map(line -> line.substring("0::".length())).findFirst();
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
