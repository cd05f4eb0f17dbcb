package dev.landlord.launcher.client;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The house as the stream of events has told it so far; the tenants' history is left out. Not safe for several threads at a time.
public final class House {
    private final Map<String, JsonNode> tenants;
    private final Map<String, JsonNode> nodes;
    private List<JsonNode> switchesOff;

    /// Of which nothing is known yet.
    public House() {
        this(Map.of(), Map.of(), List.of());
    }

    private House(Map<String, JsonNode> tenants, Map<String, JsonNode> nodes, List<JsonNode> switchesOff) {
        this.tenants = new TreeMap<>(tenants);
        this.nodes = new TreeMap<>(nodes);
        this.switchesOff = switchesOff;
    }

    /// Takes in an event of the stream; others than those about tenants, nodes and switches change nothing.
    public void apply(String event, JsonNode data) {
        switch (event) {
            case "snapshot" -> {
                tenants.clear();
                nodes.clear();
                data.path("tenants").forEach(this::putTenant);
                data.path("nodes").forEach(this::putNode);
                switchesOff = data.path("switches").valueStream().toList();
            }
            case "tenant" -> putTenant(data);
            case "node" -> putNode(data);
            case "removed" -> tenants.remove(data.path("tenant").asString(""));
            case "switches" -> switchesOff = data.path("switches").valueStream().toList();
            default -> { }
        }
    }

    /// By id; a view of the state of this moment.
    public Collection<JsonNode> tenants() {
        return tenants.values();
    }

    public Optional<JsonNode> tenant(String id) {
        return Optional.ofNullable(tenants.get(id));
    }

    /// By id.
    public Collection<JsonNode> nodes() {
        return nodes.values();
    }

    /// What is switched off for the whole house.
    public List<JsonNode> switchesOff() {
        return switchesOff;
    }

    /// As it is now; what comes later does not change it.
    public House copy() {
        return new House(tenants, nodes, switchesOff);
    }

    private void putTenant(JsonNode tenant) {
        if (tenant instanceof ObjectNode object) {
            object.remove("recent");
        }
        tenants.put(tenant.path("id").asString(""), tenant);
    }

    private void putNode(JsonNode node) {
        nodes.put(node.path("id").asString(""), node);
    }
}
