package dev.landlord.launcher;

/// A configuration that is refused, or is not where the command line says: not understood, as a wrong option is.
public final class ConfigurationException extends RemedyException {
    public ConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}
