package dev.landlord.launcher.top;

import dev.landlord.launcher.top.Key.Named;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Where the person is: which place, which row, in which order. Keys change it; a key means the rows that were on the screen when it
/// was pressed ([#settle]). Not safe for several threads at a time.
public final class View {
    private final Deque<Level> levels = new ArrayDeque<>();
    private Overlay overlay = Overlay.NONE;
    private Sort sort;
    private boolean reversed;
    private int menu;
    private int helpTop;
    private boolean paused;
    private boolean over;
    private List<String> keys = List.of();
    private int room = 1;

    /// Begins with all tenants.
    public View(Sort sort) {
        this.sort = sort;
        levels.push(new Level(new Place.Tenants()));
    }

    /// What lies over the table.
    enum Overlay {
        NONE, HELP, SORTS, FILTER
    }

    /// One place with what is chosen there.
    private static final class Level {
        private final Place place;
        /// Empty: the first row, whichever that is.
        private Optional<String> chosen = Optional.empty();
        private int cursor;
        private int top;
        private String filter = "";

        Level(Place place) {
            this.place = place;
        }
    }

    /// The rows that are shown now and how many fit: the cursor stays with its row, or, if that is gone, where it was.
    void settle(List<String> shown, int rows) {
        keys = shown;
        room = Math.max(1, rows);
        Level level = level();
        int found = level.chosen.map(keys::indexOf).orElse(0);
        level.cursor = Math.clamp(found >= 0 ? found : level.cursor, 0, Math.max(0, keys.size() - 1));
        if (found < 0) {
            level.chosen = keys.isEmpty() ? Optional.empty() : Optional.of(keys.get(level.cursor));
        }
        level.top = Math.clamp(level.top, Math.max(0, level.cursor - room + 1), level.cursor);
        level.top = Math.min(level.top, Math.max(0, keys.size() - room));
    }

    public void press(Key key) {
        if (key == Named.QUIT) {
            over = true;
            return;
        }
        switch (overlay) {
            case HELP -> pressInHelp(key);
            case SORTS -> pressInMenu(key);
            case FILTER -> pressInFilter(key);
            case NONE -> {
                switch (key) {
                    case Key.Typed typed -> type(typed.codePoint());
                    case Named named -> press(named);
                }
            }
        }
    }

    private void press(Named key) {
        switch (key) {
            case UP -> move(-1);
            case DOWN -> move(1);
            case PAGE_UP -> move(-room);
            case PAGE_DOWN -> move(room);
            case HOME -> level().chosen = Optional.empty();
            case END -> move(keys.size());
            case ENTER, RIGHT -> open();
            case ESCAPE, BACKSPACE, LEFT -> back();
            case TAB -> turn();
            case HELP -> {
                overlay = Overlay.HELP;
                helpTop = 0;
            }
            case SEARCH, FILTER -> overlay = Overlay.FILTER;
            case SORT -> openMenu();
            case QUIT -> over = true;
            case REDRAW, OTHER -> { }
        }
    }

    private void type(int character) {
        switch (character) {
            case 'j' -> move(1);
            case 'k' -> move(-1);
            case 'g' -> press(Named.HOME);
            case 'G' -> press(Named.END);
            case 'q' -> over = true;
            case 'h', '?' -> press(Named.HELP);
            case '/', '\\' -> press(Named.FILTER);
            case '<', '>', ',', '.' -> press(Named.SORT);
            case 'I' -> reversed = !reversed;
            case 'P' -> sortBy(Sort.CPU);
            case 'M' -> sortBy(Sort.MEMORY);
            case 'Z', ' ' -> paused = !paused;
            default -> Sort.typed(character).ifPresent(this::sortBy);
        }
    }

    /// The same order a second time turns it round.
    private void sortBy(Sort order) {
        reversed = order == sort && !reversed;
        sort = order;
    }

    /// Up and down move it, where it does not fit; any other key ends it.
    private void pressInHelp(Key key) {
        if (key == Named.DOWN || key == Named.PAGE_DOWN) {
            helpTop += key == Named.DOWN ? 1 : room;
        } else if (key == Named.UP || key == Named.PAGE_UP) {
            helpTop -= key == Named.UP ? 1 : room;
        } else if (key != Named.REDRAW) {
            overlay = Overlay.NONE;
        }
    }

    /// The first line of the help that is shown.
    int settleHelp(int lines, int rows) {
        room = Math.max(1, rows);
        helpTop = Math.clamp(helpTop, 0, Math.max(0, lines - room));
        return helpTop;
    }

    private void openMenu() {
        menu = sort.ordinal();
        overlay = Overlay.SORTS;
    }

    private void pressInMenu(Key key) {
        int last = Sort.values().length - 1;
        switch (key) {
            case Key.Typed(int c) when c == 'j' -> menu = Math.min(last, menu + 1);
            case Key.Typed(int c) when c == 'k' -> menu = Math.max(0, menu - 1);
            case Key.Typed(int c) when c == 'q' -> overlay = Overlay.NONE;
            case Key.Typed(int c) -> Sort.typed(c).ifPresent(this::choose);
            case Named named -> {
                switch (named) {
                    case UP -> menu = Math.max(0, menu - 1);
                    case DOWN -> menu = Math.min(last, menu + 1);
                    case HOME, PAGE_UP -> menu = 0;
                    case END, PAGE_DOWN -> menu = last;
                    case ENTER, RIGHT -> choose(Sort.values()[menu]);
                    case ESCAPE, BACKSPACE, LEFT, SORT -> overlay = Overlay.NONE;
                    case TAB, HELP, SEARCH, FILTER, QUIT, REDRAW, OTHER -> { }
                }
            }
        }
    }

    private void choose(Sort order) {
        if (order != sort) {
            sortBy(order);
        }
        overlay = Overlay.NONE;
    }

    private void pressInFilter(Key key) {
        Level level = level();
        switch (key) {
            case Key.Typed(int c) -> level.filter += Character.toString(c);
            case Named named -> {
                switch (named) {
                    case BACKSPACE -> level.filter = level.filter.isEmpty() ? ""
                        : level.filter.substring(0, level.filter.offsetByCodePoints(level.filter.length(), -1));
                    case ESCAPE -> {
                        level.filter = "";
                        overlay = Overlay.NONE;
                    }
                    case ENTER, TAB -> overlay = Overlay.NONE;
                    case UP -> move(-1);
                    case DOWN -> move(1);
                    case LEFT, RIGHT, PAGE_UP, PAGE_DOWN, HOME, END, HELP, SEARCH, FILTER, SORT, QUIT, REDRAW, OTHER -> { }
                }
            }
        }
    }

    private void move(int rows) {
        if (!keys.isEmpty()) {
            Level level = level();
            level.cursor = Math.clamp(level.cursor + rows, 0, keys.size() - 1);
            level.chosen = Optional.of(keys.get(level.cursor));
        }
    }

    private void open() {
        if (keys.isEmpty()) {
            return;
        }
        String chosen = keys.get(level().cursor);
        level().chosen = Optional.of(chosen);
        switch (level().place) {
            case Place.Tenants _ -> levels.push(new Level(new Place.Workloads(chosen)));
            case Place.Workloads(String tenant) -> levels.push(new Level(new Place.Processes(tenant, chosen)));
            case Place.Nodes _, Place.Processes _ -> { }
        }
    }

    /// One step: the filter, if there is one, else the place.
    private void back() {
        if (!level().filter.isEmpty()) {
            level().filter = "";
        } else if (levels.size() > 1) {
            levels.pop();
        } else if (level().place instanceof Place.Nodes) {
            turn();
        }
    }

    /// From the tenants, or what is below them, to the nodes, and from these to the tenants.
    private void turn() {
        boolean toTenants = level().place instanceof Place.Nodes;
        levels.clear();
        levels.push(new Level(toTenants ? new Place.Tenants() : new Place.Nodes()));
    }

    private Level level() {
        return levels.peek();
    }

    public Place place() {
        return level().place;
    }

    /// The index of the chosen row among those shown last.
    int cursor() {
        return level().cursor;
    }

    /// The index of the first row on the screen.
    int top() {
        return level().top;
    }

    String filter() {
        return level().filter;
    }

    /// Whether a row of this name passes the filter.
    boolean passes(String name) {
        return name.toLowerCase(Locale.ROOT).contains(filter().toLowerCase(Locale.ROOT));
    }

    Overlay overlay() {
        return overlay;
    }

    Sort sort() {
        return sort;
    }

    boolean reversed() {
        return reversed;
    }

    /// The chosen line of the menu of orders.
    int menu() {
        return menu;
    }

    /// Whether the figures are to stand still.
    public boolean paused() {
        return paused;
    }

    /// Whether the person has had enough.
    public boolean over() {
        return over;
    }
}
