package dev.landlord.agent.sample;

import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;
import java.util.Set;

/// The text of one kernel file, read without making strings of it. Numbers are decimal; one that is not, or that does not fit a
/// `long`, is [Reading.Unavailable] and names the file.
///
/// @param file   the file's name, for messages
/// @param bytes  a buffer that may be reused once the readings are taken
/// @param length how many of its bytes are the text
public record KernelText(String file, byte[] bytes, int length) {
    /// v1 shows "no limit" as the largest multiple of the page size in a `long`; pages are 64 KiB at most.
    private static final long V1_UNLIMITED = Long.MAX_VALUE & -65_536L;
    private static final int NOT_FOUND = -1;

    public static KernelText of(String file, String text) {
        var bytes = text.getBytes(StandardCharsets.US_ASCII);
        return new KernelText(file, bytes, bytes.length);
    }

    /// The text as a whole: one number, or `max`.
    public Reading value() {
        return number(0, end(0));
    }

    /// The number in the line `key number`.
    public Reading value(String key) {
        for (int line = 0; line < length; line = end(line) + 1) {
            int after = line + key.length();
            if (startsWith(key, line) && after < length && bytes[after] == ' ') {
                return number(after + 1, end(line));
            }
        }
        return Reading.unavailable("%s has no field %s".formatted(file, key));
    }

    /// The sum of every `key=number` in the lines `major:minor key=number …`, as in `io.stat`; zero where no line has it.
    ///
    /// @param ignored devices, `major:minor`, whose lines do not count
    public Reading sumOfPairs(String key, Set<String> ignored) {
        long sum = 0;
        for (int line = 0; line < length; line = end(line) + 1) {
            int lineEnd = end(line);
            int space = isOneOf(ignored, line) ? NOT_FOUND : find(' ', line, lineEnd);
            while (space != NOT_FOUND) {
                int start = space + 1;
                space = find(' ', start, lineEnd);
                int after = start + key.length();
                if (startsWith(key, start) && after < lineEnd && bytes[after] == '=') {
                    switch (number(after + 1, space == NOT_FOUND ? lineEnd : space)) {
                        case Reading.Known(var value) -> sum += value;
                        case Reading.Unlimited _ -> {
                            return malformed(start, lineEnd);
                        }
                        case Reading.Unavailable why -> {
                            return why;
                        }
                    }
                }
            }
        }
        return Reading.known(sum);
    }

    /// The sum over the lines `major:minor key number`, as in `blkio.throttle.io_service_bytes`; zero where no line has it.
    ///
    /// @param ignored devices, `major:minor`, whose lines do not count
    public Reading sumOfDevices(String key, Set<String> ignored) {
        long sum = 0;
        for (int line = 0; line < length; line = end(line) + 1) {
            int lineEnd = end(line);
            int space = isOneOf(ignored, line) ? NOT_FOUND : find(' ', line, lineEnd);
            int after = space + 1 + key.length();
            if (space != NOT_FOUND && startsWith(key, space + 1) && after < lineEnd && bytes[after] == ' ') {
                switch (number(after + 1, lineEnd)) {
                    case Reading.Known(var value) -> sum += value;
                    case Reading.Unlimited _ -> {
                        return malformed(line, lineEnd);
                    }
                    case Reading.Unavailable why -> {
                        return why;
                    }
                }
            }
        }
        return Reading.known(sum);
    }

    /// Whether some line begins with a device, `major:minor`.
    public boolean namesADevice() {
        for (int line = 0; line < length; line = end(line) + 1) {
            if (bytes[line] >= '0' && bytes[line] <= '9' && find(':', line, end(line)) != NOT_FOUND) {
                return true;
            }
        }
        return false;
    }

    /// Percent of the last ten seconds in which some task waited: `avg10` of the line `some` of a pressure file (Linux,
    /// Documentation/accounting/psi.rst).
    public OptionalDouble somePressure10s() {
        var prefix = "some avg10=";
        for (int line = 0; line < length; line = end(line) + 1) {
            if (startsWith(prefix, line)) {
                int start = line + prefix.length();
                int space = find(' ', start, end(line));
                try {
                    return OptionalDouble.of(Double.parseDouble(text(start, space == NOT_FOUND ? end(line) : space)));
                } catch (NumberFormatException _) {
                    return OptionalDouble.empty();
                }
            }
        }
        return OptionalDouble.empty();
    }

    /// The text without white space at its ends.
    public String strip() {
        return text(0, length).strip();
    }

    private Reading number(int start, int end) {
        if (end - start == 3 && startsWith("max", start)) {
            return Reading.UNLIMITED;
        }
        if (end - start == 2 && startsWith("-1", start)) {
            return Reading.UNLIMITED;
        }
        if (end <= start) {
            return malformed(start, end);
        }
        long value = 0;
        for (int i = start; i < end; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) {
                return malformed(start, end);
            }
            value = value * 10 + digit;
        }
        return value >= V1_UNLIMITED ? Reading.UNLIMITED : Reading.known(value);
    }

    private Reading malformed(int start, int end) {
        int shownEnd = Math.clamp(end, start, start + 40);
        return Reading.unavailable("%s: '%s' is not a number".formatted(file, text(start, shownEnd)));
    }

    private boolean isOneOf(Set<String> devices, int line) {
        for (var device : devices) {
            int after = line + device.length();
            if (startsWith(device, line) && after < length && bytes[after] == ' ') {
                return true;
            }
        }
        return false;
    }

    private boolean startsWith(String key, int start) {
        if (start + key.length() > length) {
            return false;
        }
        for (int i = 0; i < key.length(); i++) {
            if (bytes[start + i] != key.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /// Where the line that starts at `start` ends: its newline, or the end of the text.
    private int end(int start) {
        int newline = find('\n', start, length);
        return newline == NOT_FOUND ? length : newline;
    }

    private int find(char wanted, int start, int end) {
        for (int i = start; i < end; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return NOT_FOUND;
    }

    private String text(int start, int end) {
        return new String(bytes, start, Math.max(0, end - start), StandardCharsets.US_ASCII);
    }
}
