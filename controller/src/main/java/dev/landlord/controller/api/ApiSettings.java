package dev.landlord.controller.api;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// How the API is served.
///
/// @param host         address to listen on
/// @param port         0 for any free one
/// @param allowedHosts names besides `host` that a request's `Host` header may carry
/// @param dataDir      directory of `admin.token`
/// @param streams      limits of the event streams
public record ApiSettings(String host, int port, List<String> allowedHosts, Path dataDir, Streams streams) {
    /// Bytes of a request's body; one more is 413.
    static final int LARGEST_BODY = 1 << 20;
    /// A connection on which nothing moves for so long is closed.
    static final Duration IDLE = Duration.ofSeconds(60);

    public ApiSettings {
        allowedHosts = List.copyOf(allowedHosts);
    }

    public ApiSettings(String host, int port, List<String> allowedHosts, Path dataDir) {
        this(host, port, allowedHosts, dataDir, Streams.DEFAULTS);
    }

    /// Limits of the event streams.
    ///
    /// @param most         connections at a time; one more is 503
    /// @param backlogBytes events that may wait for a slow reader before it is disconnected
    /// @param every        how often changes are looked for
    /// @param heartbeat    how often a comment is sent
    public record Streams(int most, int backlogBytes, Duration every, Duration heartbeat) {
        public static final Streams DEFAULTS = new Streams(64, 1 << 20, Duration.ofMillis(200), Duration.ofSeconds(10));
    }
}
