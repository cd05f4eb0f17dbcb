package dev.landlord.launcher;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;

/// A failure that the person at the terminal can mend: the message names what is wrong and what to do, and is shown without a stack
/// trace.
public class RemedyException extends RuntimeException {
    public RemedyException(String message) {
        super(message);
    }

    public RemedyException(String message, Throwable cause) {
        super(message, cause);
    }

    /// What an exception of input or output says to a person; those of files name nothing but the file, so what is wrong with it is put before.
    public static String said(IOException failure) {
        return switch (failure) {
            case AccessDeniedException denied -> "permission denied: " + denied.getMessage();
            case NoSuchFileException missing -> "no such file: " + missing.getMessage();
            case FileAlreadyExistsException taken -> "it exists already: " + taken.getMessage();
            default -> failure.getMessage() == null ? failure.toString() : failure.getMessage();
        };
    }
}
