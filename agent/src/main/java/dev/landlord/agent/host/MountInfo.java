package dev.landlord.agent.host;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One cgroup mount of `/proc/self/mountinfo` (proc_pid_mountinfo(5)).
///
/// @param mount        the hierarchy
/// @param whole        whether the hierarchy's own root is mounted and not a part of it
/// @param superOptions options of the file system; of v1, its controllers are among them
record MountInfo(Mount mount, boolean whole, List<String> superOptions) {
    private static final Pattern ESCAPE = Pattern.compile("\\\\([0-7]{3})");
    private static final int ROOT = 3;
    private static final int MOUNT_POINT = 4;
    private static final int OPTIONS = 5;

    /// The cgroup mounts, those first that show the whole hierarchy and take writes; else in the file's order.
    static List<MountInfo> parse(List<String> lines, Path fsRoot) {
        var found = new ArrayList<MountInfo>();
        for (var line : lines) {
            parse(line, fsRoot).ifPresent(found::add);
        }
        found.sort(Comparator.comparing((MountInfo m) -> !m.whole).thenComparing(m -> m.mount.readOnly()));
        return List.copyOf(found);
    }

    /// `36 35 98:0 /root /point rw,noatime master:1 - type source superOptions`; any number of optional fields before the dash.
    private static Optional<MountInfo> parse(String line, Path fsRoot) {
        var halves = line.split(" - ", 2);
        if (halves.length < 2) {
            return Optional.empty();
        }
        var left = halves[0].split(" ");
        var right = halves[1].split(" ");
        if (left.length <= OPTIONS || right.length < 3) {
            return Optional.empty();
        }
        return version(right[0]).map(version -> {
            var superOptions = List.of(right[2].split(","));
            var readOnly = List.of(left[OPTIONS].split(",")).contains("ro") || superOptions.contains("ro");
            var root = fsRoot.resolve("." + unescape(left[MOUNT_POINT])).normalize();
            return new MountInfo(new Mount(root, version, readOnly), left[ROOT].equals("/"), superOptions);
        });
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
