package dev.landlord.controller.ports;

/// Something that this controller depends on does not answer; asking again later may work.
public final class Unavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param message what does not answer, and what to look at
    public Unavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
