package dev.landlord.launcher.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Names, labels, commands and reasons come from tenants. Whatever they contain is text.
class HostileNamesTest extends AtPlayedHouse {
    private static final String SCRIPT = "<script>window.broken = 1; alert(1)</script>";
    private static final String IMAGE = "<img src=x onerror=\"window.broken = 1; alert(1)\">";
    private static final String ATTRIBUTE = "\" onmouseover=\"alert(1)\" x=\"";
    private static final String TEMPLATE = "${alert(1)} {{alert(1)}} {red|x}";
    private static final String TURNED_AROUND = "exe.\u202etxt\u0000";

    @Test
    void theyShowAsText() {
        house.snapshot(Houses.house(List.of(hostileTenant()), List.of(hostileNode()), List.of(hostileDecision())));
        visit();
        browser.click("landlord-workloads >> summary");

        reads("landlord-tenant", IMAGE, SCRIPT, ATTRIBUTE, TEMPLATE);
        reads("landlord-tenant", "exe.\\u202etxt\\u0000");
        reads("landlord-node", IMAGE, SCRIPT);
        reads("landlord-decisions", IMAGE, SCRIPT, ATTRIBUTE);
        hover();

        assertThat(browser.count("img, script:not(head script), iframe, object, embed")).as("injected elements").isZero();
        assertThat(browser.count("[onerror], [onmouseover], [onload]")).as("injected attributes").isZero();
        assertThat(browser.hasDialog()).as("a dialog").isFalse();
        assertThat(browser.ask(Boolean.class, "return window.broken === undefined;")).isTrue();
    }

    @Test
    void longNamesDoNotWidenThePage() {
        var tenant = Houses.tenant("t".repeat(63), "free", 1.0, 2.0);
        tenant.getJsonArray("workloads").add(Houses.workload("w".repeat(200), 1.0)
            .put("processes", new JsonArray().add(Houses.process(1, "u".repeat(80), "c".repeat(256), 1.0))));
        tenant.getJsonObject("enforcement").put("reason", "r".repeat(300));
        house.snapshot(Houses.house(List.of(tenant), List.of(Houses.node("n".repeat(63))), List.of(
            Houses.decision("1", "t".repeat(63), "warn", "d".repeat(300), "free", "warned"))));
        browser.size(360, 800);
        visit();
        browser.click("landlord-workloads >> summary");
        reads("landlord-tenant", "c".repeat(256));

        assertThat(browser.ask(Long.class, "return document.documentElement.scrollWidth - innerWidth;")).isLessThanOrEqualTo(0);
    }

    /// A pointer over the chart makes its tooltip, which must not be made of markup.
    private static void hover() {
        browser.ask(Object.class, """
            for (const canvas of all('canvas')) {
              const { left, top, width, height } = canvas.getBoundingClientRect();
              canvas.dispatchEvent(new MouseEvent('mousemove', { bubbles: true, clientX: left + width / 2, clientY: top + height / 2 }));
            }
            return null;""");
    }

    private static JsonObject hostileTenant() {
        var tenant = Houses.throttled(IMAGE).put("class", SCRIPT).put("labels", new JsonObject().put(IMAGE, SCRIPT).put("x", ATTRIBUTE));
        tenant.getJsonObject("enforcement").put("reason", TEMPLATE + SCRIPT).getJsonArray("limits").getJsonObject(0)
            .put("node", IMAGE).put("outcome", SCRIPT);
        tenant.getJsonObject("isolation").getJsonArray("checks").getJsonObject(0).put("name", IMAGE).put("detail", SCRIPT);
        tenant.getJsonArray("workloads").getJsonObject(0).put("id", SCRIPT).put("node", IMAGE).put("origin", IMAGE).put("cgroup", ATTRIBUTE)
            .put("processes", new JsonArray().add(Houses.process(7, IMAGE, SCRIPT + ATTRIBUTE, 1)).add(Houses.process(8, "x", TURNED_AROUND, 1)));
        return tenant;
    }

    private static JsonObject hostileNode() {
        return Houses.node(IMAGE).put("kernel", SCRIPT).put("mode", IMAGE).put("cgroupMode", SCRIPT).put("agentVersion", IMAGE)
            .put("tenants", new JsonArray().add(IMAGE)).put("conflicts", new JsonArray().add(SCRIPT))
            .put("capabilities", new JsonObject().put(IMAGE, new JsonObject().put("available", false).put("why", SCRIPT)));
    }

    private static JsonObject hostileDecision() {
        return Houses.decision(IMAGE, IMAGE, SCRIPT, SCRIPT + ATTRIBUTE, IMAGE, SCRIPT).put("node", IMAGE).put("workload", SCRIPT)
            .put("rule", IMAGE).put("inputs", new JsonObject().put(IMAGE, SCRIPT))
            .put("cause", new JsonObject().put("kind", IMAGE).put("who", SCRIPT));
    }
}
