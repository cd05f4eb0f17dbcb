package dev.landlord.protocol;

/// Text that came from a tenant or over the network, made safe to print: in a terminal, control characters could move the cursor,
/// change the title or the clipboard, and directional marks could make one name look like another.
public final class PlainText {
    private static final int REPLACEMENT = '?';

    private PlainText() {
    }

    /// Every character that is not visible text or a blank becomes `?`; the length in code points stays.
    public static String of(String text) {
        return text.codePoints().map(c -> isVisible(c) ? c : REPLACEMENT)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    private static boolean isVisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
                 Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
