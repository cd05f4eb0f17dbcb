package dev.landlord.launcher.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.controller.api.ApiServer;
import dev.landlord.controller.api.ApiSettings;
import dev.landlord.controller.api.Ports;
import dev.landlord.controller.ports.LedgerBook;
import dev.landlord.controller.ports.Readiness;
import dev.landlord.controller.ports.SettingWriter;
import dev.landlord.controller.ports.TenantWriter;
import dev.landlord.controller.rules.HouseRules;
import dev.landlord.controller.view.House;
import dev.landlord.controller.view.HouseBounds;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.json.Decoded;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.LedgerEntry;
import dev.landlord.protocol.message.Message;
import dev.landlord.protocol.message.Setting;
import dev.landlord.protocol.message.TenantSpec;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page on the controller's real HTTP server and read model, to which the contract's golden messages come: paths, security headers with
/// the import map's hash, and the names of fields fit together.
class PageOfTheControllerTest extends InBrowser {
    private static final int CALL_SECONDS = 10;

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final House house = new House(HouseBounds.DEFAULTS);
    private ApiServer server;
    private int port;

    @BeforeEach
    void serve(@TempDir Path data) {
        var shipped = HouseRules.shipped(Set.of());
        var ports = new Ports(house, (_, _, _, _) -> Optional.empty(), TreeMap::new, new Unwritten(), _ -> Future.succeededFuture(),
            new Unbooked(), new Ready(),
            () -> shipped, new Unset(), new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), Clock.systemUTC());
        server = new ApiServer(vertx, new ApiSettings("127.0.0.1", 0, List.of(), data), ports);
        port = await(onLoop(server::start));
    }

    @Override
    void stopServing() {
        await(onLoop(server::stop));
        await(vertx.close());
    }

    @Override
    URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Test
    void goldenMessagesBecomeTheHouse() throws IOException {
        visit();
        reads("landlord-tenants", "No tenant has moved in yet");

        hear(MessageCodec.tenant(golden("tenants", new JsonObject())), house::declared);
        hear(MessageCodec.node(golden("nodes", new JsonObject().put("at", Instant.now().toString()))), house::reported);
        hear(MessageCodec.usage(sample(1, 81_000_000)), house::sampled);
        hear(MessageCodec.usage(sample(2, 81_490_000)), house::sampled);
        hear(MessageCodec.decision(golden("decisions", new JsonObject())), (decision, _) -> house.decided(decision));

        reads(card("tenant-b"), "tenant-b", "strict", "team: vision", "ceiling CPU 1 core", "of 0.5 cores", "768 KiB of 256 MiB", "3 of 64");
        reads("landlord-node", "n1", "up", "enforce", "cgroup hybrid", "1.25 cores of 2 cores", "Conflict: /x is claimed by tenant-a and tenant-b",
            "waiting for CPU 1.5 %, IO 0.0 %", "limit.memoryHigh",
            "Limits14 writes since the agent started · 2 values changed by others · 1 write failed · 1 eviction");
        reads("landlord-decisions", "tenant-b throttled warned → throttled CPU 1.0 of 0.5 cores for 11 s by policy strict · on n1");
        browser.click(card("tenant-b") + " >> landlord-workloads >> summary");
        reads(card("tenant-b"), "train-1", "python train.py", "4242 alice", "512 KiB");
        assertThat(browser.text("landlord-connection")).isEqualTo("live");
    }

    private <T extends Message> void hear(Decoded<T> message, BiConsumer<T, Instant> listener) {
        switch (message) {
            case Decoded.Known<T> known -> await(onLoop(() -> {
                listener.accept(known.message(), Instant.now());
                return Future.succeededFuture();
            }));
            case Decoded.UnknownSchema<T> unknown -> throw new AssertionError(unknown);
            case Decoded.Malformed<T> malformed -> throw new AssertionError(malformed);
        }
    }

    /// The golden sample, but sent at once: as it is, it had waited on its node and tells nothing about now.
    private static byte[] sample(int seq, long cpuUsageUsec) throws IOException {
        var own = new JsonObject(new String(golden("usage", new JsonObject()), StandardCharsets.UTF_8)).getJsonObject("own");
        return golden("usage", new JsonObject().put("seq", seq).put("sampledAt", Instant.now().toString()).put("delayedMs", 0)
            .put("own", own.put("cpuUsageUsec", cpuUsageUsec)));
    }

    private static byte[] golden(String name, JsonObject changed) throws IOException {
        try (var stream = PageOfTheControllerTest.class.getResourceAsStream("/golden/" + name + ".json")) {
            return new JsonObject(new String(stream.readAllBytes(), StandardCharsets.UTF_8)).mergeIn(changed).toBuffer().getBytes();
        }
    }

    private <T> Future<T> onLoop(Supplier<Future<T>> work) {
        var promise = Promise.<T>promise();
        loop.runOnContext(_ -> work.get().onComplete(promise));
        return promise.future();
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(CALL_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new IllegalStateException("no answer within %d s".formatted(CALL_SECONDS), late);
        }
    }

    private record Ready() implements Readiness {
        @Override
        public List<String> waitingFor() {
            return List.of();
        }

        @Override
        public String detail() {
            return "";
        }
    }

    /// The page changes nothing.
    private record Unwritten() implements TenantWriter {
        @Override
        public Future<TenantSpec> put(TenantSpec spec) {
            return Future.failedFuture("not here");
        }

        @Override
        public Future<Void> delete(TenantId tenant) {
            return Future.failedFuture("not here");
        }
    }

    private static final class Unbooked implements LedgerBook {
        @Override
        public void totals(LocalDate from, LocalDate to, Optional<TenantId> tenant, Consumer<LedgerEntry> each) {
            // Nothing is booked.
        }

        @Override
        public LocalDate firstKept(Instant now) {
            return LocalDate.EPOCH;
        }
    }

    private static final class Unset implements SettingWriter {
        @Override
        public Future<Void> put(Setting setting) {
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> remove(String key) {
            return Future.succeededFuture();
        }
    }
}
