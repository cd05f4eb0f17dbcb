package dev.landlord.controller.api;

import dev.landlord.controller.view.Changes;
import dev.landlord.controller.view.SwitchView;
import dev.landlord.protocol.TenantId;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/// Server-sent events as bytes. JSON holds no line break of its own, so whatever a tenant's name or command says, it stays inside its event.
final class StreamFrames {
    static final Buffer HEARTBEAT = Buffer.buffer(": still here\n\n");

    private StreamFrames() {
    }

    static Buffer event(String name, Object value) {
        return Buffer.buffer("event: " + name + "\ndata: ").appendBuffer(Answers.encode(value)).appendString("\n\n");
    }

    static List<Buffer> of(Changes changes) {
        var frames = new ArrayList<Buffer>();
        changes.nodes().forEach(node -> frames.add(event("node", node)));
        changes.tenants().forEach(tenant -> frames.add(event("tenant", tenant)));
        changes.decisions().forEach(decision -> frames.add(event("decision", decision)));
        changes.switches().ifPresent(off -> frames.add(event("switches", new Switches(off))));
        changes.removed().forEach(tenant -> frames.add(event("removed", new Removed(tenant))));
        return frames;
    }

    private record Switches(List<SwitchView> switches) {
    }

    private record Removed(TenantId tenant) {
    }
}
