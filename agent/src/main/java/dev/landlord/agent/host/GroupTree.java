package dev.landlord.agent.host;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The groups of one hierarchy, looked up and listed. Symbolic links are never followed; a group that goes while it is looked at is
/// not there.
final class GroupTree {
    private final Mount mount;
    private boolean complete = true;

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
        } catch (IOException e) {
            note(e);
        } catch (DirectoryIteratorException e) {
            note(e.getCause());
        }
        return children;
    }

    /// Whether all that was looked up and listed so far is there as it was told: nothing was hidden by an error, nor left out.
    boolean isComplete() {
        return complete;
    }

    /// Notes that not all that is there was looked at.
    void leaveOut() {
        complete = false;
    }

    private void note(IOException e) {
        if (!(e instanceof NoSuchFileException || e instanceof NotDirectoryException)) {
            leaveOut();
        }
    }

    private Optional<Group> group(Path directory, String cgroup) {
        try {
            Map<String, Object> attributes = Files.readAttributes(directory, "unix:ino,isDirectory", LinkOption.NOFOLLOW_LINKS);
            return Boolean.TRUE.equals(attributes.get("isDirectory"))
                ? Optional.of(new Group(cgroup, (Long) attributes.get("ino")))
                : Optional.empty();
        } catch (IOException e) {
            note(e);
            return Optional.empty();
        }
    }
}
