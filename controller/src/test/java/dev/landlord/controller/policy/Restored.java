package dev.landlord.controller.policy;

import dev.landlord.controller.engine.Offsets;
import dev.landlord.controller.engine.StateCodec;
import dev.landlord.controller.engine.StateRecord;
import dev.landlord.protocol.json.Decoded;

/// A state as the next owner of its partition reads it.
final class Restored {
    private Restored() {
    }

    static TenantState of(TenantState state) {
        var value = StateCodec.encode(new StateRecord.Snapshot(1, new Offsets(0, 0, 0), state));
        if (StateCodec.decode(value) instanceof Decoded.Known(StateRecord.Snapshot snapshot)) {
            return snapshot.state();
        }
        throw new AssertionError("not a snapshot: " + StateCodec.decode(value));
    }
}
