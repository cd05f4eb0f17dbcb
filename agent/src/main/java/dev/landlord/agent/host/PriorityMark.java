package dev.landlord.agent.host;

import dev.landlord.protocol.message.WorkloadSample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// The priority of a workload in the own subtree. `landlord run` writes it on the group itself, as an extended attribute of its directory in the
/// hierarchy that counts CPU, so that it needs no other place and goes with the group. The kernel takes `user.` attributes on cgroups, v1 and v2,
/// since Linux 5.7 (`KERNFS_ROOT_SUPPORT_USER_XATTR` in kernel/cgroup/cgroup.c).
///
/// Not for several threads at once.
public final class PriorityMark {
    /// The attribute as [Files#setAttribute] takes it; its value is decimal text in ASCII.
    public static final String ATTRIBUTE = "user:landlord.priority";
    /// A mark is written right after its group was made; a group that was looked at so often has one or will not get one.
    private static final int LOOKS = 3;

    private final Map<Long, Known> known = new HashMap<>();

    private record Known(Integer priority, int looks) {
    }

    /// @param directory the group's, where it is counted
    /// @return null if it has none, or one that is no priority
    Integer of(Group group, Path directory) {
        var before = known.get(group.id());
        if (before != null && before.looks() >= LOOKS) {
            return before.priority();
        }
        var now = new Known(read(directory), before == null ? 1 : before.looks() + 1);
        known.put(group.id(), now);
        return now.priority();
    }

    /// Forgets groups that are gone.
    void keepOnly(Set<Long> groups) {
        known.keySet().retainAll(groups);
    }

    private static Integer read(Path directory) {
        try {
            var mark = (byte[]) Files.getAttribute(directory, ATTRIBUTE, LinkOption.NOFOLLOW_LINKS);
            int priority = Integer.parseInt(new String(mark, StandardCharsets.US_ASCII));
            return priority >= WorkloadSample.LEAST_PRIORITY && priority <= WorkloadSample.MOST_PRIORITY ? priority : null;
        } catch (IOException | UnsupportedOperationException | NumberFormatException _) {
            // Unsupported: the JDK has no attribute view `user` for this file system.
            return null;
        }
    }
}
