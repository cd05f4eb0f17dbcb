package dev.landlord.agent.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A copy of a captured host's files, which a test may change.
final class CapturedHost {
    private final Path fsRoot;

    private CapturedHost(Path fsRoot) {
        this.fsRoot = fsRoot;
    }

    static CapturedHost copy(String name, Path into) throws IOException {
        var from = CgroupLayoutTest.host(name);
        try (var files = Files.walk(from)) {
            for (var file : (Iterable<Path>) files::iterator) {
                var target = into.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
        return new CapturedHost(into);
    }

    Path fsRoot() {
        return fsRoot;
    }

    CgroupLayout layout() throws IOException {
        return CgroupLayout.detect(fsRoot);
    }

    Path cgroup(String path) {
        return fsRoot.resolve("sys/fs/cgroup").resolve(path);
    }

    void write(String path, String text) throws IOException {
        Files.createDirectories(cgroup(path).getParent());
        Files.writeString(cgroup(path), text);
    }

    /// The group as the counting hierarchy shows it.
    Group group(String cgroup) throws IOException {
        var directory = layout().group(Controller.CPUACCT, cgroup).orElseThrow();
        return new Group(cgroup, (Long) Files.getAttribute(directory, "unix:ino"));
    }

    /// Copies a captured group to another place in every hierarchy.
    void copyGroup(String from, String to) throws IOException {
        for (var mount : layout().hierarchies()) {
            if (!Files.isDirectory(mount.group(from))) {
                continue;
            }
            Files.createDirectories(mount.group(to));
            try (var files = Files.newDirectoryStream(mount.group(from), Files::isRegularFile)) {
                for (var file : files) {
                    Files.copy(file, mount.group(to).resolve(file.getFileName()));
                }
            }
        }
    }

    void deleteGroup(String cgroup) throws IOException {
        for (var mount : layout().hierarchies()) {
            if (!Files.isDirectory(mount.group(cgroup))) {
                continue;
            }
            try (var files = Files.newDirectoryStream(mount.group(cgroup))) {
                for (var file : files) {
                    Files.delete(file);
                }
            }
            Files.delete(mount.group(cgroup));
        }
    }
}
