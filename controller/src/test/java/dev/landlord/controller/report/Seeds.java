package dev.landlord.controller.report;

import dev.landlord.protocol.message.LedgerEntry;
import java.util.List;
import java.util.Random;

/// What must hold for any ledger, over many seeds; a failure names its seed. `-Dlandlord.seeds=10000` looks further.
final class Seeds {
    private static final int SEEDS = Integer.getInteger("landlord.seeds", 100);

    private Seeds() {
    }

    @FunctionalInterface
    interface Property {
        void check(Random random, List<LedgerEntry> entries);
    }

    static void each(Property property) {
        for (int seed = 0; seed < SEEDS; seed++) {
            try {
                var random = new Random(seed);
                property.check(random, Booked.random(random));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed %d: %s".formatted(seed, e.getMessage()), e);
            }
        }
    }
}
