package dev.landlord.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32;

/// The key of a record in `landlord.commands`: `node/tenant` for a throttle, `node/tenant/order` for an eviction.
///
/// @param order the eviction order's id, or empty for the throttle
public record CommandKey(NodeId node, TenantId tenant, Optional<String> order) {
    public CommandKey {
        order.ifPresent(id -> Ids.check("order", id));
    }

    public static CommandKey throttle(NodeId node, TenantId tenant) {
        return new CommandKey(node, tenant, Optional.empty());
    }

    public static CommandKey evict(NodeId node, TenantId tenant, String order) {
        return new CommandKey(node, tenant, Optional.of(order));
    }

    /// @throws IllegalArgumentException if the text is no such key
    public static CommandKey parse(String text) {
        var parts = text.split("/", -1);
        return switch (parts.length) {
            case 2 -> throttle(new NodeId(parts[0]), new TenantId(parts[1]));
            case 3 -> evict(new NodeId(parts[0]), new TenantId(parts[1]), parts[2]);
            default -> throw new IllegalArgumentException("'%s' is not a command key: node/tenant or node/tenant/order".formatted(text));
        };
    }

    /// The partition of `landlord.commands` that carries everything for a node: CRC32 of the node's UTF-8 bytes, modulo the
    /// number of partitions. An agent assigns this one by hand.
    public static int partition(NodeId node, int partitions) {
        var crc = new CRC32();
        crc.update(node.value().getBytes(StandardCharsets.UTF_8));
        return (int) (crc.getValue() % partitions);
    }

    @Override
    public String toString() {
        var base = node + "/" + tenant;
        return order.map(id -> base + "/" + id).orElse(base);
    }
}
