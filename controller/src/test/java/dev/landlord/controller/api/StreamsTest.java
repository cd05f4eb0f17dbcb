package dev.landlord.controller.api;

import static dev.landlord.controller.view.Messages.B;
import static dev.landlord.controller.view.Messages.N1;
import static dev.landlord.controller.view.Messages.START;
import static dev.landlord.controller.view.Messages.at;
import static dev.landlord.controller.view.Messages.decision;
import static dev.landlord.controller.view.Messages.own;
import static dev.landlord.controller.view.Messages.report;
import static dev.landlord.controller.view.Messages.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.landlord.controller.rules.HouseRules;
import dev.landlord.protocol.message.NodeReport;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.Setting;
import dev.landlord.protocol.message.TenantSpec;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StreamsTest extends ApiTest {
    @BeforeEach
    void furnish() {
        api.declare(spec(B, 3));
        api.inHouse(() -> {
            api.house.reported(report(N1, NodeReport.State.UP), START);
            api.house.decided(decision("d1", B, START));
            api.house.changes(START);
        });
    }

    @Test
    void beginsWithASnapshotThenTellsWhatChanges() throws IOException {
        try (var stream = new Reader(api.port)) {
            assertThat(stream.head()).contains("HTTP/1.1 200 OK", "Content-Type: text/event-stream", "Cache-Control: no-store").anyMatch(
                line -> line.startsWith("Date: Sun, 22 Nov 2026 10:00:00 GMT"));
            var snapshot = stream.next("snapshot");
            assertThat(snapshot.path("tenants").get(0).path("id").asString()).isEqualTo("tenant-b");
            assertThat(snapshot.path("nodes").get(0).path("id").asString()).isEqualTo("n1");
            assertThat(snapshot.path("decisions").get(0).path("id").asString()).isEqualTo("d1");

            api.clock.move(at(5));
            api.inHouse(() -> api.house.sampled(own(B, N1, 1, 0), at(5)));
            var tenant = stream.next("tenant");
            assertThat(tenant.path("recent")).hasSize(1);
            assertThat(tenant.path("workloads").get(0).path("processes").get(0).path("command").asString()).isEqualTo("<script>alert(1)</script>");

            api.inHouse(() -> api.house.decided(decision("d2", B, at(5))));
            assertThat(stream.next("decision").path("id").asString()).isEqualTo("d2");

            api.clock.move(at(30));
            assertThat(stream.next("node").path("state").asString()).isEqualTo("silent");

            api.inHouse(() -> api.house.deleted(B, at(30)));
            assertThat(stream.next("removed").toString()).isEqualTo("{\"tenant\":\"tenant-b\"}");
        }
    }

    @Test
    void whatIsSwitchedOffIsInTheSnapshotAndToldAsItChanges() throws IOException {
        var off = HouseRules.shipped(Set.of()).with(new Setting.Switch("evict", false, "alice", "incident 7", START));
        api.inHouse(() -> api.house.ruled(off));
        try (var stream = new Reader(api.port)) {
            assertThat(stream.next("snapshot").path("switches").toString()).isEqualTo(
                "[{\"means\":\"evict\",\"on\":false,\"actor\":\"alice\",\"reason\":\"incident 7\",\"at\":\"%s\"}]".formatted(START));

            api.inHouse(() -> api.house.ruled(off.with(new Setting.Switch("evict", true, "alice", "over", START))));
            assertThat(stream.next("switches").toString()).isEqualTo("{\"switches\":[]}");
        }
    }

    @Test
    void eventsDoNotWaitInACompressor() throws IOException {
        try (var stream = new Reader(api.port, "Accept-Encoding: gzip, deflate, br, zstd\r\n")) {
            assertThat(stream.head()).noneMatch(line -> line.regionMatches(true, 0, "Content-Encoding", 0, "Content-Encoding".length()));
            stream.next("snapshot");
            api.inHouse(() -> api.house.decided(decision("d2", B, START)));
            assertThat(stream.next("decision").path("id").asString()).isEqualTo("d2");
        }
    }

    @Test
    void hostileTextStaysInsideItsEvent() throws IOException {
        api.inHouse(() -> api.house.declared(new TenantSpec(B, 4, "strict", Quota.NONE, Quota.NONE, List.of(),
            Map.of("x", "a\n\nevent: removed\ndata: {}\r\n\u2028")), START));
        try (var stream = new Reader(api.port)) {
            assertThat(stream.next("snapshot").path("tenants").get(0).path("labels").path("x").asString())
                .isEqualTo("a\n\nevent: removed\ndata: {}\r\n\u2028");
        }
    }

    @Test
    void aHeartbeatShowsThatTheConnectionHolds() throws IOException {
        try (var stream = new Reader(api.port)) {
            stream.next("snapshot");
            stream.comment();
            stream.comment();
        }
    }

    @Test
    void onlySoManyStreamsAreOpenAndAClosedOneMakesRoom() throws IOException {
        try (var one = new Reader(api.port); var two = new Reader(api.port)) {
            one.next("snapshot");
            two.next("snapshot");
            var refused = api.get("/api/v1/stream");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.reason()).isEqualTo("too-many-streams");
        }
        await().untilAsserted(() -> assertThat(metric("landlord_controller_streams ")).isEqualTo("0.0"));
        assertThat(metric("landlord_controller_streams_refused_total ")).isEqualTo("1.0");
        try (var three = new Reader(api.port)) {
            three.next("snapshot");
        }
    }

    @Test
    void aReaderThatDoesNotKeepUpIsCutAndCountedAndTheOthersStay() throws IOException {
        try (var slow = new Socket(); var keen = new Reader(api.port)) {
            slow.setReceiveBufferSize(4 * 1024);
            slow.connect(new InetSocketAddress("127.0.0.1", api.port));
            Reader.ask(slow, "");
            keen.next("snapshot");
            await().untilAsserted(() -> assertThat(metric("landlord_controller_streams ")).isEqualTo("2.0"));
            var big = Map.of("text", "x".repeat(200_000));
            int told = 0;
            while (metric("landlord_controller_streams_slow_total ").equals("0.0")) {
                told++;
                assertThat(told).as("events until the slow reader is cut").isLessThan(200);
                api.clock.move(at(told * 2));
                var spec = new TenantSpec(B, told, "strict", Quota.NONE, Quota.NONE, List.of(), big);
                api.inHouse(() -> api.house.declared(spec, api.clock.instant()));
                assertThat(keen.next("tenant").path("version").asInt()).isEqualTo(told);
            }
            assertThat(metric("landlord_controller_streams ")).isEqualTo("1.0");
            assertThat(metric("landlord_controller_streams_slow_total ")).isEqualTo("1.0");
        }
    }

    @Test
    void stoppingEndsTheStreams(Vertx vertx, @TempDir Path other) throws IOException {
        var second = new RunningApi(vertx, other, new ApiSettings.Streams(1, 1024, Duration.ofMillis(20), Duration.ofSeconds(10)));
        try (var stream = new Reader(second.port)) {
            stream.next("snapshot");
            second.close();
            assertThat(stream.atEnd()).isTrue();
        }
    }

    private String metric(String name) {
        return api.get("/metrics").body().lines().filter(line -> line.startsWith(name)).map(line -> line.substring(name.length())).findFirst()
            .orElseThrow();
    }

    /// A browser's side of the stream, as far as a test needs it.
    private static final class Reader implements AutoCloseable {
        private static final int PATIENCE_MILLIS = 10_000;
        private final Socket socket;
        private final BufferedReader lines;
        private final List<String> head;

        Reader(int port) throws IOException {
            this(port, "");
        }

        /// @param headers more of them, each with its line break
        Reader(int port, String headers) throws IOException {
            socket = new Socket("127.0.0.1", port);
            socket.setSoTimeout(PATIENCE_MILLIS);
            ask(socket, headers);
            lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            head = new ArrayList<>();
            for (var line = lines.readLine(); !line.isEmpty(); line = lines.readLine()) {
                head.add(line);
            }
        }

        static void ask(Socket socket, String headers) throws IOException {
            socket.getOutputStream().write("GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n%s\r\n".formatted(headers)
                .getBytes(StandardCharsets.US_ASCII));
        }

        List<String> head() {
            return head;
        }

        /// The next event of that name; chunk sizes and other events are passed over.
        JsonNode next(String event) throws IOException {
            for (var line = line(); ; line = line()) {
                if (line.equals("event: " + event)) {
                    return JsonMapper.shared().readTree(line().substring("data: ".length()));
                }
            }
        }

        void comment() throws IOException {
            while (!line().startsWith(": ")) {
                assertThat(socket.isClosed()).isFalse();
            }
        }

        boolean atEnd() throws IOException {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals("0")) {
                    return true;
                }
            }
            return true;
        }

        private String line() throws IOException {
            var line = lines.readLine();
            assertThat(line).as("the stream ended").isNotNull();
            return line;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
