package dev.landlord.launcher.cli;

import dev.landlord.launcher.node.Progress;
import dev.landlord.launcher.terminal.Line;
import dev.landlord.launcher.terminal.Screen;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Consumer;

/// Prints each step with the time since this program began.
final class Steps implements Progress {
    private static final double MILLIS_PER_SECOND = 1000;

    private final Consumer<String> lines;
    private final Instant began = ProcessHandle.current().info().startInstant().orElseGet(Instant::now);

    private Steps(Consumer<String> lines) {
        this.lines = lines;
    }

    static Steps to(PrintWriter out) {
        return new Steps(line -> {
            out.println(line);
            out.flush();
        });
    }

    static Steps on(Screen screen) {
        return new Steps(line -> screen.say(Line.plain(line)));
    }

    @Override
    public void step(String what) {
        lines.accept(String.format(Locale.ROOT, "%6.1f s  %s", Duration.between(began, Instant.now()).toMillis() / MILLIS_PER_SECOND, what));
    }
}
