package dev.landlord.agent.kernel;

import dev.landlord.agent.host.CgroupLayout;
import dev.landlord.agent.host.CgroupReader;
import dev.landlord.agent.host.OwnSubtree;
import dev.landlord.agent.host.Round;
import dev.landlord.agent.host.Sampler;
import dev.landlord.agent.sample.RunIdentity;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.WorkloadId;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.TenantSpec;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Prints what a round of sampling costs on this machine's real cgroups, as root: `SamplingCost [GROUPS…]`. Makes that many empty
/// groups of one tenant in every hierarchy, and removes them. With `-Dlandlord.baseline=PROGRAM` (`benchmarks/src/main/c/pread.c`, compiled) that
/// program reads the very files that the agent has open, before the agent's rounds and after them. See docs/PERFORMANCE.md.
final class SamplingCost {
    private static final int WARM_UP_ROUNDS = 50;
    private static final int ROUNDS = 40;
    private static final TenantId TENANT = new TenantId("cost");
    private static final String SUBTREE = "landlord-cost-" + ProcessHandle.current().pid();
    private static final double NANOS_PER_MILLI = 1e6;

    private SamplingCost() {
    }

    public static void main(String[] arguments) throws IOException {
        for (var groups : arguments.length == 0 ? new String[] {"100", "1000"} : arguments) {
            measure(Integer.parseInt(groups));
        }
    }

    private static void measure(int groups) throws IOException {
        var root = Path.of("/");
        var subtree = new OwnSubtree(CgroupLayout.detect(root), SUBTREE);
        var made = new ArrayList<Path>();
        try (var reader = new CgroupReader(subtree.layout(), Set::of, CgroupReader.MOST_OPEN_FILES)) {
            make(subtree, groups, made);
            var sampler = new Sampler(new RunIdentity(new NodeId("cost"), "boot", 1), subtree, reader, root, InstantSource.system(), System::nanoTime,
                _ -> null);
            var specs = List.of(new TenantSpec(TENANT, 1, null, null, null, null, null));
            for (int i = 0; i < WARM_UP_ROUNDS; i++) {
                encode(sampler.round(specs, Map.of()));
            }
            baseline();
            var rounds = new double[ROUNDS];
            var encodings = new double[ROUNDS];
            int bytes = 0;
            for (int i = 0; i < ROUNDS; i++) {
                long start = cpuNanos();
                var round = sampler.round(specs, Map.of());
                long sampled = cpuNanos();
                bytes = encode(round);
                rounds[i] = (sampled - start) / NANOS_PER_MILLI;
                encodings[i] = (cpuNanos() - sampled) / NANOS_PER_MILLI;
            }
            System.out.printf("%d groups, %d files open: sampling %s ms, encoding %s ms of CPU time; %d bytes of JSON%n", groups, reader.openFiles(),
                spread(rounds), spread(encodings), bytes);
            baseline();
        } finally {
            for (var directory : made.reversed()) {
                Files.delete(directory);
            }
        }
    }

    private static void baseline() throws IOException {
        var program = System.getProperty("landlord.baseline");
        if (program == null) {
            return;
        }
        var process = new ProcessBuilder(program, Integer.toString(WARM_UP_ROUNDS), Integer.toString(ROUNDS))
            .redirectOutput(ProcessBuilder.Redirect.INHERIT).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (var names = process.outputWriter()) {
            for (var file : openCgroupFiles()) {
                names.write(file + "\n");
            }
        }
        int status = process.onExit().join().exitValue();
        if (status != 0) {
            throw new IOException("%s ended with status %d".formatted(program, status));
        }
    }

    /// What this process has open below a tenant's group, in the order in which it was opened.
    private static List<Path> openCgroupFiles() throws IOException {
        try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.sorted(Comparator.comparingInt(descriptor -> Integer.parseInt(descriptor.getFileName().toString())))
                .map(SamplingCost::target).filter(file -> file.toString().contains("/" + SUBTREE)).toList();
        }
    }

    private static Path target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor);
        } catch (IOException e) {
            return descriptor; // That of the listing itself, which is closed meanwhile.
        }
    }

    /// CPU time of this thread, in the kernel too: waiting for a busy machine does not count.
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static int encode(Round round) {
        return round.samples().stream().mapToInt(sample -> MessageCodec.encode(sample).length).sum();
    }

    private static String spread(double[] values) {
        Arrays.sort(values);
        return "%.2f (p90 %.2f)".formatted(values[values.length / 2], values[values.length * 9 / 10]);
    }

    private static void make(OwnSubtree subtree, int groups, List<Path> made) throws IOException {
        make(subtree.directories(), made);
        make(subtree.directories(TENANT), made);
        for (int i = 0; i < groups; i++) {
            make(subtree.directories(TENANT, new WorkloadId("w" + i)), made);
        }
    }

    private static void make(List<Path> directories, List<Path> made) throws IOException {
        for (var directory : directories) {
            made.add(Files.createDirectory(directory));
        }
    }
}
