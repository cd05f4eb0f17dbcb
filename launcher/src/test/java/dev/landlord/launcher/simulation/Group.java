package dev.landlord.launcher.simulation;

import dev.landlord.agent.enforce.Bound;
import dev.landlord.agent.enforce.Dial;
import dev.landlord.agent.enforce.Dialect;
import dev.landlord.agent.enforce.Knob;
import dev.landlord.agent.enforce.KnobText;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A cgroup: its files, who is in it, and what they want.
final class Group {
    static final String UNLIMITED_V2 = "max";

    final String path;
    final long inode;
    final Dialect dialect;
    final Map<String, String> files = new LinkedHashMap<>();
    final List<Process> processes = new ArrayList<>();
    /// Bounds that stood there before anybody from Landlord came.
    final Map<Knob, Bound> originals = new EnumMap<>(Knob.class);
    /// What those in it want.
    double cpuDemand;
    long memoryBytes;
    long pidsWanted;
    /// What they have had.
    double cpuUsec;
    double periods;
    double throttled;
    double ioBytes;
    long pids;

    /// A process in a group.
    static final class Process {
        final long pid;
        final long startTicks;
        /// Milliseconds from SIGTERM to its end, or -1: it does not listen.
        final long patience;
        /// Until then not even SIGKILL ends it.
        final long stuckUntil;
        long termAt = -1;
        long killAt = -1;

        Process(long pid, long startTicks, long patience, long stuckUntil) {
            this.pid = pid;
            this.startTicks = startTicks;
            this.patience = patience;
            this.stuckUntil = stuckUntil;
        }
    }

    Group(String path, long inode, Dialect dialect) {
        this.path = path;
        this.inode = inode;
        this.dialect = dialect;
        switch (dialect) {
            case V1 -> {
                files.put("cpu.shares", "1024");
                files.put("cpu.cfs_quota_us", "-1");
                files.put("cpu.cfs_period_us", "100000");
                files.put("memory.limit_in_bytes", "9223372036854771712");
                files.put("pids.max", UNLIMITED_V2);
                files.put("freezer.state", "THAWED");
                files.put("freezer.self_freezing", "0");
            }
            case V2 -> {
                files.put("cpu.weight", "100");
                files.put("cpu.max", "max 100000");
                files.put("memory.high", UNLIMITED_V2);
                files.put("memory.max", UNLIMITED_V2);
                files.put("pids.max", UNLIMITED_V2);
                files.put("cgroup.freeze", "0");
                files.put("cgroup.events", "populated 1\nfrozen 0");
            }
        }
        for (var knob : Knob.values()) {
            originals.put(knob, bound(knob));
        }
    }

    /// There is no block IO here.
    boolean has(Knob knob) {
        return knob != Knob.IO && dialect.file(knob).filter(files::containsKey).isPresent();
    }

    KnobText read(Knob knob) {
        try {
            return dialect.read(Dial.of(knob), this::file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String file(String name) throws IOException {
        var text = files.get(name);
        if (text == null) {
            throw new NoSuchFileException(path + "/" + name);
        }
        return text;
    }

    Bound bound(Knob knob) {
        return has(knob) ? dialect.parse(knob, read(knob)) : Bound.UNLIMITED;
    }

    /// As the kernel takes it: what it shows afterwards, it has understood.
    void write(Knob knob, String text) {
        var file = dialect.file(knob).orElseThrow();
        files.put(file, knob == Knob.MEMORY && text.equals("-1") ? "9223372036854771712" : text);
        if (knob == Knob.FREEZER) {
            switch (dialect) {
                case V1 -> files.put("freezer.self_freezing", text.equals("FROZEN") ? "1" : "0");
                case V2 -> files.put("cgroup.events", "populated 1\nfrozen " + text);
            }
        }
    }

    boolean isFrozen() {
        return bound(Knob.FREEZER).equals(Bound.ZERO);
    }

    boolean isBelow(String other) {
        return path.startsWith(other + "/");
    }

    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
