package dev.landlord.launcher.top;

import dev.landlord.launcher.terminal.Line.Tone;
import org.jline.utils.AttributedStyle;

/// How tones look. What a colour says is always said in words or figures, too.
///
/// @param colours whether there are any; without them, only weight and inversion differ
public record Palette(boolean colours) {
    /// The row that is chosen.
    static final AttributedStyle CHOSEN = AttributedStyle.DEFAULT.inverse();

    AttributedStyle of(Tone tone) {
        return switch (tone) {
            case PLAIN -> AttributedStyle.DEFAULT;
            case HEADING -> AttributedStyle.BOLD;
            case FAINT -> AttributedStyle.DEFAULT.faint();
            case GOOD -> coloured(AttributedStyle.DEFAULT, AttributedStyle.GREEN);
            case WARNING -> coloured(AttributedStyle.DEFAULT, AttributedStyle.YELLOW);
            case BAD -> coloured(AttributedStyle.BOLD, AttributedStyle.RED);
        };
    }

    /// The line above a table.
    AttributedStyle header() {
        return colours ? AttributedStyle.DEFAULT.foreground(AttributedStyle.BLACK).background(AttributedStyle.GREEN) : CHOSEN;
    }

    /// In the line above a table, the column by which it is sorted; and what a key does, in the last line.
    AttributedStyle accent() {
        return colours ? AttributedStyle.DEFAULT.foreground(AttributedStyle.BLACK).background(AttributedStyle.CYAN) : CHOSEN.bold();
    }

    /// The chosen row of a table.
    AttributedStyle chosen() {
        return colours ? AttributedStyle.DEFAULT.foreground(AttributedStyle.BLACK).background(AttributedStyle.CYAN) : CHOSEN;
    }

    private AttributedStyle coloured(AttributedStyle style, int colour) {
        return colours ? style.foreground(colour) : style;
    }
}
