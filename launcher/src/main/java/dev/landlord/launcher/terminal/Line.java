package dev.landlord.launcher.terminal;

import dev.landlord.protocol.PlainText;

/// A line for people, with how it is meant.
///
/// @param text without line breaks and control characters
public record Line(String text, Tone tone) {
    public Line {
        text = PlainText.of(text);
    }

    public static Line plain(String text) {
        return new Line(text, Tone.PLAIN);
    }

    /// How a line is meant; shown by colour where there is colour.
    public enum Tone {
        PLAIN, HEADING, FAINT, GOOD, WARNING, BAD
    }
}
