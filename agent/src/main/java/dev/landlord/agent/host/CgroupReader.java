package dev.landlord.agent.host;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.landlord.agent.sample.KernelText;
import dev.landlord.agent.sample.MeterFile;
import dev.landlord.agent.sample.MeterReadings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// Reads the meters of groups. A group's files are opened once and kept open, up to a bound; beyond it they are opened for each reading,
/// which costs about four times as much, and counted. Files of a group that is gone are closed.
///
/// For one thread, which must never be interrupted.
public final class CgroupReader implements AutoCloseable {
    /// Files kept open at most: 2,000 groups of v1, and below what most systems allow a process.
    public static final int MOST_OPEN_FILES = 16_384;

    static final String V1_IO_IS_OFF = "no block device counts IO for cgroup v1 yet; since Linux 6.10 that begins with the first throttling"
        + " rule for the device, which the agent writes (without a limit) in mode enforce; or boot with cgroup v2";
    private static final String ROOT = "/";

    private final KernelRelease kernel;
    private final List<MeterSource> sources;
    private final Supplier<Set<String>> ignoredDevices;
    private final int mostOpenFiles;
    private final FileTextReader text = new FileTextReader();
    private final Map<Long, FileChannel[]> kept = new HashMap<>();
    private int openFiles;
    private long unkeptReads;
    private boolean v1IoCounts;

    /// @param ignoredDevices block devices, `major:minor`, whose IO is counted elsewhere already
    /// @param mostOpenFiles  files kept open at most, and never more than half of what the system allows this process
    public CgroupReader(CgroupLayout layout, Supplier<Set<String>> ignoredDevices, int mostOpenFiles) {
        this(layout, ignoredDevices, mostOpenFiles, KernelRelease.running());
    }

    CgroupReader(CgroupLayout layout, Supplier<Set<String>> ignoredDevices, int mostOpenFiles, KernelRelease kernel) {
        this.kernel = kernel;
        this.sources = MeterSource.of(layout);
        this.ignoredDevices = ignoredDevices;
        this.mostOpenFiles = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
            ? (int) Math.min(mostOpenFiles, system.getMaxFileDescriptorCount() / 2) : mostOpenFiles;
    }

    /// What the files of a group say that has others below it: as [#read], without what the kernel counts for a group's own processes only.
    public MeterReadings readParent(Group group) {
        var readings = read(group);
        sources.stream().map(MeterSource::file).filter(MeterFile::countsOwnProcessesOnly).forEach(
            file -> file.missing("%s of cgroup v1 leaves out the groups below; see the workloads".formatted(file.fileName()), readings));
        return readings;
    }

    /// Whether the kernel forgets what a group moved to and from block devices when it is removed, also in the groups above: since Linux 5.5
    /// ("blk-cgroup: reimplement basic IO stats using cgroup rstat", block/blk-cgroup.c) for cgroup v1. Kernels before it hand it on to the group
    /// above, where it must not be added once more.
    public boolean forgetsEndedIo() {
        return kernel.isAtLeast(5, 5) && sources.stream().anyMatch(source -> source.file() == MeterFile.V1_IO_BYTES);
    }

    /// What the files of one group say. What could not be read is unavailable, with its reason.
    public MeterReadings read(Group group) {
        var channels = kept.computeIfAbsent(group.id(), _ -> new FileChannel[sources.size()]);
        var readings = new MeterReadings();
        for (int i = 0; i < channels.length; i++) {
            read(group, i, channels, readings);
        }
        return readings;
    }

    /// What the root groups' files say: the node as a whole, as far as the kernel counts there. Learns, too, whether v1 counts block IO, so it is
    /// called before the groups are read.
    public MeterReadings readRoot() {
        v1IoCounts = false;
        var readings = new MeterReadings();
        for (var source : sources) {
            try {
                var said = text.read(source.path(ROOT));
                v1IoCounts |= source.file() == MeterFile.V1_IO_BYTES && said.namesADevice();
                if (isSilent(source.file())) {
                    source.file().missing(V1_IO_IS_OFF, readings);
                } else {
                    source.file().read(said, ignoredDevices.get(), readings);
                }
            } catch (IOException e) {
                source.file().missing("the root group has no readable %s".formatted(source.file().fileName()), readings);
            }
        }
        return readings;
    }

    private void read(Group group, int index, FileChannel[] channels, MeterReadings into) {
        var source = sources.get(index);
        if (isSilent(source.file())) {
            source.file().missing(V1_IO_IS_OFF, into);
            return;
        }
        try {
            source.file().read(text(group, index, channels), ignoredDevices.get(), into);
        } catch (NoSuchFileException _) {
            source.file().missing("%s has no %s: the group is not in that hierarchy, or its parent does not enable the controller"
                .formatted(source.mount().group(group.cgroup()), source.file().fileName()), into);
        } catch (IOException e) {
            close(channels, index);
            source.file().missing("%s: %s".formatted(source.path(group.cgroup()), e.getMessage()), into);
        }
    }

    private KernelText text(Group group, int index, FileChannel[] channels) throws IOException {
        var source = sources.get(index);
        if (channels[index] == null) {
            if (openFiles >= mostOpenFiles) {
                unkeptReads++;
                return text.read(source.path(group.cgroup()));
            }
            channels[index] = FileTextReader.open(source.path(group.cgroup()));
            openFiles++;
        }
        return text.read(channels[index], source.file().fileName());
    }

    private boolean isSilent(MeterFile file) {
        return !v1IoCounts && (file == MeterFile.V1_IO_BYTES || file == MeterFile.V1_IO_OPERATIONS);
    }

    /// Closes the files of all other groups.
    ///
    /// @param ids of the groups that still exist
    public void keepOnly(Set<Long> ids) {
        for (Iterator<Map.Entry<Long, FileChannel[]>> entries = kept.entrySet().iterator(); entries.hasNext();) {
            var entry = entries.next();
            if (!ids.contains(entry.getKey())) {
                closeAll(entry.getValue());
                entries.remove();
            }
        }
    }

    public int openFiles() {
        return openFiles;
    }

    /// Readings that found the bound on open files reached, since the start.
    public long unkeptReads() {
        return unkeptReads;
    }

    @Override
    public void close() {
        keepOnly(Set.of());
    }

    private void closeAll(FileChannel[] channels) {
        for (int i = 0; i < channels.length; i++) {
            close(channels, i);
        }
    }

    private void close(FileChannel[] channels, int index) {
        if (channels[index] == null) {
            return;
        }
        try {
            channels[index].close();
        } catch (IOException _) {
            // A file only read has nothing left to lose; the descriptor is released all the same.
        }
        channels[index] = null;
        openFiles--;
    }
}
