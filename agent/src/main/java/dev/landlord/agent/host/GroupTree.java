package dev.landlord.agent.host;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The groups of one hierarchy, looked up and listed. Symbolic links are never followed; a group that goes while it is looked at is
/// not there.
final class GroupTree {
    private final Mount mount;

    GroupTree(Mount mount) {
        this.mount = mount;
    }

    /// @param cgroup absolute path within the hierarchy
    Optional<Group> find(String cgroup) {
        return group(mount.group(cgroup), cgroup);
    }

    /// A group's place in the file system.
    Path directory(Group group) {
        return mount.group(group.cgroup());
    }

    /// The groups directly below one, in the kernel's order.
    ///
    /// @param parent absolute path within the hierarchy
    List<Group> children(String parent) {
        var prefix = parent.equals("/") ? "/" : parent + "/";
        var children = new ArrayList<Group>();
        try (var entries = Files.newDirectoryStream(mount.group(parent))) {
            for (var entry : entries) {
                group(entry, prefix + entry.getFileName()).ifPresent(children::add);
            }
        } catch (IOException | DirectoryIteratorException _) {
            // Gone, or not to be read: what was listed so far is all there is.
        }
        return children;
    }

    private static Optional<Group> group(Path directory, String cgroup) {
        try {
            Map<String, Object> attributes = Files.readAttributes(directory, "unix:ino,isDirectory", LinkOption.NOFOLLOW_LINKS);
            return Boolean.TRUE.equals(attributes.get("isDirectory"))
                ? Optional.of(new Group(cgroup, (Long) attributes.get("ino")))
                : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
