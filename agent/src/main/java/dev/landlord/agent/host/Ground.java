package dev.landlord.agent.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Where Landlord's own groups stand, or would: in one hierarchy, the subtree's directory, or as long as that is missing, the closest one
/// above it. What this user may do there decides on what the agent can enforce. It need not be the root: a part of cgroup v2 can be handed
/// to a user (`Delegate=yes` of systemd), and whoever owns it may make and limit groups in it.
///
/// @param directory within the mount
/// @param isSubtree whether it is the subtree's own
record Ground(Mount mount, Path directory, boolean isSubtree) {
    static Ground of(OwnSubtree subtree, Mount mount) {
        var own = mount.group(subtree.cgroup());
        var directory = own;
        while (!Files.isDirectory(directory) && !directory.equals(mount.root())) {
            directory = directory.getParent();
        }
        return new Ground(mount, directory, directory.equals(own));
    }

    /// Why this user cannot make groups here, and what would change that; empty if it can.
    Optional<String> refusesWrites() {
        if (mount.readOnly()) {
            return Optional.of("%s is mounted read-only; remount it rw (in a container: run it privileged)".formatted(mount.root()));
        }
        return Files.isWritable(directory)
            ? Optional.empty()
            : Optional.of("%s is not writable for this user; run Landlord as root".formatted(directory));
    }

    /// Why the groups below cannot have a v2 controller. A group has a controller's files if its parent enables it, which Landlord does from
    /// the root down to its subtree where it may.
    Optional<String> cannotEnable(Controller controller) {
        var name = controller.v2Name();
        return mount.version() == Mount.Version.V1 ? Optional.empty() : name.flatMap(this::cannotEnable);
    }

    private Optional<String> cannotEnable(String controller) {
        var here = mount.root();
        var why = cannotEnable(here, controller);
        for (var part : mount.root().relativize(directory)) {
            here = here.resolve(part).normalize();
            if (why.isEmpty() && !here.equals(mount.root())) {
                why = cannotEnable(here, controller);
            }
        }
        return why;
    }

    private static Optional<String> cannotEnable(Path group, String controller) {
        var enabled = group.resolve("cgroup.subtree_control");
        try {
            if (words(enabled).contains(controller)) {
                return Optional.empty();
            }
            if (!Files.isWritable(enabled)) {
                return Optional.of("%s does not enable %s and is not writable; run Landlord as root".formatted(enabled, controller));
            }
            return isRootGroup(group) || words(group.resolve("cgroup.procs")).isEmpty() ? Optional.empty()
                : Optional.of("%s does not enable %s, which cgroup v2 refuses as long as processes are in %s itself; move them to a group below"
                    .formatted(enabled, controller, group));
        } catch (IOException e) {
            return Optional.of("%s cannot be read: %s".formatted(group, e));
        }
    }

    /// Only the true root, which a container does not see, may hold processes and enable controllers at once; it alone lacks this file.
    private static boolean isRootGroup(Path group) {
        return Files.notExists(group.resolve("cgroup.type"));
    }

    private static List<String> words(Path file) throws IOException {
        return List.of(Files.readString(file).split("\\s+")).stream().filter(word -> !word.isEmpty()).toList();
    }
}
