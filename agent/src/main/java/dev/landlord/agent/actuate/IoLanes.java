package dev.landlord.agent.actuate;

import dev.landlord.agent.enforce.Dial;
import dev.landlord.agent.enforce.Dialect;
import dev.landlord.agent.enforce.Knob;
import dev.landlord.agent.host.BlockDevices;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// The node's block devices as something to be limited: both directions of each, and how much of late has gone through them.
final class IoLanes {
    /// Readings closer to each other than this say little of a rate.
    private static final long LEAST_SPAN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    /// A reading that nothing followed for so long is of a group that is gone, or limited no more.
    private static final long FORGOTTEN_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final KernelFiles files;
    private final BlockDevices devices;
    private final LongSupplier nanos;
    private final Map<Lane, Reading> last = new ConcurrentHashMap<>();
    private final AtomicLong sweptNanos;

    IoLanes(KernelFiles files, BlockDevices devices, LongSupplier nanos) {
        this.files = files;
        this.devices = devices;
        this.nanos = nanos;
        this.sweptNanos = new AtomicLong(nanos.getAsLong());
    }

    private record Lane(long inode, Dial dial) {
    }

    /// @param rate bytes a second up to then, or null before there were two readings
    private record Reading(long bytes, long atNanos, Long rate) {
        Reading then(long newBytes, long newNanos) {
            long span = newNanos - atNanos;
            if (span < LEAST_SPAN_NANOS) {
                return this;
            }
            double perSecond = Math.max(0, newBytes - bytes) * (double) TimeUnit.SECONDS.toNanos(1) / span;
            return new Reading(newBytes, newNanos, Math.round(perSecond));
        }
    }

    /// What can be set on this node now.
    List<Dial> dials() {
        return devices.bottom().stream().sorted().flatMap(device -> Dial.io(device).stream()).toList();
    }

    /// Bytes a second that a group has moved since it was last asked for, half a second at least; in v1 without the groups below it. What is
    /// not known is left out.
    Map<Dial, Long> flow(String cgroup) {
        var mount = files.mount(Knob.IO);
        if (mount.isEmpty()) {
            return Map.of();
        }
        var dialect = KernelFiles.dialect(mount.get());
        var flow = new HashMap<Dial, Long>();
        try {
            long inode = files.inode(Knob.IO, cgroup);
            var texts = KernelFiles.once(mount.get().group(cgroup));
            for (var dial : dials()) {
                long bytes = dialect.flowed(dial, texts);
                var now = nanos.getAsLong();
                var reading = last.merge(new Lane(inode, dial), new Reading(bytes, now, null), (before, _) -> before.then(bytes, now));
                if (reading.rate() != null) {
                    flow.put(dial, reading.rate());
                }
            }
        } catch (IOException | RuntimeException _) {
            // Without a figure the division is by equal parts.
            flow.clear();
        }
        sweep();
        return flow;
    }

    private void sweep() {
        long now = nanos.getAsLong();
        long before = sweptNanos.get();
        if (now - before >= FORGOTTEN_NANOS && sweptNanos.compareAndSet(before, now)) {
            last.values().removeIf(reading -> now - reading.atNanos() >= FORGOTTEN_NANOS);
        }
    }

    /// The groups below that need limits of their own, since the kernel does not hold them to those above: in v1, those with processes.
    List<String> apart(String cgroup) {
        return files.mount(Knob.IO).filter(mount -> KernelFiles.dialect(mount) == Dialect.V1)
            .map(mount -> GroupWalk.below(mount.group(cgroup)).stream().filter(IoLanes::isPopulated).map(mount::cgroup).toList())
            .orElse(List.of());
    }

    private static boolean isPopulated(Path group) {
        try {
            return !KernelFiles.text(group.resolve("cgroup.procs")).isEmpty();
        } catch (IOException _) {
            return false;
        }
    }
}
