package dev.landlord.launcher.terminal;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.IntFunction;

/// For a pipe or a file: lines only, and a summary now and then. No control sequences.
public final class LogScreen implements Screen {
    private static final Duration SUMMARY_INTERVAL = Duration.ofSeconds(5);

    private final PrintWriter out;
    private final Clock clock;
    private Instant summarised = Instant.MIN;

    public LogScreen(PrintWriter out, Clock clock) {
        this.out = out;
        this.clock = clock;
    }

    @Override
    public synchronized void say(Line line) {
        out.println(line.text());
        out.flush();
    }

    @Override
    public synchronized void show(IntFunction<List<Line>> table, Line summary) {
        Instant now = clock.instant();
        if (summarised.equals(Instant.MIN) || Duration.between(summarised, now).compareTo(SUMMARY_INTERVAL) >= 0) {
            summarised = now;
            say(summary);
        }
    }

    @Override
    public synchronized void close() {
        out.flush();
    }
}
