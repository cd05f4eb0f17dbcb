package dev.landlord.agent.host;

import java.util.Arrays;
import java.util.Optional;

/// What Landlord reads from or sets in a cgroup, named by where the kernel puts it.
///
/// In cgroup v1 each of these is a controller. In v2 [#CPUACCT] (`cpu.stat` usage) and [#FREEZER] (`cgroup.freeze`) are core
/// features that every group has, whichever controllers are enabled (Linux, Documentation/admin-guide/cgroup-v2.rst, "Core Interface Files"
/// and "cpu.stat").
public enum Controller {
    CPU("cpu", "cpu"),
    CPUACCT("cpuacct", null),
    MEMORY("memory", "memory"),
    PIDS("pids", "pids"),
    IO("blkio", "io"),
    FREEZER("freezer", null);

    private final String v1Name;
    private final String v2Name;

    Controller(String v1Name, String v2Name) {
        this.v1Name = v1Name;
        this.v2Name = v2Name;
    }

    /// Its name among the mount options of a v1 hierarchy.
    public String v1Name() {
        return v1Name;
    }

    /// Its name in `cgroup.controllers`, or empty where v2 needs no controller for it.
    public Optional<String> v2Name() {
        return Optional.ofNullable(v2Name);
    }

    static Optional<Controller> ofV1(String name) {
        return Arrays.stream(values()).filter(c -> c.v1Name.equals(name)).findFirst();
    }
}
