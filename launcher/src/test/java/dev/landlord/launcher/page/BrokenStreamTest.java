package dev.landlord.launcher.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A stream that breaks is never mistaken for a quiet house.
class BrokenStreamTest extends AtPlayedHouse {
    @BeforeEach
    void allowTheBrowsersOwnReport() {
        allowInConsole(STREAM_FAILED);
    }

    @Test
    void itSaysSoShowsValuesAsStaleAndReconnects() {
        house.snapshot(Houses.usual());
        visit();
        assertThat(browser.count("landlord-tenant[stale]")).isZero();

        house.refuse(true);
        house.cut();

        reads("landlord-broken-stream", "The stream broke at", "What you see is as of", "Trying again in");
        reads("landlord-connection", "reconnecting in");
        reads(card("tenant-a"), "1.25 cores of 2 cores", "as of");
        assertThat(browser.count("landlord-tenant[stale]")).isEqualTo(2);
        reads("landlord-announcer", "The stream broke");
        reads("landlord-broken-stream", "the controller answers 503: waiting for kafka");

        house.snapshot(Houses.house(List.of(Houses.tenant("tenant-a", "free", 0.2, 2.0)), List.of(), List.of()));
        house.refuse(false);

        reads("landlord-connection", "live");
        reads(card("tenant-a"), "0.2 cores of 2 cores");
        assertThat(browser.count("landlord-tenant")).as("the new snapshot replaces the old house").isEqualTo(1);
        assertThat(browser.count("landlord-tenant[stale]")).isZero();
        assertThat(browser.text("landlord-broken-stream")).isEmpty();
        reads("landlord-announcer", "Connected again");
    }

    @Test
    void itWaitsLongerEachTimeAndAPersonCanHurryIt() {
        house.snapshot(Houses.usual());
        visit();
        house.refuse(true);
        house.cut();
        // 1, 2 and 4 s, less a fifth at most: the fourth wait is the first that can say 6 or more.
        Browser.eventually().untilAsserted(() -> assertThat(browser.text("landlord-connection")).matches("reconnecting in ([6-9]|10) s"));

        house.refuse(false);
        browser.click("landlord-broken-stream >> button");

        reads("landlord-connection", "live");
        assertThat(house.accepted()).isEqualTo(2);
    }

    @Test
    void figuresThatAreNotRenewedBecomeStaleThoughTheStreamLives() {
        var old = Houses.tenant("tenant-a", "free", 1.25, 2.0).put("updatedAt", Instant.now().minusSeconds(60).toString());
        house.snapshot(Houses.house(List.of(old, Houses.tenant("tenant-b", "free", 0.1, 2.0)), List.of(Houses.node("n1")), List.of()));
        visit();

        reads(card("tenant-a"), "as of");
        assertThat(browser.count("landlord-tenant[stale]")).isEqualTo(1);
    }

    @Test
    void anEventOfALaterVersionIsPassedOver() {
        house.snapshot(Houses.usual());
        visit();

        house.send("rumour", new JsonObject().put("about", "tenant-a"));
        house.send("tenant", Houses.tenant("tenant-a", "free", 0.33, 2.0));

        reads(card("tenant-a"), "0.33 cores");
        reads("landlord-connection", "live");
    }
}
