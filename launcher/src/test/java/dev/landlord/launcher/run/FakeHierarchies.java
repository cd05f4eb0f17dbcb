package dev.landlord.launcher.run;

import dev.landlord.agent.host.CgroupLayout;
import dev.landlord.agent.host.OwnSubtree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A machine with two v1 hierarchies, made of plain directories.
final class FakeHierarchies {
    private FakeHierarchies() {
    }

    static OwnSubtree below(Path fsRoot) {
        try {
            Path proc = Files.createDirectories(fsRoot.resolve("proc/self"));
            Files.createDirectories(fsRoot.resolve("cg/cpu"));
            Files.createDirectories(fsRoot.resolve("cg/memory"));
            Files.writeString(proc.resolve("mountinfo"), """
                32 31 0:29 / /cg/cpu rw,relatime - cgroup cgroup rw,cpu,cpuacct
                35 31 0:32 / /cg/memory rw,relatime - cgroup cgroup rw,memory
                """);
            return new OwnSubtree(CgroupLayout.detect(fsRoot), "landlord");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
