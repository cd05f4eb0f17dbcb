package dev.landlord.launcher.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WrappingTest {
    @Test
    void whatFitsStaysAsItIs() {
        assertThat(Wrapping.wrap("", 20)).containsExactly("");
        assertThat(Wrapping.wrap("  twelve wide", 13)).containsExactly("  twelve wide");
    }

    @Test
    void theRestStandsUnderTheTextOfTheFirstLine() {
        assertThat(Wrapping.wrap("  1.5 s  one two three four five", 20)).containsExactly("  1.5 s  one two", "         three four", "         five");
        assertThat(Wrapping.wrap("    one two three four", 16)).containsExactly("    one two", "    three four");
        assertThat(Wrapping.wrap("one two three four", 10)).containsExactly("one two", "three four");
    }

    @Test
    void aWordThatIsTooLongIsBroken() {
        assertThat(Wrapping.wrap("  " + "x".repeat(25), 10)).containsExactly("  xxxxxxxx", "  xxxxxxxx", "  xxxxxxxx", "  x");
    }
}
