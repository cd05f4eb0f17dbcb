package dev.landlord.launcher.terminal;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.Supplier;

/// One line on the terminal that tells how far a long piece of work is, drawn anew about once a second. Says nothing where errors do not go to
/// a terminal.
public final class ProgressLine {
    private static final long REDRAW_NANOS = 1_000_000_000L;
    private static final Path ERRORS = Path.of("/proc/self/fd/2");
    private static final String ERASE = "\r\033[K";

    private final PrintWriter terminal;
    private long drawnNanos = System.nanoTime();
    private boolean drawn;

    /// @param terminal or null
    ProgressLine(PrintWriter terminal) {
        this.terminal = terminal;
    }

    /// @param errors what the command writes its errors to
    public static ProgressLine on(PrintWriter errors) {
        try {
            var target = Files.readSymbolicLink(ERRORS).toString();
            return new ProgressLine(target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") ? errors : null);
        } catch (IOException _) {
            return new ProgressLine(null);
        }
    }

    /// @param share done, 0 to 1, or negative where not known
    /// @param at    the recorded time reached, or null
    public void draw(double share, Instant at, long samples) {
        draw(share, () -> String.format(Locale.ROOT, "%,d samples", samples) + (at == null ? "" : "  " + at.truncatedTo(ChronoUnit.SECONDS)));
    }

    /// @param share done, 0 to 1, or negative where not known
    /// @param what  has been done, or is being done
    public void draw(double share, Supplier<String> what) {
        if (terminal == null || System.nanoTime() - drawnNanos < REDRAW_NANOS) {
            return;
        }
        drawnNanos = System.nanoTime();
        drawn = true;
        terminal.print(ERASE + (share < 0 ? "" : String.format(Locale.ROOT, "%.0f%%  ", share * 100)) + what.get());
        terminal.flush();
    }

    public void clear() {
        if (drawn) {
            terminal.print(ERASE);
            terminal.flush();
        }
    }
}
