package dev.landlord.agent.actuate;

import dev.landlord.agent.enforce.Bound;
import dev.landlord.agent.enforce.Dial;
import dev.landlord.agent.enforce.Dial.Direction;
import dev.landlord.agent.enforce.Dialect;
import dev.landlord.agent.enforce.Knob;
import dev.landlord.agent.host.BlockDevices;
import dev.landlord.agent.host.Controller;
import dev.landlord.agent.host.Mount;
import dev.landlord.agent.host.OwnSubtree;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes cgroup v1 count block IO. Since Linux 6.10 ("blk-throttle: delay initialization until configuration") the kernel begins to fill
/// `blkio.throttle.io_service_bytes` for a device with the first throttling rule for it, in whichever group. So an empty rule, which
/// limits nothing, is written in Landlord's own group for each device that does not count yet. Counting goes on until the device goes
/// or the node boots; older kernels have counted always. For one thread.
public final class IoAccounting {
    private static final Logger LOG = LoggerFactory.getLogger(IoAccounting.class);
    private static final String COUNTER = "blkio.throttle.io_service_bytes_recursive";

    private final OwnSubtree subtree;
    private final KernelFiles files;
    private final BlockDevices devices;
    private final Set<String> refused = new HashSet<>();

    public IoAccounting(OwnSubtree subtree, BlockDevices devices) {
        this.subtree = subtree;
        this.files = new KernelFiles(subtree.layout());
        this.devices = devices;
    }

    /// Switches counting on where it is off. Does nothing on cgroup v2, and before Landlord's own group is there.
    public void ensure() {
        subtree.layout().mount(Controller.IO).filter(mount -> mount.version() == Mount.Version.V1)
            .filter(mount -> Files.isDirectory(mount.group(subtree.cgroup())))
            .ifPresent(this::ensure);
    }

    private void ensure(Mount mount) {
        try {
            var counting = Files.readAllLines(mount.root().resolve(COUNTER)).stream()
                .map(line -> line.split(" ")[0]).collect(Collectors.toUnmodifiableSet());
            for (var device : devices.bottom()) {
                if (!counting.contains(device) && !refused.contains(device)) {
                    switchOn(device);
                }
            }
        } catch (IOException e) {
            LOG.debug("Cannot see for which devices block IO is counted", e);
        }
    }

    private void switchOn(String device) {
        var rule = Dial.io(device, Direction.READ);
        try {
            files.write(rule, subtree.cgroup(), Dialect.V1.render(Knob.IO, Bound.UNLIMITED, null));
            LOG.info("Block IO of device {} is counted from now on", device);
        } catch (IOException e) {
            refused.add(device);
            LOG.warn("Block IO of device {} is not counted: the kernel refuses an empty rule in {}: {}", device,
                Dialect.V1.file(rule).orElseThrow(), e.getMessage());
        }
    }
}
