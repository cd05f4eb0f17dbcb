package dev.landlord.agent.host;

import dev.landlord.agent.host.Mount.Version;
import dev.landlord.agent.sample.MeterFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A meter file of every group of a hierarchy.
///
/// @param mount the hierarchy
/// @param file  the file that each of its groups has
record MeterSource(Mount mount, MeterFile file) {
    /// All that a node with this layout can meter.
    static List<MeterSource> of(CgroupLayout layout) {
        var sources = new ArrayList<MeterSource>();
        layout.mounts().forEach((controller, mount) -> {
            for (var file : files(controller, mount.version())) {
                sources.add(new MeterSource(mount, file));
            }
        });
        // v2's cpu.stat serves both: where the cpu controller is there too, one reading is enough.
        if (layout.mount(Controller.CPU).filter(mount -> mount.version() == Version.V2).isPresent()) {
            sources.removeIf(source -> source.file() == MeterFile.V2_CPU_USAGE);
        }
        return List.copyOf(sources);
    }

    private static List<MeterFile> files(Controller controller, Version version) {
        return switch (version) {
            case V1 -> switch (controller) {
                case CPU -> List.of(MeterFile.V1_CPU_STAT);
                case CPUACCT -> List.of(MeterFile.V1_CPUACCT_USAGE);
                case MEMORY -> List.of(MeterFile.V1_MEMORY_USAGE, MeterFile.V1_MEMORY_STAT, MeterFile.V1_OOM_CONTROL);
                case PIDS -> List.of(MeterFile.V1_PIDS_CURRENT);
                case IO -> List.of(MeterFile.V1_IO_BYTES, MeterFile.V1_IO_OPERATIONS);
                case FREEZER -> List.of();
            };
            case V2 -> switch (controller) {
                case CPU -> List.of(MeterFile.V2_CPU_STAT);
                case CPUACCT -> List.of(MeterFile.V2_CPU_USAGE);
                case MEMORY -> List.of(MeterFile.V2_MEMORY_CURRENT, MeterFile.V2_MEMORY_STAT, MeterFile.V2_MEMORY_EVENTS);
                case PIDS -> List.of(MeterFile.V2_PIDS_CURRENT);
                case IO -> List.of(MeterFile.V2_IO_STAT);
                case FREEZER -> List.of();
            };
        };
    }

    Path path(String cgroup) {
        return mount.group(cgroup).resolve(file.fileName());
    }
}
