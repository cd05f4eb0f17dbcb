package dev.landlord.launcher.demo;

import dev.landlord.agent.host.OwnSubtree;
import dev.landlord.launcher.RemedyException;
import dev.landlord.launcher.run.Workload;
import dev.landlord.launcher.run.WorkloadGroup;
import dev.landlord.launcher.terminal.Line;
import dev.landlord.launcher.terminal.Line.Tone;
import dev.landlord.launcher.terminal.Screen;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.WorkloadId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The demo's two workloads: `train`, which behaves, and `greedy`, which does not and is started anew each time it has been ended.
final class DemoWorkloads implements AutoCloseable {
    static final TenantId GOOD_TENANT = new TenantId("tenant-a");
    static final TenantId GREEDY_TENANT = new TenantId("tenant-b");

    private static final Duration GROUP_PATIENCE = Duration.ofSeconds(5);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final OwnSubtree own;
    private final Path scripts;
    private final GreedySchedule schedule;
    private final Screen screen;
    private final ScheduledExecutorService starter = Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().daemon().name("demo-workloads").factory());
    private final List<Workload> running = new CopyOnWriteArrayList<>();
    private int round;

    /// @param scripts directory for the scripts, which exists
    DemoWorkloads(OwnSubtree own, Path scripts, GreedySchedule schedule, Screen screen) {
        this.own = own;
        this.scripts = scripts;
        this.schedule = schedule;
        this.screen = screen;
    }

    /// Starts both. The tenants' groups must be there.
    ///
    /// @throws RemedyException if a group cannot be made
    void start() {
        start(GOOD_TENANT, "train", List.of("sh", script("train.sh")));
        startGreedy();
    }

    private void startGreedy() {
        round++;
        String name = "greedy-" + round;
        Workload greedy = start(GREEDY_TENANT, name, schedule.command(script("greedy.sh")));
        greedy.exit().thenAcceptAsync(status -> {
            greedy.group().remove(GROUP_PATIENCE);
            screen.say(new Line("          %s has ended (status %s); another one follows in %s s".formatted(
                name, status, schedule.pause().toSeconds()), Tone.FAINT));
            starter.schedule(this::startAnother, schedule.pause().toMillis(), TimeUnit.MILLISECONDS);
        }, starter);
    }

    private void startAnother() {
        try {
            startGreedy();
        } catch (RemedyException e) {
            screen.say(new Line("          no further greedy workload: " + e.getMessage(), Tone.WARNING));
        }
    }

    private Workload start(TenantId tenant, String name, List<String> command) {
        WorkloadGroup group = WorkloadGroup.create(own, tenant, new WorkloadId(name));
        Workload workload = Workload.start(group, command, builder -> builder.directory(scripts.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD));
        running.add(workload);
        workload.exit().thenRun(() -> running.remove(workload));
        return workload;
    }

    private String script(String name) {
        try (InputStream script = DemoWorkloads.class.getResourceAsStream("/demo/" + name)) {
            Path file = scripts.resolve(name);
            if (Files.notExists(file)) {
                Files.copy(script, file);
            }
            return name;
        } catch (IOException e) {
            throw new RemedyException("the demo's script %s cannot be written to %s: %s".formatted(name, scripts, e), e);
        }
    }

    /// Ends both with all that they started: SIGTERM, a moment, SIGKILL. What escapes is found by its group.
    @Override
    public void close() {
        starter.shutdownNow();
        List<ProcessHandle> processes = running.stream()
            .flatMap(workload -> Stream.concat(Stream.of(workload.process().toHandle()), workload.process().descendants())).toList();
        processes.forEach(ProcessHandle::destroy);
        long deadline = System.nanoTime() + LAST_WORDS.toNanos();
        for (ProcessHandle process : processes) {
            try {
                process.onExit().get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (Exception _) {
                process.destroyForcibly();
            }
        }
    }
}
