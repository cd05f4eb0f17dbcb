package dev.landlord.controller.engine;

import dev.landlord.controller.ports.Readiness;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// How far the start has come.
final class Progress implements Readiness {
    private volatile Snapshot now = new Snapshot(List.of(Stage.values()), "the start has just begun");
    private volatile Optional<HistoryBehind> history = Optional.empty();

    /// What has to be there, in this order.
    enum Stage {
        KAFKA, TOPICS, TENANTS, OWNERSHIP;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private record Snapshot(List<Stage> missing, String detail) {
    }

    @Override
    public List<String> waitingFor() {
        return now.missing().stream().map(Stage::wire).toList();
    }

    @Override
    public String detail() {
        return now.detail();
    }

    @Override
    public Optional<HistoryBehind> history() {
        return history;
    }

    void history(Optional<HistoryBehind> behind) {
        history = behind;
    }

    void set(Stage stage, boolean there) {
        var missing = new ArrayList<>(now.missing());
        missing.remove(stage);
        if (!there) {
            missing.add(stage);
            missing.sort(null);
        }
        now = new Snapshot(List.copyOf(missing), missing.isEmpty() ? "" : now.detail());
    }

    void explain(String detail) {
        now = new Snapshot(now.missing(), detail);
    }
}
