package dev.landlord.launcher.simulation;

/// Something that holds after every event, whatever happens.
abstract class Invariant implements Observer {
    final Simulation sim;
    private final String rule;
    private long exercised;

    Invariant(Simulation sim, String rule) {
        this.sim = sim;
        this.rule = rule;
    }

    String rule() {
        return rule;
    }

    /// How often there was something to check.
    long exercised() {
        return exercised;
    }

    void exercise() {
        exercised++;
    }

    void violated(String format, Object... arguments) {
        sim.violated(rule, format.formatted(arguments));
    }

    long now() {
        return sim.loop().now();
    }
}
