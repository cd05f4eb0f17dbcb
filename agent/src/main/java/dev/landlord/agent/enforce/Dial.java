package dev.landlord.agent.enforce;

import java.util.List;
import java.util.Locale;

/// One thing to set in a group: a knob, or of [Knob#IO] one direction of one block device.
///
/// @param device    `major:minor`, or empty for every other knob
/// @param direction null for every other knob
public record Dial(Knob knob, String device, Direction direction) {
    public Dial {
        if ((knob == Knob.IO) == device.isEmpty() || device.isEmpty() != (direction == null)) {
            throw new IllegalArgumentException("only IO is set by device and direction, got %s %s %s".formatted(knob, device, direction));
        }
    }

    /// Which way data goes.
    public enum Direction {
        READ, WRITE
    }

    /// @param knob any but [Knob#IO]
    public static Dial of(Knob knob) {
        return new Dial(knob, "", null);
    }

    public static Dial io(String device, Direction direction) {
        return new Dial(Knob.IO, device, direction);
    }

    /// Both directions of a block device.
    public static List<Dial> io(String device) {
        return List.of(io(device, Direction.READ), io(device, Direction.WRITE));
    }

    /// As people read it, e.g. `limit.io (8:0 read)`.
    @Override
    public String toString() {
        return device.isEmpty() ? knob.capability() : "%s (%s %s)".formatted(knob.capability(), device, direction.name().toLowerCase(Locale.ROOT));
    }
}
