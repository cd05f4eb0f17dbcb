package dev.landlord.agent.host;

import dev.landlord.agent.host.ProcessSource.ProcessSighting;
import dev.landlord.protocol.message.NodeReport;
import dev.landlord.protocol.message.ProcessFact;
import dev.landlord.protocol.message.TenantSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at the whole node every few seconds with OSHI, on a thread of its own, and keeps what the last look told.
public final class HostWatch {
    private static final Logger LOG = LoggerFactory.getLogger(HostWatch.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
    private static final long MICROS_PER_MILLI = 1_000;

    private final Path fsRoot;
    private final Optional<Mount> counting;
    private final Capabilities capabilities;
    private final Runnable upkeep;
    private final Supplier<Round> lastRound;
    private final Supplier<List<TenantSpec>> tenants;
    private final Duration interval;
    private final ScheduledExecutorService worker =
        Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("landlord-host-watch").factory());
    private final CompletableFuture<HostView> first = new CompletableFuture<>();
    private volatile Optional<HostView> last = Optional.empty();

    /// @param devices   refreshed in the upkeep
    /// @param upkeep    what else is to be done every few seconds on a thread that may block; done before each look
    /// @param lastRound the last round of sampling, to know what is busy
    /// @param tenants   as declared now
    public HostWatch(
        Path fsRoot, OwnSubtree subtree, BlockDevices devices, Runnable upkeep, Supplier<Round> lastRound,
        Supplier<List<TenantSpec>> tenants, Duration interval
    ) {
        this.fsRoot = fsRoot;
        this.counting = subtree.layout().counting();
        this.capabilities = new Capabilities(subtree, devices);
        this.upkeep = upkeep;
        this.lastRound = lastRound;
        this.tenants = tenants;
        this.interval = interval;
    }

    /// Begins to look.
    ///
    /// @return what the first look told, once it is done
    public CompletionStage<HostView> start() {
        // OSHI is made on the thread that uses it: that alone takes some hundred milliseconds.
        worker.execute(() -> {
            var oshi = new OshiHost();
            var totals = new NodeTotals(fsRoot);
            var facts = counting.map(mount -> new ProcessFacts(new GroupProcesses(mount, fsRoot), oshi, System::nanoTime));
            worker.scheduleAtFixedRate(() -> look(oshi, totals, facts), 0, interval.toMillis(), TimeUnit.MILLISECONDS);
        });
        return first.minimalCompletionStage();
    }

    /// What the last look told, or empty before the first is done.
    public Optional<HostView> last() {
        return last;
    }

    /// Ends the looking; waits for a look under way, but not for long. Blocks.
    public void stop() throws InterruptedException {
        worker.shutdown();
        if (!worker.awaitTermination(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("A look at the host takes longer than {}; it is left to end by itself", STOP_TIMEOUT);
        }
    }

    private void look(OshiHost oshi, NodeTotals totals, Optional<ProcessFacts> facts) {
        try {
            upkeep.run();
            var host = new NodeReport.Host(boxed(oshi.busyCores()), oshi.usedMemoryBytes(), oshi.load1m().orElse(null), oshi.processes(),
                boxed(totals.pressure10s("cpu")), boxed(totals.pressure10s("memory")), boxed(totals.pressure10s("io")));
            var self = oshi.look(ProcessHandle.current().pid());
            Map<Long, List<ProcessFact>> processes = facts.map(all -> all.look(lastRound.get(), tenants.get())).orElse(Map.of());
            var view = new HostView(oshi.capacity(), host, self.map(process -> process.cpuMillis() * MICROS_PER_MILLI).orElse(null),
                self.map(ProcessSighting::residentBytes).orElse(null), capabilities.probe(), processes);
            last = Optional.of(view);
            first.complete(view);
        } catch (RuntimeException e) {
            LOG.warn("Looking at the host failed; what the last look told stays", e);
        }
    }

    private static Double boxed(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
