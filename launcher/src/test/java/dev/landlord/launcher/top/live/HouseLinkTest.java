package dev.landlord.launcher.top.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.landlord.launcher.client.ControllerAddress;
import dev.landlord.launcher.page.HouseServer;
import dev.landlord.launcher.top.PlayedHouse;
import dev.landlord.launcher.top.Standing;
import dev.landlord.launcher.top.Standing.Link;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class HouseLinkTest {
    private static final Clock CLOCK = Clock.fixed(PlayedHouse.NOW, ZoneOffset.UTC);

    private final AtomicInteger changes = new AtomicInteger();

    @Test
    void itFollowsSaysWhenTheControllerGoesAndComesBack() {
        try (HouseServer server = new HouseServer().snapshot(new JsonObject(PlayedHouse.snapshot())); HouseLink link = to(address(server))) {
            link.start().join();
            Standing standing = link.standing();
            assertThat(standing.link()).isEqualTo(new Link.Live());
            assertThat(standing.told()).contains(PlayedHouse.NOW);
            assertThat(standing.house().tenants()).hasSize(4);
            await().until(() -> server.readers() == 1);

            server.send("removed", new JsonObject().put("tenant", "tenant-c"));
            await().until(() -> link.standing().house().tenants().size() == 3);
            assertThat(standing.house().tenants()).as("what was handed out stands").hasSize(4);

            server.refuse(true);
            server.cut();
            await().atMost(30, TimeUnit.SECONDS).until(() ->
                link.standing().link() instanceof Link.Lost(String why, _) && why.contains("status 503"));
            assertThat(link.standing().house().tenants()).as("known still").hasSize(3);

            server.refuse(false);
            await().atMost(60, TimeUnit.SECONDS).until(() -> link.standing().link() instanceof Link.Live);
            assertThat(link.standing().house().tenants()).as("a new snapshot").hasSize(4);
            assertThat(changes.get()).isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void itFindsAControllerThatCameBackElsewhere() {
        try (HouseServer second = new HouseServer().snapshot(new JsonObject(PlayedHouse.snapshot()))) {
            HouseServer first = new HouseServer().snapshot(new JsonObject(PlayedHouse.snapshot()));
            try (HouseLink link = new HouseLink(address(first), _ -> address(second), CLOCK, changes::incrementAndGet)) {
                link.start().join();
                first.close();

                await().atMost(60, TimeUnit.SECONDS).until(() -> link.standing().link() instanceof Link.Live && second.readers() == 1);
                assertThat(link.standing().controller()).isEqualTo("127.0.0.1:" + second.address().getPort());
            }
        }
    }

    @Test
    void aFirstAttemptThatFailsTellsWhatToDo() {
        HouseServer gone = new HouseServer();
        ControllerAddress address = address(gone);
        gone.close();
        try (HouseLink link = to(address)) {
            assertThatThrownBy(() -> link.start().join()).hasMessageContaining("nothing answers at " + address.url())
                .hasMessageContaining("landlord up");
            await().until(() -> link.standing().link() instanceof Link.Lost(String why, _) && why.equals("nothing answers at " + address.url()));
        }
    }

    private HouseLink to(ControllerAddress address) {
        return new HouseLink(address, same -> same, CLOCK, changes::incrementAndGet);
    }

    private static ControllerAddress address(HouseServer server) {
        return new ControllerAddress(server.address(), Optional.empty());
    }
}
