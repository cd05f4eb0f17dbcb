package dev.landlord.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.agent.actuate.Enforcement;
import dev.landlord.agent.actuate.EnforcementSettings;
import dev.landlord.agent.enforce.Floors;
import dev.landlord.agent.enforce.Rules.OnSilence;
import dev.landlord.agent.host.BlockDevices;
import dev.landlord.agent.host.CgroupLayout;
import dev.landlord.agent.host.Controller;
import dev.landlord.agent.host.Mount;
import dev.landlord.agent.host.OwnSubtree;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.NodeReport.Mode;
import dev.landlord.protocol.message.Quota;
import dev.landlord.protocol.message.Reason;
import dev.landlord.protocol.message.TenantSpec;
import dev.landlord.test.Require;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/// A node for kernel tests: a subtree of its own on the real cgroups, real workloads in it, and an agent's enforcement without Kafka.
/// [#close] ends every process and removes every group that it made.
final class House implements AutoCloseable {
    static final NodeId NODE = new NodeId("test-node");
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int NOT_IN_GROUP = 99;
    private static final AtomicInteger HOUSES = new AtomicInteger();

    final CgroupLayout layout;
    final OwnSubtree subtree;
    final BlockDevices devices = new BlockDevices(Path.of("/"));
    final String bootId;
    final Path state;
    final List<Ack> acks = new CopyOnWriteArrayList<>();
    private final List<Process> processes = new ArrayList<>();
    private final List<Path> groups = new ArrayList<>();
    private Enforcement enforcement;
    private long generation;

    private House(CgroupLayout layout, String subtree, Path state) throws IOException {
        this.layout = layout;
        this.subtree = new OwnSubtree(layout, subtree);
        this.state = state;
        this.bootId = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    }

    /// A house on this machine's cgroups, or the calling test is skipped.
    static House build(Path state) throws IOException {
        var layout = CgroupLayout.detect(Path.of("/"));
        boolean complete = Stream.of(Controller.CPU, Controller.CPUACCT, Controller.MEMORY, Controller.PIDS, Controller.FREEZER)
            .allMatch(c -> layout.mount(c).filter(m -> !m.readOnly() && Files.isWritable(m.root())).isPresent());
        Require.capability("kernel", complete, "cpu, memory, pids and freezer cgroups are not all writable here (run as root)");
        return new House(layout, "landlord-test-%d-%d".formatted(ProcessHandle.current().pid(), HOUSES.incrementAndGet()), state);
    }

    /// The house of another process, as it left it.
    static House of(String subtree, Path state) throws IOException {
        return new House(CgroupLayout.detect(Path.of("/")), subtree, state);
    }

    Enforcement enforce() throws IOException {
        return enforce(Set.of("sshd"), 100);
    }

    Enforcement enforce(Set<String> untouchable, int evictionsPerMinute) throws IOException {
        var settings = new EnforcementSettings(NODE, bootId, Mode.ENFORCE, OnSilence.LIFT, Floors.DEFAULT, untouchable, evictionsPerMinute, 2,
            Duration.ofSeconds(60), state);
        devices.refresh();
        enforcement = new Enforcement(settings, subtree, devices, ack -> {
            acks.add(ack);
            return CompletableFuture.completedFuture(null);
        }, InstantSource.system(), System::nanoTime);
        enforcement.start().join();
        return enforcement;
    }

    Enforcement enforcement() {
        return enforcement;
    }

    boolean isV1(Controller controller) {
        return layout.mount(controller).orElseThrow().version() == Mount.Version.V1;
    }

    void declare(TenantId tenant) {
        declare(tenant, Quota.NONE);
    }

    void declare(TenantId tenant, Quota ceiling) {
        enforcement.declare(new TenantSpec(tenant, 1, null, Quota.NONE, ceiling, List.of(), Map.of()));
        await("the tenant's group is in place").until(() -> subtree.directories(tenant).stream().allMatch(Files::isDirectory)
            && (isV1(Controller.CPU) || Files.readString(own(Controller.CPU, tenant).resolve("cgroup.subtree_control")).contains("cpu")));
    }

    Path own(Controller controller, TenantId tenant) {
        return subtree.directory(controller, tenant).orElseThrow();
    }

    /// The directory of a workload in the hierarchy of a controller.
    Path workload(Controller controller, TenantId tenant, String name) {
        return own(controller, tenant).resolve(name);
    }

    /// Starts a shell script as a workload in the tenant's own group, as `landlord run` does: the shell enters the groups by itself.
    Process run(TenantId tenant, String name, String script) throws IOException {
        return runIn(subtree.cgroup(tenant) + "/" + name, script);
    }

    /// Starts a shell script in a group of that path in every hierarchy, made where missing.
    Process runIn(String cgroup, String script) throws IOException {
        var enter = new StringBuilder();
        for (var mount : layout.hierarchies()) {
            enter.append("echo $$ > '").append(group(mount, cgroup)).append("/cgroup.procs' || exit ").append(NOT_IN_GROUP).append("; ");
        }
        var process = new ProcessBuilder("sh", "-c", enter + "exec sh -c \"$0\"", script)
            .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        processes.add(process);
        await("the workload is in its group").until(() -> pids(cgroup).contains(process.pid()) || !process.isAlive());
        assertThat(process.isAlive() || process.exitValue() != NOT_IN_GROUP).as("the kernel let the workload into its group").isTrue();
        return process;
    }

    private Path group(Mount mount, String cgroup) throws IOException {
        var directory = mount.group(cgroup);
        Files.createDirectories(directory);
        groups.add(directory);
        return directory;
    }

    /// Makes a group of that path in every hierarchy, with all controllers on, and removes it in the end.
    void makeGroup(String cgroup) throws IOException {
        for (var mount : layout.hierarchies()) {
            var directory = mount.root();
            for (var part : mount.root().relativize(mount.group(cgroup))) {
                if (mount.version() == Mount.Version.V2 && mount.equals(layout.mount(Controller.CPU).orElseThrow())) {
                    Files.writeString(directory.resolve("cgroup.subtree_control"),
                        layout.mount(Controller.IO).equals(Optional.of(mount)) ? "+cpu +memory +pids +io" : "+cpu +memory +pids");
                }
                directory = directory.resolve(part);
                if (!Files.isDirectory(directory)) {
                    Files.createDirectory(directory);
                    groups.add(directory);
                }
            }
        }
    }

    List<Long> pids(String cgroup) throws IOException {
        var directory = layout.group(Controller.CPUACCT, cgroup).orElseThrow();
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        return Files.readAllLines(directory.resolve("cgroup.procs")).stream().map(Long::valueOf).toList();
    }

    long throttle(TenantId tenant, Limits limits) {
        return throttle(tenant, limits, Duration.ofMinutes(10));
    }

    long throttle(TenantId tenant, Limits limits, Duration lease) {
        generation++;
        var command = new Command.Throttle(NODE, tenant, 1, generation, Instant.now(), limits.isEmpty() ? 0 : lease.toMillis(), limits,
            new Reason("test", ""));
        enforcement.accept(command, false).join();
        return generation;
    }

    /// Sends a throttle and waits for its answer.
    Ack throttled(TenantId tenant, Limits limits) {
        long sent = throttle(tenant, limits);
        await("an answer").until(() -> acks.stream().anyMatch(a -> a.generation() != null && a.generation() == sent));
        return acks.stream().filter(a -> a.generation() != null && a.generation() == sent).findFirst().orElseThrow();
    }

    Command.Fence fence(String workload, String cgroup) throws IOException {
        var inode = (Long) Files.getAttribute(layout.group(Controller.CPUACCT, cgroup).orElseThrow(), "unix:ino");
        return new Command.Fence(bootId, workload, cgroup, inode);
    }

    /// Orders an eviction and waits for its answer.
    Ack evicted(String order, TenantId tenant, Command.Fence fence, Duration grace) {
        enforcement.accept(new Command.Evict(NODE, tenant, order, 1, Instant.now(), 60_000, grace.toMillis(), fence, new Reason("test", "")), false)
            .join();
        await("an answer").until(() -> acks.stream().anyMatch(a -> order.equals(a.order())));
        return acks.stream().filter(a -> order.equals(a.order())).findFirst().orElseThrow();
    }

    /// Text of a file, as it is.
    static String text(Path file) throws IOException {
        return Files.readString(file);
    }

    /// The number that stands after a key in a file of keys, e.g. `cpu.stat`.
    static long number(Path file, String key) throws IOException {
        return Files.readAllLines(file).stream().filter(line -> line.startsWith(key + " "))
            .mapToLong(line -> Long.parseLong(line.substring(key.length() + 1))).findFirst().orElseThrow();
    }

    /// CPU time that a group has used, in nanoseconds.
    long cpuNanos(String cgroup) throws IOException {
        var directory = layout.group(Controller.CPUACCT, cgroup).orElseThrow();
        return isV1(Controller.CPUACCT) ? Long.parseLong(text(directory.resolve("cpuacct.usage")).strip())
            : TimeUnit.MICROSECONDS.toNanos(number(directory.resolve("cpu.stat"), "usage_usec"));
    }

    static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(50));
    }

    @Override
    public void close() {
        try {
            if (enforcement != null) {
                enforcement.stop().orTimeout(60, TimeUnit.SECONDS).join();
            }
        } finally {
            processes.forEach(Process::destroyForcibly);
            sweep();
        }
    }

    /// Kills what is left in the groups of this house, and removes them.
    private void sweep() {
        await("everything of the test is gone").ignoreExceptions().untilAsserted(() -> {
            for (var group : all()) {
                Optional.of(group.resolve("freezer.state")).filter(Files::exists).ifPresent(file -> write(file, "THAWED"));
                for (var pid : Files.isDirectory(group) ? Files.readAllLines(group.resolve("cgroup.procs")) : List.<String>of()) {
                    ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
                }
            }
            for (var group : all()) {
                Files.deleteIfExists(group);
            }
            assertThat(all()).isEmpty();
        });
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Every group of this house that exists, children first.
    private List<Path> all() throws IOException {
        var found = new ArrayList<Path>();
        for (var top : Stream.concat(subtree.directories().stream(), groups.stream()).filter(Files::isDirectory).distinct().toList()) {
            try (var walk = Files.walk(top)) {
                found.addAll(walk.filter(Files::isDirectory).toList());
            }
        }
        return found.stream().distinct().sorted((a, b) -> b.getNameCount() - a.getNameCount()).toList();
    }
}
