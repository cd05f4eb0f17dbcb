package dev.landlord.launcher.simulation;

import java.util.List;
import java.util.SplittableRandom;

/// A stream of random numbers of its own for each purpose, all from one seed: so that drawing once more for one purpose leaves the others as
/// they were.
final class Dice {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final SplittableRandom random;

    Dice(long seed, String purpose) {
        this.random = new SplittableRandom(seed * GOLDEN + purpose.hashCode());
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /// From `least` to `most`, both included.
    long between(long least, long most) {
        return random.nextLong(least, most + 1);
    }

    double between(double least, double most) {
        return least + random.nextDouble() * (most - least);
    }

    <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
