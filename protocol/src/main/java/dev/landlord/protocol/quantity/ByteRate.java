package dev.landlord.protocol.quantity;

/// Bytes a second as people write it: `200MiB/s`, `1G/s`. The `/s` must be there, so that nobody mistakes it for a size.
///
/// @param bytesPerSecond above zero
public record ByteRate(long bytesPerSecond) {
    private static final String PER_SECOND = "/s";

    public ByteRate {
        if (bytesPerSecond <= 0) {
            throw new IllegalArgumentException("a rate must be above zero");
        }
    }

    /// @throws IllegalArgumentException naming the text and the accepted form
    public static ByteRate parse(String text) {
        var stripped = text.strip();
        if (!stripped.endsWith(PER_SECOND)) {
            throw new IllegalArgumentException("'%s' is not a rate: write it like 200MiB/s".formatted(text));
        }
        return new ByteRate(Bytes.parse(stripped.substring(0, stripped.length() - PER_SECOND.length())).value());
    }

    @Override
    public String toString() {
        var size = new Bytes(bytesPerSecond).toString();
        return size + "B" + PER_SECOND;
    }
}
