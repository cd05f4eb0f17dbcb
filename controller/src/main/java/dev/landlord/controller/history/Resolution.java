package dev.landlord.controller.history;

import dev.landlord.controller.ports.UsageHistory;
import java.time.Duration;
import java.time.Instant;

/// The steps in which use is kept, and for how long.
public enum Resolution {
    /// From samples.
    TEN_SECONDS(UsageHistory.FINEST, UsageHistory.FINEST_KEPT),
    /// From samples.
    MINUTE(Duration.ofMinutes(1), Duration.ofHours(72)),
    /// From the ledger.
    HOUR(Duration.ofHours(1), Duration.ofDays(400)),
    /// From the ledger; UTC days.
    DAY(Duration.ofDays(1), Duration.ofDays(400));

    private final Duration step;
    private final Duration kept;

    Resolution(Duration step, Duration kept) {
        this.step = step;
        this.kept = kept;
    }

    public Duration step() {
        return step;
    }

    public Duration kept() {
        return kept;
    }

    public long seconds() {
        return step.toSeconds();
    }

    /// The number of the step that a time lies in, counted from 1970.
    public long stepAt(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), seconds());
    }

    /// The first step that is still kept.
    public long firstKept(Instant now) {
        return stepAt(now.minus(kept));
    }

    /// The coarsest of them that a step can be put together from.
    static Resolution of(Duration step) {
        var found = TEN_SECONDS;
        for (var resolution : values()) {
            if (step.toSeconds() % resolution.seconds() == 0) {
                found = resolution;
            }
        }
        return found;
    }
}
