package dev.landlord.agent.enforce;

import java.util.List;
import java.util.Optional;

/// One knob of one group, as found, beside what is on disk about it.
///
/// @param held what Landlord has written there, if it has
public record KnobState(Dialect dialect, Dial dial, KnobText found, Optional<Held> held) {
    /// The memory of a write: what has to be put back, and how to tell that the knob still holds what Landlord wrote.
    ///
    /// @param original the text before Landlord's first write
    /// @param ours     texts that Landlord wrote or was about to write, the latest last; at most [#REMEMBERED]
    public record Held(String original, List<String> ours) {
        /// The last confirmed and the one being written: a crash can leave either in the file.
        public static final int REMEMBERED = 2;

        public Held {
            ours = List.copyOf(ours.size() <= REMEMBERED ? ours : ours.subList(ours.size() - REMEMBERED, ours.size()));
        }
    }

    /// Whose value the knob holds.
    public enum Standing {
        /// Landlord never wrote there.
        UNTOUCHED,
        /// What Landlord wrote.
        OURS,
        /// What stood there before Landlord's first write.
        ORIGINAL,
        /// Something else: somebody has written there since.
        FOREIGN
    }

    public Standing standing() {
        return held.map(h -> {
            if (h.ours().contains(found.text())) {
                return Standing.OURS;
            }
            return h.original().equals(found.text()) ? Standing.ORIGINAL : Standing.FOREIGN;
        }).orElse(Standing.UNTOUCHED);
    }

    Knob knob() {
        return dial.knob();
    }

    public Bound now() {
        return dialect.parse(knob(), found);
    }

    /// What the knob would hold without Landlord: the original, or what somebody else has set since.
    public String baseText() {
        return standing() == Standing.FOREIGN ? found.text() : held.map(Held::original).orElse(found.text());
    }

    public Bound base() {
        return dialect.parse(knob(), new KnobText(baseText(), found.context()));
    }

    /// What Landlord holds the knob to now, if it does.
    Optional<Bound> heldTo() {
        return standing() == Standing.OURS ? Optional.of(now()) : Optional.empty();
    }

    public String render(Bound bound) {
        return dialect.render(knob(), bound, found);
    }

    /// The bound that will stand there once this one is written: never above it.
    public Bound settle(Bound bound) {
        return knob() == Knob.FREEZER ? bound : dialect.parse(knob(), new KnobText(render(bound), found.context()));
    }

    public Bound least() {
        return dialect.least(knob(), found);
    }
}
