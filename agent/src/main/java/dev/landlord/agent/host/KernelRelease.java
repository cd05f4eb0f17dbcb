package dev.landlord.agent.host;

import java.util.regex.Pattern;

/// Which Linux runs, e.g. 5.14 of `5.14.0-427.el9.x86_64`, as `uname -r` says.
///
/// @param major 0 if it is not known
/// @param minor 0 if it is not known
record KernelRelease(int major, int minor) {
    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,9})\\.(\\d{1,9}).*");

    static KernelRelease running() {
        return parse(System.getProperty("os.version", ""));
    }

    static KernelRelease parse(String text) {
        var numbers = NUMBERS.matcher(text);
        return numbers.matches() ? new KernelRelease(Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2)))
            : new KernelRelease(0, 0);
    }

    boolean isAtLeast(int otherMajor, int otherMinor) {
        return major > otherMajor || major == otherMajor && minor >= otherMinor;
    }
}
