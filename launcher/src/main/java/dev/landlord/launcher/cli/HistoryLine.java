package dev.landlord.launcher.cli;

import dev.landlord.controller.ports.Readiness.HistoryBehind;
import dev.landlord.launcher.terminal.ProgressLine;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Shows on the terminal how far the history has been read, for as long as there is something to be read. Elsewhere the log tells.
final class HistoryLine implements AutoCloseable {
    private static final int WIDTH = 24;
    private static final double PERCENT = 100;

    private final ProgressLine line;
    private final Supplier<Optional<HistoryBehind>> behind;
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().daemon().name("history-line").factory());
    private boolean shown;

    /// @param behind may be asked from any thread
    HistoryLine(ProgressLine line, Supplier<Optional<HistoryBehind>> behind) {
        this.line = line;
        this.behind = behind;
        looks.scheduleWithFixedDelay(this::look, 0, 1, TimeUnit.SECONDS);
    }

    private void look() {
        behind.get().ifPresentOrElse(now -> {
            shown = true;
            line.draw(now.percent() / PERCENT, () -> text(now));
        }, () -> {
            if (shown) {
                line.clear();
                shown = false;
            }
        });
    }

    /// What follows the share.
    static String text(HistoryBehind now) {
        int full = (int) Math.round(now.percent() / PERCENT * WIDTH);
        return String.format(Locale.ROOT, "[%s%s]  reading the history: %,d records to go%s", "#".repeat(full), ".".repeat(WIDTH - full),
            now.records(), now.secondsLeft() == null ? "" : ", about " + time(now.secondsLeft()));
    }

    private static String time(long seconds) {
        var left = Duration.ofSeconds(seconds);
        return left.toHours() > 0 ? "%s h %s min".formatted(left.toHours(), left.toMinutesPart())
            : left.toMinutes() > 0 ? "%s min %s s".formatted(left.toMinutes(), left.toSecondsPart()) : seconds + " s";
    }

    @Override
    public void close() {
        looks.shutdownNow();
        line.clear();
    }
}
