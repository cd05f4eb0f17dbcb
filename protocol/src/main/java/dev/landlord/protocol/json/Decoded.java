package dev.landlord.protocol.json;

/// What came of reading a record's value.
///
/// @param <T> the message's type
public sealed interface Decoded<T> {
    /// It was read.
    record Known<T>(T message) implements Decoded<T> {
    }

    /// It is of a schema that this version does not know: count it and skip it.
    record UnknownSchema<T>(String schema) implements Decoded<T> {
    }

    /// It is no such message: count it, log `why` and skip it.
    record Malformed<T>(String why) implements Decoded<T> {
    }
}
