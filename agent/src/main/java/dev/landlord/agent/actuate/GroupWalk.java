package dev.landlord.agent.actuate;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The groups below a group.
final class GroupWalk {
    private GroupWalk() {
    }

    /// Every directory below, parents before children, without following symbolic links; those that go meanwhile are left out.
    static List<Path> below(Path group) {
        var found = new ArrayList<Path>();
        for (var child : children(group)) {
            found.add(child);
            found.addAll(below(child));
        }
        return found;
    }

    static List<Path> children(Path group) {
        var found = new ArrayList<Path>();
        try (var entries = Files.newDirectoryStream(group, entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))) {
            entries.forEach(found::add);
        } catch (IOException | DirectoryIteratorException _) {
            // Gone, or not to be read: what was listed so far is all there is.
        }
        return found;
    }
}
