package dev.landlord.launcher.top;

import dev.landlord.launcher.terminal.Line.Tone;
import dev.landlord.protocol.PlainText;
import java.util.OptionalDouble;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/// A line of the screen while it is written, from left to right. Widths are columns of the terminal, of which a character may take none,
/// one or two. All text goes through [PlainText].
final class Strip {
    private static final String CUT = "~";
    private static final char FIRST_PRINTABLE = ' ';
    private static final char LAST_PRINTABLE = '~';

    private final Palette palette;
    private final AttributedStringBuilder line = new AttributedStringBuilder();
    private int columns;

    Strip(Palette palette) {
        this.palette = palette;
    }

    Strip put(String text, AttributedStyle style) {
        String plain = PlainText.of(text);
        line.append(plain, style);
        columns += columns(plain);
        return this;
    }

    Strip put(String text, Tone tone) {
        return put(text, palette.of(tone));
    }

    Strip put(String text) {
        return put(text, Tone.PLAIN);
    }

    Strip blanks(int columns) {
        return put(" ".repeat(Math.max(0, columns)));
    }

    /// Exactly so wide: filled with blanks, or cut with a mark.
    Strip left(String text, int width, AttributedStyle style) {
        String cut = cut(text, width);
        return put(cut, style).put(" ".repeat(Math.max(0, width - columns(cut))), style);
    }

    Strip left(String text, int width, Tone tone) {
        return left(text, width, palette.of(tone));
    }

    /// As [#left], but at the right edge.
    Strip right(String text, int width, AttributedStyle style) {
        String cut = cut(text, width);
        return put(" ".repeat(Math.max(0, width - columns(cut))), style).put(cut, style);
    }

    Strip right(String text, int width, Tone tone) {
        return right(text, width, palette.of(tone));
    }

    /// A bar in brackets, exactly so wide, its words at its right end; the words have room of their own, so that all bars of a width are
    /// true to each other.
    ///
    /// @param room how many columns are kept for the words
    Strip bar(Meter meter, int width, int room, String words) {
        return bar(meter.share(), meter.tone(), width, room, words);
    }

    /// The same of any share.
    Strip bar(OptionalDouble share, Tone tone, int width, int room, String words) {
        int cells = Math.max(0, width - 2 - room);
        int full = Math.clamp(Math.round(share.orElse(0) * cells), 0, cells);
        return put("[", Tone.HEADING).put("|".repeat(full), tone).blanks(cells - full)
            .right(words, width - 2 - cells, share.isEmpty() ? Tone.PLAIN : tone).put("]", Tone.HEADING);
    }

    int columns() {
        return columns;
    }

    /// What was written, cut to a width.
    AttributedString to(int width) {
        AttributedString all = line.toAttributedString();
        return columns <= width ? all : all.columnSubSequence(0, width);
    }

    /// The same, filled up to the width in the style.
    AttributedString filled(int width, AttributedStyle style) {
        put(" ".repeat(Math.max(0, width - columns())), style);
        return to(width);
    }

    static int columns(String text) {
        boolean isPrintableAscii = text.chars().allMatch(c -> c >= FIRST_PRINTABLE && c <= LAST_PRINTABLE);
        return isPrintableAscii ? text.length() : new AttributedString(text).columnLength();
    }

    /// At most so wide; the last column then shows that something is left out.
    static String cut(String text, int width) {
        String plain = PlainText.of(text);
        if (columns(plain) <= width) {
            return plain;
        }
        return width < 1 ? "" : new AttributedString(plain).columnSubSequence(0, width - 1) + CUT;
    }
}
