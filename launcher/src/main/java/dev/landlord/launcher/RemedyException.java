package dev.landlord.launcher;

/// A failure that the person at the terminal can mend: the message names what is wrong and what to do, and is shown without a stack
/// trace.
public class RemedyException extends RuntimeException {
    public RemedyException(String message) {
        super(message);
    }

    public RemedyException(String message, Throwable cause) {
        super(message, cause);
    }
}
