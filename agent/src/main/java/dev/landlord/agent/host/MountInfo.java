package dev.landlord.agent.host;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// One cgroup mount of `/proc/self/mountinfo` (proc_pid_mountinfo(5)).
///
/// @param mount        the hierarchy
/// @param whole        whether the hierarchy's own root is mounted and not a part of it
/// @param superOptions options of the file system; of v1, its controllers are among them
record MountInfo(Mount mount, boolean whole, List<String> superOptions) {
    private static final Pattern ESCAPE = Pattern.compile("\\\\([0-7]{3})");
    private static final int ID = 0;
    private static final int PARENT = 1;
    private static final int ROOT = 3;
    private static final int MOUNT_POINT = 4;
    private static final int OPTIONS = 5;

    /// The cgroup mounts that can be reached, those first that show the whole hierarchy and take writes; else in the file's order. One over
    /// which something else is mounted is still in the file, though nobody can get at it.
    static List<MountInfo> parse(List<String> lines, Path fsRoot) {
        var entries = lines.stream().map(MountInfo::entry).flatMap(Optional::stream).toList();
        var found = new ArrayList<MountInfo>();
        for (var entry : entries) {
            version(entry.type).filter(_ -> reached(entry.point, entries) == entry).ifPresent(version -> found.add(new MountInfo(
                new Mount(fsRoot.resolve("." + entry.point).normalize(), version, entry.readOnly), entry.whole, entry.superOptions)));
        }
        found.sort(Comparator.comparing((MountInfo m) -> !m.whole).thenComparing(m -> m.mount.readOnly()));
        return List.copyOf(found);
    }

    /// One line, of whatever file system.
    private record Entry(String id, String parent, boolean whole, Path point, boolean readOnly, String type, List<String> superOptions) {
    }

    /// `36 35 98:0 /root /point rw,noatime master:1 - type source superOptions`; any number of optional fields before the dash.
    private static Optional<Entry> entry(String line) {
        var halves = line.split(" - ", 2);
        if (halves.length < 2) {
            return Optional.empty();
        }
        var left = halves[0].split(" ");
        var right = halves[1].split(" ");
        if (left.length <= OPTIONS || right.length < 3) {
            return Optional.empty();
        }
        var superOptions = List.of(right[2].split(","));
        var readOnly = List.of(left[OPTIONS].split(",")).contains("ro") || superOptions.contains("ro");
        return Optional.of(new Entry(left[ID], left[PARENT], left[ROOT].equals("/"), Path.of(unescape(left[MOUNT_POINT])), readOnly, right[0],
            superOptions));
    }

    /// The mount at which the kernel arrives on the way to a mount point: from each mount it goes on to the first one that is mounted on it
    /// and covers the way.
    private static Entry reached(Path point, List<Entry> entries) {
        var ids = entries.stream().map(Entry::id).collect(Collectors.toUnmodifiableSet());
        Predicate<Entry> isOnCurrent = entry -> !ids.contains(entry.parent) || entry.parent.equals(entry.id);
        Entry current = null;
        for (int steps = 0; steps <= entries.size(); steps++) {
            var next = entries.stream().filter(isOnCurrent).filter(entry -> point.startsWith(entry.point))
                .min(Comparator.comparingInt(entry -> entry.point.getNameCount()));
            if (next.isEmpty()) {
                return current;
            }
            current = next.get();
            var id = current.id;
            isOnCurrent = entry -> entry.parent.equals(id) && !entry.id.equals(id);
        }
        return current;
    }

    private static Optional<Mount.Version> version(String type) {
        return switch (type) {
            case "cgroup" -> Optional.of(Mount.Version.V1);
            case "cgroup2" -> Optional.of(Mount.Version.V2);
            default -> Optional.empty();
        };
    }

    /// Space, tab, newline and backslash stand as three octal digits.
    private static String unescape(String field) {
        return ESCAPE.matcher(field).replaceAll(
            m -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(m.group(1), 8))));
    }
}
