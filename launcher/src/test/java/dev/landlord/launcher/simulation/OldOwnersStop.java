package dev.landlord.launcher.simulation;

import java.util.HashMap;
import java.util.Map;

/// A controller whose partition another one has claimed stops deciding as soon as it can read that.
final class OldOwnersStop extends Invariant {
    /// The turn in hand writes four times, each of which may be sent once more, and the reading of the state may be passed over some times.
    private static final long SOON_MILLIS = 4 * Producer.LATE_MILLIS + 1_000;

    private final Map<SimTerm, Long> couldKnow = new HashMap<>();

    OldOwnersStop(Simulation sim) {
        super(sim, "an owner that was replaced stops");
    }

    @Override
    public void after() {
        for (var controller : sim.controllers()) {
            for (var term : controller.terms()) {
                boolean old = term.isLive() && term.epoch < sim.claims()[term.partition];
                if (!old || !controller.process().isWell(now()) || now() < sim.broker().stalledUntil()) {
                    couldKnow.remove(term);
                    continue;
                }
                exercise();
                long since = couldKnow.merge(term, now(), Math::min);
                if (now() - since > SOON_MILLIS) {
                    violated("%s still decides %d ms after it could have read that epoch %d has begun", term, now() - since,
                        sim.claims()[term.partition]);
                }
            }
        }
    }
}
