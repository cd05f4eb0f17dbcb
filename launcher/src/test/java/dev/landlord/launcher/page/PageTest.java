package dev.landlord.launcher.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a person sees, and that it follows the stream without a reload.
class PageTest extends AtPlayedHouse {
    @Test
    void aCardForEachTenantTellsUseQuotaStateAndReason() {
        house.snapshot(Houses.usual());
        visit();

        reads(card("tenant-a"), "tenant-a", "free", "1.25 cores of 2 cores", "900 MiB of 4 GiB", "7 no quota", "2 MiB/s no quota", "team: vision");
        reads(card("tenant-b"), "throttled", "CPU 1.0 of 0.5 cores for 11 s", "score 100", "Held at CPU 0.5 cores on n1", "applied", "strict");
        reads(card("tenant-b"), "98 %", "active", "limits enforced", "1 of 1 check passed");
        Browser.eventually().untilAsserted(() -> assertThat(browser.count("landlord-usage-chart >> canvas")).isGreaterThanOrEqualTo(8));
    }

    @Test
    void aQuotaThatHoldsOnEachNodeIsNotComparedWithTheUseOfAll() {
        var each = Houses.tenant("tenant-c", "free", 3.0, 2.0).put("scope", "node");
        each.getJsonObject("share").put("cpu", 0.8);
        house.snapshot(Houses.house(List.of(each), List.of(Houses.node("n1")), List.of()));
        visit();

        reads(card("tenant-c"), "3 cores in all; 2 cores on each node", "80 %");
        assertThat(browser.text(card("tenant-c"))).doesNotContain("150 %");
        reads("landlord-house-totals", "no quotas");
    }

    @Test
    void nodesAndDecisionsAndTheWholeHouseAreShown() {
        house.snapshot(Houses.usual());
        visit();

        reads("landlord-node", "n1", "up", "enforce", "cgroup hybrid", "2.1 cores of 4 cores", "load 0.70", "a round takes 350 µs",
            "1 thing it cannot do", "limit.memoryHigh", "cgroup v1 has no memory.high");
        reads("landlord-decisions", "tenant-b throttled warned → throttled CPU 1.0 of 0.5 cores for 11 s by policy strict · on n1");
        assertThat(browser.text("landlord-node")).as("an agent that does not count what it enforces").doesNotContain("since the agent started");
        assertThat(browser.text("landlord-decisions").indexOf("for 11 s")).as("newest first")
            .isLessThan(browser.text("landlord-decisions").indexOf("for 5 s"));
        reads("landlord-house-totals", "1.74 cores of 4 cores on 1 node", "2.5 cores promised in quotas", "0.31 cores not attributed");
    }

    @Test
    void whatWaitsOnANodeIsShownWhereThereIsSomethingOrTheNodeIsAway() {
        var spool = new JsonObject().put("waiting", 0).put("bytes", 0).put("spooled", 900).put("thinned", 0).put("dropped", 0);
        var node = Houses.node("n1");
        node.getJsonObject("agent").put("spool", spool).put("acksDropped", 0).put("unkeptReads", 0);
        house.snapshot(Houses.usual().put("nodes", new JsonArray().add(node)));
        visit();
        reads("landlord-node", "a round takes 350 µs");
        assertThat(browser.text("landlord-node")).as("nothing to tell").doesNotContain("Spool", "lost", "kept open");

        spool.put("waiting", 1200).put("bytes", 65_536).put("thinned", 30).put("dropped", 2);
        node.getJsonObject("agent").put("acksDropped", 1).put("unkeptReads", 7);
        house.send("node", node);
        reads("landlord-node", "Spool1,200 samples wait (64 KiB) · 30 thinned · 2 given up", "1 answer lost", "7 readings without a file kept open");

        spool.put("waiting", 0).put("thinned", 0).put("dropped", 0);
        house.send("node", node.put("state", "silent"));
        reads("landlord-node", "silent: no heartbeat", "Spool0 samples waited");
    }

    @Test
    void aStateChangesWithoutReload() {
        house.snapshot(Houses.usual());
        visit();
        reads(card("tenant-a"), "free");

        var warned = Houses.tenant("tenant-a", "warned", 2.75, 2.0);
        warned.getJsonObject("enforcement").put("reason", "CPU 2.75 of 2 cores for 30 s");
        house.send("tenant", warned);

        reads(card("tenant-a"), "warned", "CPU 2.75 of 2 cores for 30 s", "138 %");
        reads("landlord-announcer", "tenant-a is warned");
        reads("landlord-tenants", "warned 1");
    }

    @Test
    void whatIsSwitchedOffIsSaidUntilItIsOnAgain() {
        house.snapshot(Houses.usual().mergeIn(Houses.switchedOff("throttle", "alice", "incident 7")));
        visit();
        reads("landlord-switched-off", "Throttling is switched off for the whole house by alice since", ": incident 7");

        house.send("switches", Houses.switchedOff("evict", "<b>bob</b>", "see \u202egnp"));
        reads("landlord-switched-off", "Evicting is switched off for the whole house by <b>bob</b> since", "see \\u202egnp");
        assertThat(browser.text("landlord-switched-off")).doesNotContain("Throttling");
        reads("landlord-announcer", "Switched off for the whole house: Evicting");

        house.send("switches", new JsonObject().put("switches", new JsonArray()));
        Browser.eventually().untilAsserted(() -> assertThat(browser.text("landlord-switched-off")).isEmpty());
        reads("landlord-announcer", "Nothing is switched off any more");
    }

    @Test
    void aClassThatOnlyWatchesShowsOnTheCard() {
        house.snapshot(Houses.house(List.of(Houses.tenant("tenant-a", "warned", 2.5, 2.0).put("class", "watch").put("mode", "watch"),
            Houses.tenant("tenant-b", "free", 0.5, 2.0).put("mode", "act")), List.of(Houses.node("n1")), List.of()));
        visit();

        reads(card("tenant-a"), "watch watched only", "limits watched, not enforced");
        reads(card("tenant-b"), "limits enforced");
        assertThat(browser.text(card("tenant-b"))).doesNotContain("watched only");
        house.send("tenant", Houses.tenant("tenant-b", "free", 0.5, 2.0).put("mode", "watch"));
        reads(card("tenant-b"), "watched only", "limits watched, not enforced");
    }

    @Test
    void numbersDecisionsAndNodesFollowTheStream() {
        house.snapshot(Houses.usual());
        visit();

        house.send("tenant", Houses.tenant("tenant-a", "free", 0.07, 2.0));
        reads(card("tenant-a"), "0.07 cores of 2 cores");
        house.send("tenant", Houses.tenant("tenant-c", "free", 0.5, 1.0));
        reads(card("tenant-c"), "0.5 cores of 1 core");
        house.send("decision", Houses.decision("3", "tenant-b", "release", "CPU calm for 30 s", "throttled", "free"));
        house.send("decision", Houses.decision("3", "tenant-b", "release", "CPU calm for 30 s", "throttled", "free"));
        reads("landlord-decisions", "tenant-b released throttled → free CPU calm for 30 s");
        assertThat(browser.text("landlord-decisions").split("CPU calm for 30 s", -1)).as("a repeated decision is shown once").hasSize(2);
        house.send("node", Houses.node("n1").put("state", "silent"));
        reads("landlord-node", "silent: no heartbeat");
        house.send("removed", new JsonObject().put("tenant", "tenant-b"));
        Browser.eventually().untilAsserted(() -> assertThat(browser.count(card("tenant-b"))).isZero());
    }

    @Test
    void decisionsAreBounded() {
        house.snapshot(Houses.usual());
        visit();
        for (int each = 0; each < 150; each++) {
            house.send("decision", Houses.decision("many-" + each, "tenant-b", "warn", "number " + each, "free", "warned"));
        }
        reads("landlord-decisions", "number 149");
        assertThat(browser.count("landlord-decisions >> li")).isEqualTo(100);
    }

    @Test
    void workloadsAndProcessesOpen() {
        house.snapshot(Houses.usual());
        visit();
        reads(card("tenant-a"), "1 workload, 1 process listed");

        browser.click(card("tenant-a") + " >> landlord-workloads >> summary");

        reads(card("tenant-a"), "train-1", "n1", "7 processes", "python train.py --epochs 40", "4242 alice", "812 MiB");
        house.send("tenant", Houses.tenant("tenant-a", "free", 0.11, 2.0));
        reads(card("tenant-a"), "python train.py --epochs 40", "0.11 cores");
    }

    @Test
    void whatIsAbsentIsNotKnownAndNeverZero() {
        var bare = new JsonObject().put("id", "bare").put("quota", new JsonObject().put("cpuCores", 2.0)).put("usage", new JsonObject())
            .put("workloads", new JsonArray().add(new JsonObject().put("node", "n1").put("id", "w").put("processes", new JsonArray()
                .add(new JsonObject().put("pid", 1)))));
        house.snapshot(Houses.house(List.of(bare), List.of(new JsonObject().put("id", "n9").put("state", "up")), List.of()));
        visit();
        browser.click(card("bare") + " >> landlord-workloads >> summary");

        reads(card("bare"), "not known of 2 cores", "not known no quota", "score not known", "Isolation", "enforcement not known",
            "no command line", "user not known");
        reads("landlord-node", "not known of not known", "load not known", "CPU not known");
        reads("landlord-house-totals", "CPU not known");
        assertThat(browser.text(card("bare"))).doesNotContain("0 cores", "0 B", " 0 no quota");
    }

    @Test
    void whatBelongsToNobodyStandsApart() {
        house.snapshot(Houses.usual());
        visit();

        reads("landlord-unattributed", "Not attributed", "0.31 cores", "300 MiB");
        assertThat(browser.text("landlord-page")).doesNotContain("_unattributed");
        assertThat(browser.count("landlord-tenant")).isEqualTo(2);
    }

    @Test
    void anEmptyHouseSaysHowToDeclareTenants() {
        house.snapshot(Houses.empty());
        visit();

        reads("landlord-tenants", "No tenant has moved in yet", "quota: { cpu: 2, memory: 4Gi }", "./landlord tenant apply -f tenants.yaml");
        reads("landlord-nodes", "No agent has reported yet");
        reads("landlord-decisions", "Nothing was decided yet");

        house.send("tenant", Houses.tenant("tenant-a", "free", 0.5, 2.0));
        reads("landlord-tenants", "0.5 cores of 2 cores");
        assertThat(browser.text("landlord-tenants")).doesNotContain("No tenant has moved in yet");
    }

    @Test
    void aWindowOfTheHouseLeadsToItsTenantAndStatesFilter() {
        house.snapshot(Houses.usual());
        visit();

        browser.click("landlord-tenants >> .states button:nth-child(2)");
        Browser.eventually().untilAsserted(() -> assertThat(browser.count("landlord-tenant")).isEqualTo(1));
        browser.click("landlord-house-front >> li:last-child button");
        Browser.eventually().untilAsserted(() -> assertThat(browser.ask(String.class, """
            let focused = document.activeElement;
            while (focused.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
            return focused.dataset.id;""")).isEqualTo("tenant-b"));
    }
}
