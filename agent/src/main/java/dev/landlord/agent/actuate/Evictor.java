package dev.landlord.agent.actuate;

import dev.landlord.agent.enforce.Bound;
import dev.landlord.agent.enforce.Dial;
import dev.landlord.agent.enforce.Eviction;
import dev.landlord.agent.enforce.Eviction.Step;
import dev.landlord.agent.enforce.Knob;
import dev.landlord.agent.enforce.ProcessIdentity;
import dev.landlord.agent.enforce.Sighting;
import dev.landlord.agent.host.Mount;
import dev.landlord.protocol.message.Command.Fence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at the group that an eviction means, and carries out its steps. Blocks.
///
/// How a group is killed follows the hierarchy that counts CPU, which is where its processes were found:
/// * v2: `cgroup.kill`, which also catches what forks meanwhile (Linux 5.14 and later; before, each process is signalled);
/// * v1: freeze, signal all, thaw. While it is frozen nothing forks and no number changes hands. Where there is no freezer, or it does not come to
///   rest in time, those seen are signalled all the same, and the next round finds the rest.
///
/// Before anything is done, the group's inode is compared with the fence once more, after its processes were read: what was read is then the
/// group's that is meant, and not a successor's under the same path.
final class Evictor {
    private static final Logger LOG = LoggerFactory.getLogger(Evictor.class);

    private final KernelFiles files;
    private final KnobWriter writer;
    private final Processes processes;
    private final LongSupplier nanos;

    Evictor(KernelFiles files, KnobWriter writer, Processes processes, LongSupplier nanos) {
        this.files = files;
        this.writer = writer;
        this.processes = processes;
        this.nanos = nanos;
    }

    Sighting look(Fence fence) {
        try {
            var directory = directory(fence);
            long inode = KernelFiles.inode(directory);
            var found = processes.in(directory);
            return KernelFiles.inode(directory) == inode ? new Sighting.Present(inode, found, processes.untouchable(found)) : new Sighting.Gone();
        } catch (NoSuchFileException _) {
            return new Sighting.Gone();
        } catch (IOException | RuntimeException e) {
            return new Sighting.Unreadable("%s: %s".formatted(fence.cgroup(), e.getMessage()));
        }
    }

    private Path directory(Fence fence) throws IOException {
        return counting().group(fence.cgroup());
    }

    private Mount counting() throws IOException {
        return files.layout().counting().orElseThrow(() -> new IOException("no hierarchy counts CPU"));
    }

    /// Looks, decides, and does what was decided. What the kernel refuses, the next look will show.
    ///
    /// @param untilNanos when the order has been given up: whatever the kernel blocked on, nobody is signalled after that
    /// @return what was done; [Step.Wait] if it came too late to do it
    Step advance(Eviction eviction, long untilNanos) {
        var fence = eviction.order().fence();
        var step = eviction.step(look(fence), nanos.getAsLong());
        try {
            return carryOut(step, fence, untilNanos) ? step : new Step.Wait();
        } catch (IOException | RuntimeException e) {
            LOG.warn("Eviction {}: the kernel refused a step on {}", eviction.order().order(), fence.cgroup(), e);
            return step;
        }
    }

    /// @return false if it was too late
    private boolean carryOut(Step step, Fence fence, long untilNanos) throws IOException {
        return switch (step) {
            case Step.Wait _, Step.End _ -> true;
            case Step.Terminate(_, var meant) -> {
                thaw(fence.cgroup());
                yield signal(fence, new HashSet<>(meant)::contains, false, untilNanos);
            }
            case Step.KillGroup _ -> kill(fence, untilNanos);
            case Step.KillOnly(_, var meant) -> signal(fence, new HashSet<>(meant)::contains, true, untilNanos);
        };
    }

    private boolean kill(Fence fence, long untilNanos) throws IOException {
        if (counting().version() == Mount.Version.V2 && Files.exists(directory(fence).resolve(KernelFiles.KILL))) {
            if (isOver(untilNanos)) {
                return false;
            }
            files.kill(counting(), fence.cgroup(), fence.cgroupId());
            LOG.info("{}: killed as a whole", fence.cgroup());
            return true;
        }
        var seen = Set.copyOf(members(fence));
        try {
            boolean isFrozen = freeze(fence.cgroup());
            return signal(fence, process -> isFrozen || seen.contains(process), true, untilNanos);
        } finally {
            thaw(fence.cgroup());
        }
    }

    /// @return false if it was too late before anybody was signalled
    private boolean signal(Fence fence, Predicate<ProcessIdentity> meant, boolean force, long untilNanos) throws IOException {
        long signalled = members(fence).stream().filter(meant).filter(process -> !isOver(untilNanos) && processes.signal(process, force)).count();
        LOG.info("{}: {} to {} processes", fence.cgroup(), force ? "SIGKILL" : "SIGTERM", signalled);
        return signalled > 0 || !isOver(untilNanos);
    }

    private boolean isOver(long untilNanos) {
        return nanos.getAsLong() - untilNanos >= 0;
    }

    /// Who is in the group now, if it is still the one that is meant.
    private List<ProcessIdentity> members(Fence fence) throws IOException {
        var found = processes.in(directory(fence));
        return KernelFiles.inode(directory(fence)) == fence.cgroupId() ? found : List.of();
    }

    private boolean freeze(String cgroup) throws IOException {
        if (!files.has(Knob.FREEZER, cgroup)) {
            return false;
        }
        tell(cgroup, Bound.ZERO);
        return writer.awaitFrozen(cgroup);
    }

    /// Lets run what lies frozen, the groups below too: a signal to end is not heard in a frozen group.
    void thaw(String cgroup) throws IOException {
        if (files.has(Knob.FREEZER, cgroup)) {
            tell(cgroup, Bound.UNLIMITED);
            var mount = files.mount(Knob.FREEZER).orElseThrow();
            for (var below : GroupWalk.below(mount.group(cgroup))) {
                tell(mount.cgroup(below), Bound.UNLIMITED);
            }
        }
    }

    private void tell(String cgroup, Bound bound) throws IOException {
        var dialect = KernelFiles.dialect(files.mount(Knob.FREEZER).orElseThrow());
        files.write(Dial.of(Knob.FREEZER), cgroup, dialect.render(Knob.FREEZER, bound, null));
    }
}
