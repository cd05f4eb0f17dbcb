package dev.landlord.agent.host;

import java.nio.file.Path;

/// A cgroup hierarchy as mounted.
///
/// @param root     directory of the hierarchy's root group
/// @param version  its interface
/// @param readOnly whether the mount or its file system refuses writes
public record Mount(Path root, Version version, boolean readOnly) {
    /// The directory of a group, which need not exist.
    ///
    /// @param cgroup absolute path within the hierarchy, `/` for the root
    /// @throws IllegalArgumentException if the path is relative or would leave the hierarchy
    public Path group(String cgroup) {
        if (!cgroup.startsWith("/")) {
            throw new IllegalArgumentException("cgroup '%s' is not an absolute path within its hierarchy".formatted(cgroup));
        }
        var group = root.resolve("." + cgroup).normalize();
        if ((cgroup + "/").contains("/../") || !group.startsWith(root)) {
            throw new IllegalArgumentException("cgroup '%s' leaves its hierarchy %s".formatted(cgroup, root));
        }
        return group;
    }

    /// The path of a group's directory within the hierarchy: what [#group] takes.
    public String cgroup(Path group) {
        return "/" + root.relativize(group);
    }

    /// Which of the kernel's two interfaces a hierarchy has.
    public enum Version {
        V1, V2
    }
}
