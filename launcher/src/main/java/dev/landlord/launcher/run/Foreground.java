package dev.landlord.launcher.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Whether this process belongs to the foreground group of a terminal. If so, the kernel itself sends Ctrl-C's SIGINT, and the
/// SIGHUP of a closed window, to this process and its children alike, and passing them on would deliver them twice.
public final class Foreground {
    private static final int GROUP_FIELD = 2;
    private static final int TERMINAL_GROUP_FIELD = 5;

    private Foreground() {
    }

    public static boolean ofTerminal() {
        try {
            return of(Files.readString(Path.of("/proc/self/stat")));
        } catch (IOException _) {
            return false;
        }
    }

    /// @param stat content of `/proc/PID/stat` (man 5 proc: pgrp is its fifth field, tpgid the eighth, -1 without a terminal); the second,
    ///             the program's name, may itself hold blanks and brackets
    static boolean of(String stat) {
        String[] afterName = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
        return afterName[GROUP_FIELD].equals(afterName[TERMINAL_GROUP_FIELD]);
    }
}
