package dev.landlord.launcher.top;

import dev.landlord.launcher.terminal.Line.Tone;
import dev.landlord.launcher.top.Standing.Link;
import dev.landlord.launcher.top.View.Overlay;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;

/// The whole screen as lines.
///
/// @param zone in which the clock is shown
public record Picture(Palette palette, ZoneId zone) {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");
    /// From such a height on there is a line about the chosen row, the keys' names, a blank line above the table.
    private static final int WITH_ABOUT = 8;
    private static final int WITH_KEYS = 5;
    private static final int WITH_BLANK = 16;
    private static final int LEAST_ROWS = 3;
    private static final int MENU_WIDTH = 26;
    private static final int LEAST_BESIDE_MENU = 30;
    private static final Duration FRESH = Duration.ofSeconds(3);

    /// At most `height` lines, none wider than `width`; lets the view settle on the rows that it shows.
    public List<AttributedString> draw(View view, Standing standing, Instant now, int width, int height) {
        List<AttributedString> lines = new ArrayList<>();
        lines.add(title(view, standing, now, width));
        if (standing.link() instanceof Link.Lost lost) {
            lines.add(lost(lost, now, width));
        }
        int below = (height >= WITH_ABOUT ? 1 : 0) + (height >= WITH_KEYS ? 1 : 0);
        Sheet<?> sheet = new Sheets(standing.house(), palette, now).of(view);
        if (view.overlay() == Overlay.HELP) {
            help(view, lines, width, height - lines.size() - below);
        } else {
            head(sheet, lines, width, height, below);
            table(view, sheet, standing.link() instanceof Link.Lost, lines, width, height - lines.size() - 1 - below);
        }
        while (lines.size() < height - below) {
            lines.add(AttributedString.EMPTY);
        }
        if (height >= WITH_ABOUT) {
            String about = view.overlay() == Overlay.HELP ? "" : sheet.about(view.cursor());
            lines.add(new Strip(palette).left(about, width, Tone.PLAIN).to(width));
        }
        if (height >= WITH_KEYS) {
            lines.add(view.overlay() == Overlay.FILTER ? typing(view, width) : keys(view, width));
        }
        return lines.size() <= height ? lines : lines.subList(0, Math.max(0, height));
    }

    private AttributedString title(View view, Standing standing, Instant now, int width) {
        String told = standing.told().map(at -> CLOCK.withZone(zone).format(at)).orElse("");
        String age = standing.told().map(at -> Duration.between(at, now)).filter(old -> old.compareTo(FRESH) > 0)
            .map(old -> " (" + Ages.of(old) + " ago)").orElse("");
        String state = view.paused() ? "PAUSED" : switch (standing.link()) {
            case Link.Connecting _ -> "connecting";
            case Link.Live _ -> "live";
            case Link.Lost _ -> "NO CONNECTION";
        };
        Tone tone = view.paused() ? Tone.WARNING : switch (standing.link()) {
            case Link.Connecting _ -> Tone.WARNING;
            case Link.Live _ -> Tone.GOOD;
            case Link.Lost _ -> Tone.BAD;
        };
        String clock = told.isEmpty() ? "" : " " + told + age;
        int room = Math.max(0, width - state.length() - clock.length() - 2);
        String path = switch (view.place()) {
            case Place.Tenants _ -> "  " + standing.controller();
            case Place.Nodes _ -> " > nodes";
            case Place.Workloads(String tenant) -> " > " + tenant;
            case Place.Processes(String tenant, String workload) -> " > " + tenant + " > " + workload.replaceFirst("^([^/]*)/(.*)/[^/]*$", "$2");
        };
        String filter = view.filter().isEmpty() || view.overlay() == Overlay.FILTER ? "" : "  names with '%s'".formatted(view.filter());
        Strip strip = new Strip(palette).put(Strip.cut("landlord top", room), Tone.HEADING);
        strip.left(path + filter, Math.max(0, room - strip.columns()), Tone.PLAIN);
        return strip.blanks(2).put(state, tone).put(clock).to(width);
    }

    private AttributedString lost(Link.Lost lost, Instant now, int width) {
        long wait = Math.max(0, Duration.between(now, lost.retry()).plusMillis(999).toSeconds());
        String again = wait == 0 ? "trying again now" : "trying again in " + wait + " s";
        return new Strip(palette).left("%s: %s".formatted(again, lost.why()), width, Tone.BAD).to(width);
    }

    /// As many of the lines above the table as leave it a third of the screen.
    private static void head(Sheet<?> sheet, List<AttributedString> lines, int width, int height, int below) {
        int blank = height >= WITH_BLANK ? 1 : 0;
        int room = height - lines.size() - below - 1 - blank - Math.max(LEAST_ROWS, height / 3);
        sheet.head().lines(width).stream().limit(Math.max(0, room)).forEach(lines::add);
        if (blank == 1) {
            lines.add(AttributedString.EMPTY);
        }
    }

    private void table(View view, Sheet<?> sheet, boolean stale, List<AttributedString> lines, int width, int rows) {
        view.settle(sheet.keys(), rows);
        if (view.overlay() != Overlay.SORTS) {
            lines.addAll(rows(view, sheet, stale, width, rows));
            return;
        }
        int left = Math.min(MENU_WIDTH, width);
        int room = width - left - 1;
        List<AttributedString> beside = room < LEAST_BESIDE_MENU ? List.of() : rows(view, sheet, stale, room, rows);
        lines.add(join(menuHeader(left), beside, 0));
        for (int line = 1; line <= rows; line++) {
            lines.add(join(menuLine(view, line - 1, left), beside, line));
        }
    }

    private static AttributedString join(AttributedString menu, List<AttributedString> table, int line) {
        return line < table.size() ? AttributedString.join(new AttributedString(" "), menu, table.get(line)) : menu;
    }

    /// The header and so many rows.
    private List<AttributedString> rows(View view, Sheet<?> sheet, boolean stale, int width, int rows) {
        List<AttributedString> lines = new ArrayList<>(List.of(sheet.header(width, palette)));
        for (int index = view.top(); index < Math.min(view.top() + rows, sheet.rows().size()); index++) {
            boolean chosen = index == view.cursor();
            AttributedString row = sheet.row(index, width, chosen, palette);
            lines.add(stale && !chosen ? new AttributedString(row.toString(), palette.of(Tone.FAINT)) : row);
        }
        if (sheet.rows().isEmpty() && rows > 0) {
            lines.add(new Strip(palette).left(sheet.empty(), width, Tone.PLAIN).to(width));
        }
        return lines;
    }

    private AttributedString menuHeader(int width) {
        return new Strip(palette).put("Sort by").filled(width, palette.header());
    }

    private AttributedString menuLine(View view, int line, int width) {
        if (line >= Sort.values().length) {
            return new Strip(palette).blanks(width).to(width);
        }
        Sort sort = Sort.values()[line];
        AttributedStyle style = line == view.menu() ? palette.chosen() : AttributedStyle.DEFAULT;
        return new Strip(palette).left("%s %s%s".formatted(line == view.menu() ? ">" : " ", sort.key() + " ", sort.words()), width, style).to(width);
    }

    private void help(View view, List<AttributedString> lines, int width, int room) {
        List<String> text = HelpText.lines(width);
        int first = view.settleHelp(text.size(), room);
        text.stream().skip(first).limit(Math.max(0, room))
            .forEach(line -> lines.add(new Strip(palette).left(line, width, Tone.PLAIN).to(width)));
    }

    private AttributedString typing(View view, int width) {
        return new Strip(palette).put("Filter: ", Tone.HEADING).put(view.filter() + "_").put("  Enter keeps it, Esc ends it", Tone.FAINT).to(width);
    }

    private record Named(String key, String does) {
        int width() {
            return key.length() + does.length() + 1;
        }
    }

    private AttributedString keys(View view, int width) {
        List<Named> names = new ArrayList<>();
        names.add(new Named("F1", "Help"));
        switch (view.place()) {
            case Place.Tenants _ -> {
                names.add(new Named("Enter", "Workloads"));
                names.add(new Named("Tab", "Nodes"));
            }
            case Place.Nodes _ -> names.add(new Named("Tab", "Tenants"));
            case Place.Workloads _ -> {
                names.add(new Named("Enter", "Processes"));
                names.add(new Named("Esc", "Back"));
            }
            case Place.Processes _ -> names.add(new Named("Esc", "Back"));
        }
        names.add(new Named("F6", "Sort"));
        names.add(new Named("F4", "Filter"));
        names.add(new Named("F10", "Quit"));
        while (names.size() > 1 && names.stream().mapToInt(Named::width).sum() > width) {
            names.remove(names.size() > 2 ? names.size() - 2 : 0);
        }
        Strip strip = new Strip(palette);
        names.forEach(name -> strip.put(name.key(), Tone.HEADING).put(name.does() + " ", palette.accent()));
        return strip.to(width);
    }
}
