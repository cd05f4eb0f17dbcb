package dev.landlord.controller.whatif;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What would have been done to a tenant so far, and what of it goes on.
final class Episodes {
    private final List<Episode> all = new ArrayList<>();
    /// Where in `all` what goes on stands, by what it is about.
    private final Map<String, Integer> open = new HashMap<>();

    void add(Episode episode) {
        all.add(episode);
    }

    /// Something begins that lasts until [it ends][#end].
    ///
    /// @param about of which one thing goes on at a time
    void begin(String about, Episode episode) {
        open.put(about, all.size());
        all.add(episode);
    }

    /// What goes on about something ends, if anything does.
    void end(String about, Instant at) {
        var ended = open.remove(about);
        if (ended != null) {
            all.set(ended, all.get(ended).until(at));
        }
    }

    List<Episode> all() {
        return all;
    }
}
