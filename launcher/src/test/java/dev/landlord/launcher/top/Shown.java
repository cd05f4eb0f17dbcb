package dev.landlord.launcher.top;

import dev.landlord.launcher.client.House;
import dev.landlord.launcher.top.Key.Typed;
import dev.landlord.launcher.top.Standing.Link;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jline.utils.AttributedString;

/// A person before a screen, without a terminal.
final class Shown {
    final View view = new View(Sort.SCORE);
    House house = PlayedHouse.house();
    Link link = new Link.Live();
    Instant told = PlayedHouse.NOW;

    private final int width;
    private final int height;
    private final boolean colours;

    Shown(int width, int height) {
        this(width, height, true);
    }

    Shown(int width, int height, boolean colours) {
        this.width = width;
        this.height = height;
        this.colours = colours;
        draw();
    }

    List<AttributedString> draw() {
        return new Picture(new Palette(colours), ZoneOffset.UTC)
            .draw(view, new Standing(house, "127.0.0.1:8080", link, Optional.of(told)), PlayedHouse.NOW, width, height);
    }

    /// What can be read, without the blanks at the ends.
    List<String> lines() {
        return draw().stream().map(line -> line.toString().stripTrailing()).toList();
    }

    String text() {
        return String.join("\n", lines());
    }

    /// Each on the screen that the one before has brought about.
    Shown press(Key... keys) {
        for (Key key : keys) {
            view.press(key);
            draw();
        }
        return this;
    }

    Shown type(String letters) {
        letters.codePoints().forEach(letter -> press(new Typed(letter)));
        return this;
    }

    /// The first words of the table's rows.
    List<String> names() {
        return lines().stream().dropWhile(line -> !line.startsWith("TENANT")).skip(1).takeWhile(line -> !line.isBlank())
            .map(line -> line.split(" ")[0]).toList();
    }

    /// The line about the chosen row.
    String about() {
        return lines().get(height - 2);
    }
}
