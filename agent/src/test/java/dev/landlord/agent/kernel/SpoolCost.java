package dev.landlord.agent.kernel;

import com.sun.management.OperatingSystemMXBean;
import dev.landlord.agent.host.CgroupLayout;
import dev.landlord.agent.host.CgroupReader;
import dev.landlord.agent.host.OwnSubtree;
import dev.landlord.agent.host.Sampler;
import dev.landlord.agent.link.SampleQueue;
import dev.landlord.agent.link.Sender;
import dev.landlord.agent.sample.RunIdentity;
import dev.landlord.agent.spool.Kept;
import dev.landlord.agent.spool.Sampled;
import dev.landlord.agent.spool.Samples;
import dev.landlord.agent.spool.Spool;
import dev.landlord.agent.spool.SpoolLimits;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.WorkloadId;
import dev.landlord.protocol.message.TenantSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Prints what spooling costs on this machine, as root: `SpoolCost DIRECTORY`. First samples 1,000 real groups of one tenant once a second, with
/// a broker that takes everything and with one that takes nothing; then fills a spool of the usual size with small samples, and empties it.
/// See docs/PERFORMANCE.md.
final class SpoolCost {
    private static final int GROUPS = 1_000;
    private static final int WARM_UP_ROUNDS = 30;
    private static final int ROUNDS = 60;
    private static final TenantId TENANT = new TenantId("cost");
    private static final SpoolLimits LIMITS = new SpoolLimits(64 << 20, Duration.ofHours(24));
    private static final double NANOS_PER_MILLI = 1e6;
    private static final OperatingSystemMXBean SYSTEM = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private SpoolCost() {
    }

    public static void main(String[] arguments) throws Exception {
        var directory = Path.of(arguments[0]);
        meterAndSpool(directory.resolve("metered"));
        fillAndEmpty(directory.resolve("filled"));
    }

    private static void meterAndSpool(Path directory) throws Exception {
        var root = Path.of("/");
        var subtree = new OwnSubtree(CgroupLayout.detect(root), "landlord-cost-" + ProcessHandle.current().pid());
        var made = new ArrayList<Path>();
        var vertx = Vertx.vertx();
        try (var reader = new CgroupReader(subtree.layout(), Set::of, CgroupReader.MOST_OPEN_FILES)) {
            make(subtree.directories(), made);
            make(subtree.directories(TENANT), made);
            for (int i = 0; i < GROUPS; i++) {
                make(subtree.directories(TENANT, new WorkloadId("w" + i)), made);
            }
            var sampler = new Sampler(new RunIdentity(new NodeId("cost"), "boot", 1), subtree, reader, root, InstantSource.system(), System::nanoTime,
                _ -> null);
            rounds("the broker takes all", sampler, vertx, directory, _ -> Future.succeededFuture(Instant.now()));
            rounds("the broker is away", sampler, vertx, directory, _ -> Future.failedFuture("away"));
        } finally {
            for (var group : made.reversed()) {
                Files.delete(group);
            }
            vertx.close().await(10, TimeUnit.SECONDS);
        }
    }

    private static void rounds(String what, Sampler sampler, Vertx vertx, Path directory, Sender sender) throws Exception {
        var context = vertx.getOrCreateContext();
        var disk = vertx.createSharedWorkerExecutor("spool", 1);
        var spool = new Spool(directory, LIMITS, InstantSource.system(), System::nanoTime);
        var queue = new SampleQueue(sender, spool, disk::executeBlocking, (time, task) -> vertx.setTimer(time.toMillis(), _ -> task.run()),
            System::nanoTime, 1_024);
        context.runOnContext(_ -> queue.start());
        var specs = List.of(new TenantSpec(TENANT, 1, null, null, null, null, null));
        long cpu = 0;
        for (int i = 0; i < WARM_UP_ROUNDS + ROUNDS; i++) {
            if (i == WARM_UP_ROUNDS) {
                cpu = SYSTEM.getProcessCpuTime();
            }
            long next = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
            var samples = sampler.round(specs, Map.of()).samples().stream().map(sample -> Sampled.of(sample, System.nanoTime())).toList();
            context.runOnContext(_ -> queue.offer(samples));
            while (System.nanoTime() < next) {
                LockSupport.parkNanos(next - System.nanoTime());
            }
        }
        System.out.printf("%s: %.1f %% of a core, %d MB resident; %s%n", what, (SYSTEM.getProcessCpuTime() - cpu) / (ROUNDS * 1e9) * 100,
            residentBytes() >> 20, spool.state());
        var stopped = Promise.<Void>promise();
        context.runOnContext(_ -> queue.stop(Future.succeededFuture()).onComplete(stopped));
        stopped.future().await(10, TimeUnit.SECONDS);
    }

    private static void fillAndEmpty(Path directory) throws Exception {
        var spool = new Spool(directory, LIMITS, InstantSource.system(), System::nanoTime);
        long started = System.nanoTime();
        long longest = 0;
        long id = 0;
        while (spool.state().thinned() == 0) {
            var round = new ArrayList<Kept>();
            for (int tenant = 0; tenant < 100; tenant++) {
                id++;
                round.add(new Kept(id, Samples.at(System.nanoTime(), "t" + tenant, 1, id / 100, Instant.ofEpochSecond(id / 100),
                    Samples.workload(tenant, id * 7919), Samples.workload(1_000 + tenant, id * 104_729))));
            }
            long before = System.nanoTime();
            spool.append(round);
            longest = Math.max(longest, System.nanoTime() - before);
        }
        System.out.printf("small samples of 100 tenants: %d appended in %.1f s, the longest append (with thinning) %.0f ms; %s, file %d bytes%n", id,
            (System.nanoTime() - started) / 1e9, longest / NANOS_PER_MILLI, spool.state(), Files.size(directory.resolve("samples.db")));
        started = System.nanoTime();
        int emptied = 0;
        var head = spool.head(512, List.of());
        while (!head.isEmpty()) {
            emptied += head.size();
            head = spool.head(512, head.stream().map(Kept::id).toList());
        }
        System.out.printf("emptied %d in %.1f s; %d MB resident%n", emptied, (System.nanoTime() - started) / 1e9, residentBytes() >> 20);
        spool.discard();
    }

    private static long residentBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10).findFirst().orElseThrow();
    }

    private static void make(List<Path> directories, List<Path> made) throws IOException {
        for (var directory : directories) {
            made.add(Files.createDirectory(directory));
        }
    }
}
