package dev.landlord.agent.sample;

import java.util.function.LongUnaryOperator;

/// What a kernel file said about one number. Missing is neither zero nor unlimited.
public sealed interface Reading {
    Reading UNLIMITED = new Unlimited();

    static Reading known(long value) {
        return new Known(value);
    }

    static Reading unavailable(String why) {
        return new Unavailable(why);
    }

    /// A known value changed by `change`; anything else as it is.
    default Reading map(LongUnaryOperator change) {
        return switch (this) {
            case Known(var value) -> new Known(change.applyAsLong(value));
            case Unlimited _, Unavailable _ -> this;
        };
    }

    /// The number was there.
    record Known(long value) implements Reading {
    }

    /// The kernel sets no bound here (`max`, `-1`, or the largest number it can express).
    record Unlimited() implements Reading {
    }

    /// There was no such number.
    ///
    /// @param why for people, with the file's name
    record Unavailable(String why) implements Reading {
    }
}
