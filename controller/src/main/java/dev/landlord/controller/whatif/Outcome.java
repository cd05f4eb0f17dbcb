package dev.landlord.controller.whatif;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What one class would have done to a tenant.
///
/// @param policyClass its name
/// @param episodes    in the order in which they began
/// @param end         of the recording, as far as the tenant is concerned
public record Outcome(String policyClass, List<Episode> episodes, Instant end) {
    public Outcome {
        episodes = List.copyOf(episodes);
    }

    public long count(Episode.What what) {
        return episodes.stream().filter(episode -> episode.what() == what).count();
    }

    /// How long the tenant would have been held back by weights, limits or a freeze: the sum over its resources.
    public Duration heldBack() {
        return episodes.stream().filter(episode -> episode.what().holdsBack()).flatMap(episode -> length(episode).stream())
            .reduce(Duration.ZERO, Duration::plus);
    }

    /// How long an episode lasted within the recording; empty for what takes no time.
    public Optional<Duration> length(Episode episode) {
        return episode.what().lasts() ? Optional.of(Duration.between(episode.from(), episode.to() == null ? end : episode.to())) : Optional.empty();
    }
}
