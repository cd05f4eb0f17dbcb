package dev.landlord.launcher.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Breaks a line at blanks where the terminal would break it anywhere. What follows is indented to where the text begins: behind the first
/// column, if the line has one that ends with two blanks or more, else as the line itself.
public final class Wrapping {
    private static final Pattern TEXT = Pattern.compile("\\s*(?:\\S+(?: \\S+)*\\s{2,})?");

    private Wrapping() {
    }

    /// @param columns at most so wide, in code points; a word that is longer is broken
    public static List<String> wrap(String text, int columns) {
        Matcher begin = TEXT.matcher(text);
        String indent = " ".repeat(begin.lookingAt() && begin.end() < columns / 2 ? begin.end() : 0);
        List<String> lines = new ArrayList<>();
        String rest = text.stripTrailing();
        String before = "";
        while (before.length() + rest.codePointCount(0, rest.length()) > columns) {
            int room = rest.offsetByCodePoints(0, columns - before.length());
            int blank = rest.lastIndexOf(' ', room);
            boolean breaksWord = blank <= (before.isEmpty() ? indent.length() : 0);
            lines.add(before + rest.substring(0, breaksWord ? room : blank).stripTrailing());
            rest = rest.substring(breaksWord ? room : blank).stripLeading();
            before = indent;
        }
        lines.add(before + rest);
        return lines;
    }
}
