package dev.landlord.launcher.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/// What the engine logs about faults that a simulation makes on purpose helps nobody; the trace tells more.
final class Quiet {
    private Quiet() {
    }

    static void engine() {
        ((Logger) LoggerFactory.getLogger("dev.landlord.controller.engine")).setLevel(Level.OFF);
        ((Logger) LoggerFactory.getLogger("dev.landlord.agent")).setLevel(Level.OFF);
    }
}
