package dev.landlord.launcher.simulate;

import dev.landlord.controller.whatif.WhatIf;
import dev.landlord.launcher.terminal.ProgressLine;
import dev.landlord.protocol.PlainText;
import dev.landlord.protocol.message.UsageSample;
import java.io.PrintWriter;
import java.time.Instant;

/// Passes on what lies within the bounds of time, and keeps account of what is read.
public final class Recording implements UsageSink {
    /// So many values that are no samples are named; the others are counted.
    private static final int NAMED = 5;

    private final WhatIf whatIf;
    private final Instant from;
    private final Instant to;
    private final PrintWriter errors;
    private final ProgressLine progress;
    private long samples;
    private long bad;
    private Instant reached;

    /// @param from or null: from the beginning
    /// @param to   the first moment that does not count any more, or null: to the end
    public Recording(WhatIf whatIf, Instant from, Instant to, PrintWriter errors, ProgressLine progress) {
        this.whatIf = whatIf;
        this.from = from;
        this.to = to;
        this.errors = errors;
        this.progress = progress;
    }

    @Override
    public void sample(UsageSample sample, Instant at) {
        samples++;
        reached = at;
        if ((from == null || !at.isBefore(from)) && (to == null || at.isBefore(to))) {
            whatIf.accept(sample, at);
        }
    }

    @Override
    public void bad(String where, String why) {
        if (bad++ < NAMED) {
            progress.clear();
            errors.println(PlainText.of("%s: passed over: %s".formatted(where, why)));
        }
    }

    @Override
    public void progress(double share) {
        progress.draw(share, reached, samples);
    }

    /// Values that were no samples.
    public long bad() {
        return bad;
    }

    /// Samples read, those outside the bounds included.
    public long samples() {
        return samples;
    }
}
