package dev.landlord.launcher.demo;

import dev.landlord.launcher.terminal.Line;
import dev.landlord.launcher.terminal.Line.Tone;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Decisions as lines, each told once, although the stream may repeat one. Not safe for several threads at a time.
final class DecisionLines {
    /// More than a snapshot of the stream repeats.
    private static final int MOST_REMEMBERED = 1_000;

    private final DateTimeFormatter time;
    private final Set<String> told = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST_REMEMBERED;
        }
    });

    DecisionLines(ZoneId zone) {
        time = DateTimeFormatter.ofPattern("HH:mm:ss").withZone(zone);
    }

    /// The decisions of an event of the stream that were not told before, the oldest first.
    List<Line> of(String event, JsonNode data) {
        List<JsonNode> decisions = switch (event) {
            case "snapshot" -> data.path("decisions").valueStream().toList().reversed();
            case "decision" -> List.of(data);
            default -> List.of();
        };
        List<Line> lines = new ArrayList<>();
        for (JsonNode decision : decisions) {
            if (told.add(decision.path("id").asString(""))) {
                lines.add(line(decision));
            }
        }
        return lines;
    }

    private Line line(JsonNode decision) {
        String action = decision.path("action").asString("");
        return new Line("%s  %-9s %-9s %s".formatted(at(decision.path("at").asString("")), decision.path("tenant").asString(""), action,
            decision.path("text").asString("")), tone(action));
    }

    private String at(String instant) {
        try {
            return time.format(Instant.parse(instant));
        } catch (DateTimeParseException _) {
            return "--:--:--";
        }
    }

    private static Tone tone(String action) {
        return switch (action) {
            case "warn" -> Tone.WARNING;
            case "throttle", "evict", "evicted" -> Tone.BAD;
            case "release", "calm", "lifted" -> Tone.GOOD;
            default -> Tone.PLAIN;
        };
    }
}
