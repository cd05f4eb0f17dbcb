package dev.landlord.agent.link;

import dev.landlord.agent.spool.Kept;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Samples in memory that are not in the spool: for a moment, or for as long as the disk does not take them. Bounded in number and bytes.
final class Unsaved {
    static final long MOST_BYTES = 32 << 20;

    private final int most;
    private final TreeMap<Long, Kept> samples = new TreeMap<>();
    private long bytes;

    Unsaved(int most) {
        this.most = most;
    }

    void add(Kept sample) {
        if (samples.put(sample.id(), sample) == null) {
            bytes += sample.sample().value().length;
        }
    }

    void remove(long id) {
        var gone = samples.remove(id);
        if (gone != null) {
            bytes -= gone.sample().value().length;
        }
    }

    boolean isEmpty() {
        return samples.isEmpty();
    }

    List<Kept> all() {
        return new ArrayList<>(samples.values());
    }

    List<Kept> oldest(int count) {
        return samples.values().stream().limit(count).toList();
    }

    /// Gives up the oldest until the bounds are kept.
    ///
    /// @param stays samples that must not go, and do not count
    /// @return how many went
    long trim(Predicate<Kept> stays) {
        if (samples.size() <= most && bytes <= MOST_BYTES) {
            return 0;
        }
        var others = samples.values().stream().filter(stays.negate()).toList();
        long held = others.stream().mapToLong(sample -> sample.sample().value().length).sum();
        int gone = 0;
        while (others.size() - gone > most || held > MOST_BYTES) {
            held -= others.get(gone).sample().value().length;
            remove(others.get(gone).id());
            gone++;
        }
        return gone;
    }
}
