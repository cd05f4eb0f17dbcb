package dev.landlord.launcher.doctor;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// What looking at one thing told.
///
/// @param check  what was looked at
/// @param says   what is
/// @param remedy what to change, or null where nothing need be
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Finding(String check, Level level, String says, String remedy) {
    static Finding ok(String check, String says) {
        return new Finding(check, Level.OK, says, null);
    }

    static Finding note(String check, String says, String remedy) {
        return new Finding(check, Level.NOTE, says, remedy);
    }

    static Finding problem(String check, String says, String remedy) {
        return new Finding(check, Level.PROBLEM, says, remedy);
    }

    /// How much it matters.
    public enum Level {
        /// As it should be.
        OK,
        /// Landlord works, with less than it could have.
        NOTE,
        /// Something that Landlord is for does not work.
        PROBLEM;

        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
