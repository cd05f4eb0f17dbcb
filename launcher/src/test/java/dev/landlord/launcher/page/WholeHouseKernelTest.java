package dev.landlord.launcher.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.launcher.house.RealHouse;
import dev.landlord.protocol.TenantId;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The page where nothing is played: broker, controller and agent run, and a real hog is throttled by the kernel before the reader's eyes.
@Tag("kernel")
@Timeout(240)
class WholeHouseKernelTest extends InBrowser {
    private static final TenantId HOG = new TenantId("tenant-b");
    private static final String[] BURN = {"sh", "-c", "while :; do :; done", "the-hog"};

    private static RealHouse house;

    @BeforeAll
    static void startHouse() throws Exception {
        house = RealHouse.named("landlord-page");
        house.start();
    }

    @AfterAll
    static void stopHouse() {
        if (house != null) {
            house.close();
        }
    }

    @Override
    URI address() {
        return house.address();
    }

    /// One house serves all tests.
    @Override
    void stopServing() {
    }

    @Test
    void aRealHogIsThrottledWithoutReload() {
        visit();
        reads("landlord-tenants", "No tenant has moved in yet");
        house.declare("""
            tenants:
              - {id: tenant-a, quota: {cpu: 2, memory: 4Gi}}
              - {id: tenant-b, quota: {cpu: 200m}, class: strict}
            """, HOG);
        reads(card("tenant-a"), "free", "of 2 cores", "of 4 GiB", "standard");
        reads(card("tenant-b"), "free", "of 0.2 cores", "strict", "No workload runs here now");
        assertThat(browser.count("landlord-tenant")).isEqualTo(2);

        long pid = house.run(HOG, "burn", BURN).process().pid();

        reads(card("tenant-b"), "throttled", "of 0.20 cores for", "Held at CPU 0.2 cores", "The kernel slowed it in");
        Browser.eventually().untilAsserted(() -> assertThat(browser.text(card("tenant-b"))).doesNotContain("not acknowledged yet"));
        reads(card("tenant-a"), "free");
        reads("landlord-announcer", "tenant-b is throttled");
        reads("landlord-decisions", "tenant-b throttled warned → throttled", "tenant-b warned free → warned", "by policy strict");
        browser.click(card("tenant-b") + " >> landlord-workloads >> summary");
        reads(card("tenant-b"), "burn", String.join(" ", BURN), Long.toString(pid));
        reads("landlord-node", "up", "enforce", "cgroup ", " cores of ", "load ", "a round takes", "tenant-b");
        Browser.eventually().untilAsserted(() -> assertThat(browser.text("landlord-node"))
            .containsPattern("[1-9]\\d* writes? since the agent started"));
        reads("landlord-house-totals", "on 1 node");
        assertThat(List.of(browser.text("landlord-node"), browser.text("landlord-connection")))
            .satisfiesExactly(node -> assertThat(node).doesNotContain("not known of"), said -> assertThat(said).isEqualTo("live"));
    }
}
