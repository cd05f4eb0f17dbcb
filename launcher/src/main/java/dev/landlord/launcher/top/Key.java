package dev.landlord.launcher.top;

/// A key that was pressed.
public sealed interface Key {
    /// A character, as typed.
    record Typed(int codePoint) implements Key {
        /// For a character of the basic plane.
        public Typed(char character) {
            this((int) character);
        }
    }

    /// One without a character.
    enum Named implements Key {
        UP, DOWN, LEFT, RIGHT, PAGE_UP, PAGE_DOWN, HOME, END, ENTER, ESCAPE, BACKSPACE, TAB, HELP, SEARCH, FILTER, SORT, QUIT,
        /// Draws everything anew.
        REDRAW,
        /// One that means nothing here.
        OTHER
    }
}
