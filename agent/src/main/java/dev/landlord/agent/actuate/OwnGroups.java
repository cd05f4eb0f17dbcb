package dev.landlord.agent.actuate;

import dev.landlord.agent.enforce.Claimed;
import dev.landlord.agent.host.Controller;
import dev.landlord.agent.host.Mount;
import dev.landlord.agent.host.OwnSubtree;
import dev.landlord.protocol.TenantId;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// Landlord's own groups: makes `<subtree>/<tenant>` in every hierarchy, and removes it. Never removes a group that holds a process: the
/// kernel refuses that (rmdir answers EBUSY).
final class OwnGroups {
    private final OwnSubtree subtree;
    private final KernelFiles files;

    OwnGroups(OwnSubtree subtree, KernelFiles files) {
        this.subtree = subtree;
        this.files = files;
    }

    /// Makes the tenant's group where it is missing. In v2 the controllers are turned on from the root down to it and for the workloads
    /// below, only where they are not yet on; above a part that was handed to this user nothing can be turned on, and what is missing there is
    /// told as a capability that this node lacks.
    ///
    /// @throws IOException if the kernel refuses; then what was made stays, and calling it again goes on
    void ensure(TenantId tenant) throws IOException {
        for (var mount : files.layout().hierarchies()) {
            var directory = mount.root();
            enable(mount, directory);
            for (var part : mount.root().relativize(mount.group(subtree.cgroup(tenant)))) {
                directory = directory.resolve(part);
                try {
                    Files.createDirectory(directory);
                } catch (FileAlreadyExistsException _) {
                    // Made before, or by another at the same moment.
                }
                enable(mount, directory);
            }
        }
    }

    private void enable(Mount mount, Path directory) throws IOException {
        if (mount.version() == Mount.Version.V1) {
            return;
        }
        var available = words(directory.resolve("cgroup.controllers"));
        var enabled = words(directory.resolve(KernelFiles.SUBTREE_CONTROL));
        var missing = Arrays.stream(Controller.values())
            .filter(c -> files.layout().mount(c).equals(Optional.of(mount))).flatMap(c -> c.v2Name().stream())
            .filter(name -> available.contains(name) && !enabled.contains(name))
            .map(name -> "+" + name).collect(Collectors.joining(" "));
        if (!missing.isEmpty() && Files.isWritable(directory.resolve(KernelFiles.SUBTREE_CONTROL))) {
            if (directory.equals(mount.root())) {
                files.enableInRoot(mount, missing);
            } else {
                files.write(mount, mount.cgroup(directory), KernelFiles.SUBTREE_CONTROL, missing);
            }
        }
    }

    private static List<String> words(Path file) throws IOException {
        return List.of(KernelFiles.text(file).split("\\s+"));
    }

    /// The tenant's own group, if it is there.
    Optional<Claimed> find(TenantId tenant) {
        var cgroup = subtree.cgroup(tenant);
        return files.layout().counting().map(mount -> mount.group(cgroup)).filter(Files::isDirectory).flatMap(directory -> {
            try {
                return Optional.of(new Claimed(cgroup, KernelFiles.inode(directory), OptionalLong.empty()));
            } catch (IOException _) {
                return Optional.empty();
            }
        });
    }

    /// Whether a path lies below the tenant's own group.
    boolean isBelow(TenantId tenant, String cgroup) {
        return cgroup.startsWith(subtree.cgroup(tenant) + "/");
    }

    /// Removes the tenant's group and the empty workloads' groups in it, and the subtree's own if it is empty then.
    ///
    /// @return whether it is gone; false where processes are still in
    boolean remove(TenantId tenant) throws IOException {
        boolean gone = true;
        for (var directory : subtree.directories(tenant)) {
            for (var below : GroupWalk.below(directory).reversed()) {
                removeEmpty(below);
            }
            gone &= removeEmpty(directory);
        }
        if (gone) {
            for (var directory : subtree.directories()) {
                removeEmpty(directory);
            }
        }
        return gone;
    }

    /// rmdir takes the kernel's files of a group along, and refuses where processes or groups are in it.
    private static boolean removeEmpty(Path directory) throws IOException {
        try {
            Files.delete(directory);
            return true;
        } catch (NoSuchFileException _) {
            return true;
        } catch (DirectoryNotEmptyException _) {
            return false;
        } catch (IOException e) {
            if (Files.isDirectory(directory)) {
                return false;
            }
            throw e;
        }
    }
}
