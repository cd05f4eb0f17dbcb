package dev.landlord.launcher.top;

import dev.landlord.launcher.terminal.Line.Tone;
import dev.landlord.protocol.Resource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// A column of a [Grid]. It has several widths, each with a rank: where there is little room, it is narrow, or not there.
///
/// @param sort    the order in which its header is marked
/// @param toRight whether its cells end at the right edge
/// @param steps   its widths, growing, each with the rank at which it gets it; ranks of all columns of a grid are compared
/// @param fills   whether it takes what room is left, as the last one of those that do
record Column<R>(String title, Optional<Sort> sort, boolean toRight, List<Step> steps, boolean fills, Drawing<R> drawing) {
    private static final int PERCENT_WIDTH = 4;
    private static final int FIGURE_WIDTH = 5;
    private static final int BAR_WIDTH = 11;
    private static final int PAIR_WIDTH = 11;

    /// @param rank from 0, which comes first
    record Step(int rank, int width) {
    }

    /// Writes one cell, exactly so wide.
    interface Drawing<R> {
        void draw(Strip strip, R row, int width);
    }

    static <R> Column<R> text(String title, Function<R, String> text, Function<R, Tone> tone, Step... steps) {
        return new Column<>(title, Optional.empty(), false, List.of(steps), false,
            (strip, row, width) -> strip.left(text.apply(row), width, tone.apply(row)));
    }

    static <R> Column<R> figure(String title, Function<R, String> text, Function<R, Tone> tone, Step... steps) {
        return new Column<>(title, Optional.empty(), true, List.of(steps), false,
            (strip, row, width) -> strip.right(text.apply(row), width, tone.apply(row)));
    }

    /// Use beside quota in four sizes: the share in percent, a bar with it, the bar and the use, the bar and use/quota. What has no
    /// quota shows its use in all of them.
    ///
    /// @param ranks of the four sizes, as far as they are wanted
    static <R> Column<R> meter(Resource resource, Function<R, Map<Resource, Meter>> meters, int... ranks) {
        int[] widths = {PERCENT_WIDTH, BAR_WIDTH, BAR_WIDTH + 1 + FIGURE_WIDTH, BAR_WIDTH + 1 + 2 + PAIR_WIDTH};
        return metered(resource, meters, widths, ranks);
    }

    /// Use beside quota in three sizes: the use, a bar and the use, the bar and use/quota.
    ///
    /// @param ranks of the three sizes, as far as they are wanted
    static <R> Column<R> used(Resource resource, Function<R, Map<Resource, Meter>> meters, int... ranks) {
        int[] widths = {FIGURE_WIDTH, BAR_WIDTH + 1 + FIGURE_WIDTH, BAR_WIDTH + 1 + 2 + PAIR_WIDTH};
        return metered(resource, meters, widths, ranks);
    }

    private static <R> Column<R> metered(Resource resource, Function<R, Map<Resource, Meter>> meters, int[] widths, int... ranks) {
        List<Step> steps = new ArrayList<>();
        for (int size = 0; size < ranks.length; size++) {
            steps.add(new Step(ranks[size], widths[size]));
        }
        Map<Resource, Sort> sorts = new EnumMap<>(Map.of(Resource.CPU, Sort.CPU, Resource.MEMORY, Sort.MEMORY, Resource.PIDS, Sort.PIDS,
            Resource.IO, Sort.IO));
        return new Column<>(title(resource), Optional.of(sorts.get(resource)), true, List.copyOf(steps), false,
            (strip, row, width) -> draw(strip, meters.apply(row).get(resource), width));
    }

    private static String title(Resource resource) {
        return switch (resource) {
            case CPU -> "CPU";
            case MEMORY -> "MEM";
            case PIDS -> "PIDS";
            case IO -> "IO/s";
        };
    }

    private static void draw(Strip strip, Meter meter, int width) {
        int pair = width > BAR_WIDTH + 1 + FIGURE_WIDTH ? PAIR_WIDTH : width > BAR_WIDTH ? FIGURE_WIDTH : 0;
        if (meter.share().isEmpty()) {
            strip.right(meter.figure(), width, Tone.PLAIN);
        } else if (width < BAR_WIDTH) {
            strip.right(width == PERCENT_WIDTH ? meter.percent() : meter.figure(), width, meter.tone());
        } else if (pair == 0) {
            strip.bar(meter, width, PERCENT_WIDTH, meter.percent());
        } else {
            strip.bar(meter, width - 1 - pair, PERCENT_WIDTH, meter.percent()).blanks(1)
                .right(pair == PAIR_WIDTH ? meter.ofQuota() : meter.figure(), pair, Tone.PLAIN);
        }
    }

    Column<R> sortedBy(Sort order) {
        return new Column<>(title, Optional.of(order), toRight, steps, fills, drawing);
    }

    /// The same column, which takes the room that is left.
    Column<R> filling() {
        return new Column<>(title, sort, toRight, steps, true, drawing);
    }
}
