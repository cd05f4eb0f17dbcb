package dev.landlord.launcher.broker;

import dev.landlord.launcher.RemedyException;

/// The broker cannot start or has died.
public final class BrokerException extends RemedyException {
    public BrokerException(String message) {
        super(message);
    }

    public BrokerException(String message, Throwable cause) {
        super(message, cause);
    }
}
