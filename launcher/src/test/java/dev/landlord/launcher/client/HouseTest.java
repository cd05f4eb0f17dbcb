package dev.landlord.launcher.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.json.MessageCodec;
import org.junit.jupiter.api.Test;

class HouseTest {
    private final House house = new House();

    @Test
    void itFollowsTheEventsAndLeavesHistoryOut() {
        apply("snapshot", """
            {"tenants":[{"id":"b","version":1,"recent":[{}]},{"id":"a"}],"nodes":[{"id":"n1","state":"up"}],"switches":[{"means":"evict"}]}""");
        assertThat(house.tenants()).extracting(tenant -> tenant.path("id").asString("")).containsExactly("a", "b");
        assertThat(house.tenant("b").orElseThrow().has("recent")).isFalse();
        assertThat(house.switchesOff()).hasSize(1);

        House before = house.copy();
        apply("tenant", "{\"id\":\"b\",\"version\":2,\"recent\":[{}]}");
        apply("node", "{\"id\":\"n1\",\"state\":\"silent\"}");
        apply("removed", "{\"tenant\":\"a\"}");
        apply("switches", "{\"switches\":[]}");
        apply("decision", "{\"id\":\"1\"}");

        assertThat(house.tenants()).singleElement().satisfies(tenant -> assertThat(tenant.path("version").intValue()).isEqualTo(2));
        assertThat(house.nodes()).singleElement().satisfies(node -> assertThat(node.path("state").asString("")).isEqualTo("silent"));
        assertThat(house.switchesOff()).isEmpty();
        assertThat(before.tenants()).hasSize(2);
        assertThat(before.switchesOff()).hasSize(1);

        apply("snapshot", "{\"tenants\":[],\"nodes\":[]}");
        assertThat(house.tenants()).isEmpty();
        assertThat(house.nodes()).isEmpty();
    }

    private void apply(String event, String data) {
        house.apply(event, MessageCodec.mapper().readTree(data));
    }
}
