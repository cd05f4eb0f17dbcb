package dev.landlord.launcher.doctor;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/// What a diagnosis starts from.
///
/// @param fsRoot    `/`, or a directory that stands for it
/// @param java      version and vendor of the running Java
/// @param kernel    name and release
/// @param root      whether this user is root
/// @param clock     whether the kernel's clock is held in step with others
/// @param data      the data directory, which need not exist
/// @param freeBytes what is free where it lies or would lie, if known
public record Machine(Path fsRoot, String java, String kernel, boolean root, ClockState clock, Path data, OptionalLong freeBytes) {
    public static Machine here(Path data) {
        return new Machine(Path.of("/"),
            "%s (%s)".formatted(Runtime.version(), System.getProperty("java.vendor")),
            "%s %s".formatted(System.getProperty("os.name"), System.getProperty("os.version")),
            new UnixSystem().getUid() == 0, ClockState.ofKernel(), data, freeBytes(data));
    }

    private static OptionalLong freeBytes(Path data) {
        Path there = data.toAbsolutePath();
        while (!Files.isDirectory(there) && there.getParent() != null) {
            there = there.getParent();
        }
        try {
            return OptionalLong.of(Files.getFileStore(there).getUsableSpace());
        } catch (IOException _) {
            return OptionalLong.empty();
        }
    }
}
