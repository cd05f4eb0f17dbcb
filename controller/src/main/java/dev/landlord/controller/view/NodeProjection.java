package dev.landlord.controller.view;

import dev.landlord.controller.policy.NodeMeter;
import dev.landlord.protocol.message.NodeReport;
import java.time.Duration;
import java.time.Instant;

/// What is known of one node.
final class NodeProjection {
    private NodeReport report;
    private Instant seenAt;
    private NodeView.State told = NodeView.State.UP;

    NodeProjection(NodeReport report, Instant seenAt) {
        accept(report, seenAt);
    }

    void accept(NodeReport newer, Instant at) {
        report = newer;
        seenAt = at;
    }

    NodeReport report() {
        return report;
    }

    Instant seenAt() {
        return seenAt;
    }

    NodeView.State state(Instant now) {
        return switch (report.state()) {
            case STOPPED -> NodeView.State.STOPPED;
            case UP -> Duration.between(seenAt, now).compareTo(House.SILENT_AFTER) >= 0 ? NodeView.State.SILENT : NodeView.State.UP;
        };
    }

    /// Whether its agent has said good-bye since that sample.
    boolean leftSince(NodeMeter meter) {
        return report.state() == NodeReport.State.STOPPED && !meter.at().isAfter(seenAt);
    }

    /// Whether the state differs from what was last told, which it is from now on.
    boolean tells(NodeView.State state) {
        boolean news = told != state;
        told = state;
        return news;
    }
}
