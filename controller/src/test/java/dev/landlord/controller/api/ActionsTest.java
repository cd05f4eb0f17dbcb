package dev.landlord.controller.api;

import static dev.landlord.controller.view.Messages.B;
import static dev.landlord.controller.view.Messages.N1;
import static dev.landlord.controller.view.Messages.N2;
import static dev.landlord.controller.view.Messages.START;
import static dev.landlord.controller.view.Messages.own;
import static dev.landlord.controller.view.Messages.report;
import static dev.landlord.controller.view.Messages.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.message.ActionRequest;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.NodeReport;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActionsTest extends ApiTest {
    @BeforeEach
    void furnish() {
        api.declare(spec(B, 3));
        api.inHouse(() -> {
            api.house.reported(report(N1, NodeReport.State.UP), START);
            api.house.reported(report(N2, NodeReport.State.UP), START);
            api.house.sampled(own(B, N1, 1, 0), START);
        });
    }

    @Test
    void aThrottleIsOnItsWayWithActorReasonAndExpiry() {
        var reply = act("throttle", "{\"limits\":{\"cpuCores\":0.5},\"node\":\"n1\",\"reason\":\"maintenance\",\"minutes\":10}");
        assertThat(reply.status()).isEqualTo(202);
        var request = api.requests.submitted().getFirst();
        assertThat(reply.json().path("request").asString()).isEqualTo(request.id()).startsWith("r-");
        assertThat(request).isEqualTo(new ActionRequest(request.id(), B, ActionRequest.Action.THROTTLE, N1, null, Limits.ofCpu(0.5), "admin",
            "maintenance", START, START.plus(Duration.ofMinutes(10))));
    }

    @Test
    void nodeAndMinutesMayBeLeftOut() {
        assertThat(act("throttle", "{\"limits\":{\"frozen\":true},\"node\":null,\"reason\":\"x\"}").status()).isEqualTo(202);
        var request = api.requests.submitted().getFirst();
        assertThat(request.node()).isNull();
        assertThat(request.expiresAt()).isEqualTo(START.plus(Duration.ofMinutes(30)));
    }

    @Test
    void aReleaseIsOnItsWay() {
        assertThat(act("release", "{\"reason\":\"sorry\"}").status()).isEqualTo(202);
        assertThat(api.requests.submitted()).singleElement().satisfies(request -> {
            assertThat(request.action()).isEqualTo(ActionRequest.Action.RELEASE);
            assertThat(request.expiresAt()).isEqualTo(START.plus(Duration.ofMinutes(2)));
        });
    }

    @Test
    void anEvictionIsOnItsWayIfThereIsSuchAWorkload() {
        assertThat(act("evict", "{\"workload\":\"train-1\",\"node\":\"n1\",\"reason\":\"runs wild\"}").status()).isEqualTo(202);
        assertThat(api.requests.submitted()).singleElement().satisfies(request -> {
            assertThat(request.action()).isEqualTo(ActionRequest.Action.EVICT);
            assertThat(request.workload()).isEqualTo("train-1");
            assertThat(request.node()).isEqualTo(N1);
        });
        assertThat(act("evict", "{\"workload\":\"train-1\",\"node\":\"n2\",\"reason\":\"x\"}").reason()).isEqualTo("workload-not-found");
        assertThat(act("evict", "{\"workload\":\"train-2\",\"reason\":\"x\"}").reason()).isEqualTo("workload-not-found");
        assertThat(api.requests.submitted()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "throttle | {\"reason\":\"x\"} | limits",
        "throttle | {\"limits\":{},\"reason\":\"x\"} | limits",
        "throttle | {\"limits\":{\"cpuCores\":-1},\"reason\":\"x\"} | limits",
        "throttle | {\"limits\":{\"cpuCores\":0},\"reason\":\"x\"} | limits.cpuCores",
        "throttle | {\"limits\":{\"memoryBytes\":0},\"reason\":\"x\"} | limits.memoryBytes",
        "throttle | {\"limits\":{\"pids\":0},\"reason\":\"x\"} | limits.pids",
        "throttle | {\"limits\":{\"cpuWeight\":0},\"reason\":\"x\"} | limits",
        "throttle | {\"limits\":{\"cpuWeight\":10001},\"reason\":\"x\"} | limits",
        "throttle | {\"limits\":{\"ioBytesPerSecond\":0},\"reason\":\"x\"} | limits",
        "throttle | {\"limits\":{\"frozen\":false},\"reason\":\"x\"} | limits.frozen",
        "throttle | {\"limits\":{\"cpu\":1},\"reason\":\"x\"} | limits.cpu",
        "throttle | {\"limits\":{\"cpuCores\":\"many\"},\"reason\":\"x\"} | limits.cpuCores",
        "throttle | {\"limits\":{\"cpuCores\":1}} | reason",
        "throttle | {\"limits\":{\"cpuCores\":1},\"reason\":\" \"} | reason",
        "throttle | {\"limits\":{\"cpuCores\":1},\"reason\":\"x\",\"minutes\":0} | minutes",
        "throttle | {\"limits\":{\"cpuCores\":1},\"reason\":\"x\",\"minutes\":20000} | minutes",
        "throttle | {\"limits\":{\"cpuCores\":1},\"reason\":\"x\",\"node\":\"../n\"} | node",
        "release | {} | reason",
        "release | {\"reason\":\"x\",\"why\":1} | why",
        "evict | {\"reason\":\"x\"} | workload"})
    void aBadBodyIsRefusedWithTheField(String action, String body, String field) {
        var reply = act(action, body);
        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.json().path("problems")).singleElement().satisfies(problem -> assertThat(problem.path("field").asString()).isEqualTo(field));
        assertThat(api.requests.submitted()).isEmpty();
    }

    @Test
    void tenantsAndNodesMustBeKnown() {
        assertThat(api.change(HttpMethod.POST, "/api/v1/tenants/nobody/release", "application/json", "{\"reason\":\"x\"}").reason())
            .isEqualTo("tenant-not-found");
        assertThat(api.change(HttpMethod.POST, "/api/v1/tenants/_unattributed/release", "application/json", "{\"reason\":\"x\"}").reason())
            .isEqualTo("tenant-not-found");
        assertThat(act("release", "{\"reason\":\"x\",\"node\":\"n9\"}").reason()).isEqualTo("node-not-found");
    }

    @Test
    void kafkaThatDoesNotAnswerIsSaid() {
        api.requests.fail();
        assertThat(act("release", "{\"reason\":\"x\"}").reason()).isEqualTo("kafka-unavailable");
    }

    private RunningApi.Reply act(String action, String body) {
        return api.change(HttpMethod.POST, "/api/v1/tenants/tenant-b/" + action, "application/json", body);
    }
}
