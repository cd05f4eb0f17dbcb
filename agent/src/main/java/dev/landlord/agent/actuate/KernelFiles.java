package dev.landlord.agent.actuate;

import dev.landlord.agent.enforce.Dial;
import dev.landlord.agent.enforce.Dialect;
import dev.landlord.agent.enforce.Knob;
import dev.landlord.agent.enforce.KnobText;
import dev.landlord.agent.host.CgroupLayout;
import dev.landlord.agent.host.Controller;
import dev.landlord.agent.host.Mount;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The files of cgroups, to read and to write. Everything that Landlord writes to cgroups is written here.
///
/// Only files on a fixed list are written, only in directories that lie below a mount (never in its root group), reached without a symbolic
/// link. Whether the group is the tenant's is the caller's matter.
final class KernelFiles {
    static final String KILL = "cgroup.kill";
    static final String SUBTREE_CONTROL = "cgroup.subtree_control";
    private static final Set<String> WRITABLE = Stream.concat(
        Arrays.stream(Dialect.values()).flatMap(dialect -> dialect.files().stream()),
        Stream.of(SUBTREE_CONTROL)).collect(Collectors.toUnmodifiableSet());

    private final CgroupLayout layout;

    KernelFiles(CgroupLayout layout) {
        this.layout = layout;
    }

    CgroupLayout layout() {
        return layout;
    }

    private static Controller controller(Knob knob) {
        return switch (knob) {
            case CPU, CPU_WEIGHT -> Controller.CPU;
            case IO -> Controller.IO;
            case MEMORY, MEMORY_HIGH -> Controller.MEMORY;
            case PIDS -> Controller.PIDS;
            case FREEZER -> Controller.FREEZER;
        };
    }

    static Dialect dialect(Mount mount) {
        return switch (mount.version()) {
            case V1 -> Dialect.V1;
            case V2 -> Dialect.V2;
        };
    }

    Optional<Mount> mount(Knob knob) {
        return layout.mount(controller(knob));
    }

    /// The file that sets a knob of a group, if the node has the knob; it need not exist.
    Optional<Path> file(Knob knob, String cgroup) {
        return mount(knob).flatMap(mount -> dialect(mount).file(knob).map(name -> mount.group(cgroup).resolve(name)));
    }

    /// Whether the group has the knob.
    boolean has(Knob knob, String cgroup) {
        return file(knob, cgroup).map(Files::exists).orElse(false);
    }

    /// @throws IOException if the group or the knob is not there
    KnobText read(Dial dial, String cgroup) throws IOException {
        var mount = mountOf(dial.knob());
        var directory = mount.group(cgroup);
        return dialect(mount).read(dial, file -> text(directory.resolve(file)));
    }

    private Mount mountOf(Knob knob) throws NoSuchFileException {
        return mount(knob).orElseThrow(() -> new NoSuchFileException("no hierarchy for " + knob.capability()));
    }

    /// The files of a group, each read at most once.
    static Dialect.Files once(Path directory) {
        var texts = new HashMap<String, String>();
        return file -> {
            var text = texts.get(file);
            if (text == null) {
                text = text(directory.resolve(file));
                texts.put(file, text);
            }
            return text;
        };
    }

    /// The inode of the directory that holds the knob's file.
    long inode(Knob knob, String cgroup) throws IOException {
        return inode(mountOf(knob).group(cgroup));
    }

    static long inode(Path directory) throws IOException {
        return (Long) Files.getAttribute(directory, "unix:ino", LinkOption.NOFOLLOW_LINKS);
    }

    void write(Dial dial, String cgroup, String text) throws IOException {
        var mount = mountOf(dial.knob());
        write(mount, cgroup, dialect(mount).file(dial).orElseThrow(), dialect(mount).content(dial, text));
    }

    /// Writes one file of one group. The thread is not interruptible here, and may block in the kernel.
    ///
    /// @throws IOException              as the kernel answers
    /// @throws IllegalArgumentException if this file must not be written
    void write(Mount mount, String cgroup, String file, String text) throws IOException {
        var directory = mount.group(cgroup);
        if (!WRITABLE.contains(file) || directory.equals(mount.root())) {
            throw new IllegalArgumentException("%s of %s is not for Landlord to write".formatted(file, cgroup));
        }
        if (!directory.toRealPath().equals(mount.root().toRealPath().resolve(mount.root().relativize(directory)))) {
            throw new IllegalArgumentException("%s leads elsewhere by a symbolic link".formatted(directory));
        }
        writeExisting(directory.resolve(file), text);
    }

    /// The one file written in a root group: turning controllers on for those below.
    void enableInRoot(Mount mount, String text) throws IOException {
        writeExisting(mount.root().resolve(SUBTREE_CONTROL), text);
    }

    /// Kills a v2 group as a whole. The directory is opened first and compared then, so that the kill reaches that very group or none.
    ///
    /// @param inode of the group that is meant
    void kill(Mount mount, String cgroup, long inode) throws IOException {
        var directory = mount.group(cgroup);
        try (var opened = Files.newDirectoryStream(directory)) {
            if (!directory.equals(mount.root()) && opened instanceof SecureDirectoryStream<Path> group && inode(directory) == inode) {
                try (var file = group.newByteChannel(Path.of(KILL), Set.of(StandardOpenOption.WRITE))) {
                    file.write(ByteBuffer.wrap("1".getBytes(StandardCharsets.US_ASCII)));
                }
            }
        }
    }

    private static void writeExisting(Path file, String text) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        try (var out = new FileOutputStream(file.toFile())) {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
        }
    }

    static String text(Path file) throws IOException {
        return Files.readString(file).strip();
    }
}
