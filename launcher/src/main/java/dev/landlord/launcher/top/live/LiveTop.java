package dev.landlord.launcher.top.live;

import dev.landlord.launcher.top.Key;
import dev.landlord.launcher.top.Key.Named;
import dev.landlord.launcher.top.Picture;
import dev.landlord.launcher.top.Standing;
import dev.landlord.launcher.top.View;
import java.io.IOError;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;

/// Draws the picture on a terminal and takes its keys, until the person has had enough. Only what changed is written. However it ends,
/// the terminal is then as it was before: its screen, cursor and settings.
public final class LiveTop {
    /// A person's keys; more than that in the time of one drawing is no person.
    private static final int MOST_WAITING = 1_000;
    private static final Size USUAL = Size.of(80, 24);

    private final Terminal terminal;
    private final View view;
    private final Picture picture;
    private final Clock clock;
    private final Duration interval;
    private final Runnable suspend;
    private final BlockingQueue<Happening> happenings = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Display display;
    private volatile boolean stopped;
    private Attributes before;
    /// What is on the screen; empty if that is not known.
    private List<AttributedString> drawn = List.of();

    /// @param interval how long figures stand before they are drawn anew; keys are answered at once
    /// @param suspend  stops this process until it is told to go on (Ctrl-Z)
    public LiveTop(Terminal terminal, View view, Picture picture, Clock clock, Duration interval, Runnable suspend) {
        this.terminal = terminal;
        this.view = view;
        this.picture = picture;
        this.clock = clock;
        this.interval = interval;
        this.suspend = suspend;
        this.display = new Display(terminal, true);
    }

    private sealed interface Happening {
        record Pressed(Key key) implements Happening {
        }

        record Resized() implements Happening {
        }

        record Changed() implements Happening {
        }

        record Suspended() implements Happening {
        }
    }

    /// Draws anew soon. From any thread.
    public void changed() {
        happenings.offer(new Happening.Changed());
    }

    /// Ends. From any thread.
    public void stop() {
        stopped = true;
        changed(); // Wakes it up; where that finds no room, it is awake.
    }

    /// Returns when the person has had enough, or the terminal is closed.
    ///
    /// @param standing asked before each drawing
    public void run(Supplier<Standing> standing) throws InterruptedException {
        terminal.handle(Signal.WINCH, _ -> happenings.offer(new Happening.Resized()));
        terminal.handle(Signal.INT, _ -> stop());
        terminal.handle(Signal.QUIT, _ -> stop());
        terminal.handle(Signal.TSTP, _ -> happenings.offer(new Happening.Suspended()));
        before = terminal.getAttributes();
        try {
            enter();
            Thread.ofPlatform().daemon().name("keys").start(this::readKeys);
            follow(standing);
        } finally {
            leave();
        }
    }

    private void readKeys() {
        Keys keys = new Keys(terminal);
        for (Optional<Key> key = keys.read(); key.isPresent(); key = keys.read()) {
            happenings.offer(new Happening.Pressed(key.get()));
        }
        stop();
    }

    private void follow(Supplier<Standing> standing) throws InterruptedException {
        Standing shown = standing.get();
        while (!view.over() && !stopped) {
            shown = view.paused() ? shown : standing.get();
            draw(shown);
            Happening next = happenings.poll(interval.toMillis(), TimeUnit.MILLISECONDS);
            // What waits already is taken in before the next drawing, key by key on the rows that were seen.
            while (next != null && !view.over()) {
                take(next);
                next = happenings.poll();
            }
        }
    }

    private void take(Happening happening) {
        switch (happening) {
            case Happening.Pressed(Key key) -> {
                view.press(key);
                if (key == Named.REDRAW) {
                    forget();
                }
            }
            case Happening.Resized _ -> forget();
            case Happening.Changed _ -> { }
            case Happening.Suspended _ -> {
                leave();
                suspend.run();
                enter();
            }
        }
    }

    private void draw(Standing standing) {
        Size asked = terminal.getSize();
        // Some serial lines do not know their size.
        Size size = asked.getColumns() > 0 && asked.getRows() > 0 ? asked : USUAL;
        List<AttributedString> lines = picture.draw(view, standing, clock.instant(), size.getColumns(), size.getRows());
        if (!lines.equals(drawn)) {
            display.resize(size);
            display.update(lines, 0);
            drawn = lines;
        }
    }

    private void enter() {
        terminal.enterRawMode();
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.cursor_invisible);
        terminal.puts(Capability.keypad_xmit);
        terminal.flush();
        forget();
    }

    /// The next drawing begins with an empty screen.
    private void forget() {
        display.clear();
        drawn = List.of();
    }

    /// A terminal that is gone, with its window or its connection, has nothing to be given back.
    private void leave() {
        try {
            giveBack();
        } catch (IOError _) {
            return;
        }
    }

    private void giveBack() {
        terminal.puts(Capability.keypad_local);
        terminal.puts(Capability.cursor_normal);
        if (!terminal.puts(Capability.exit_ca_mode)) {
            terminal.puts(Capability.clear_screen);
        }
        terminal.flush();
        terminal.setAttributes(before);
    }
}
