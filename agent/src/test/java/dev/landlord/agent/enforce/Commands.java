package dev.landlord.agent.enforce;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Command.Evict;
import dev.landlord.protocol.message.Command.Fence;
import dev.landlord.protocol.message.Command.Throttle;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.Reason;
import java.time.Instant;

/// Commands for tests.
final class Commands {
    static final NodeId NODE = new NodeId("n1");
    static final TenantId TENANT = new TenantId("a");
    static final Instant ISSUED = Instant.parse("2026-11-22T10:00:00Z");
    static final String BOOT = "boot-1";
    static final long GROUP_ID = 4711;
    static final Limits HALF = Limits.ofCpu(0.5);
    static final Reason REASON = new Reason("test", "");

    private Commands() {
    }

    static Throttle throttle(long epoch, long generation, Limits limits) {
        return new Throttle(NODE, TENANT, epoch, generation, ISSUED, limits.isEmpty() ? 0 : 60_000, limits, REASON);
    }

    static Evict evict(String order) {
        return evict(order, 1, BOOT);
    }

    static Evict evict(String order, long epoch, String bootId) {
        return evict(order, epoch, bootId, ISSUED);
    }

    static Evict evictIssuedAt(String order, Instant issuedAt) {
        return evict(order, 1, BOOT, issuedAt);
    }

    private static Evict evict(String order, long epoch, String bootId, Instant issuedAt) {
        return new Evict(NODE, TENANT, order, epoch, issuedAt, 60_000, 5_000, new Fence(bootId, "w", "/landlord/a/w", GROUP_ID), REASON);
    }
}
