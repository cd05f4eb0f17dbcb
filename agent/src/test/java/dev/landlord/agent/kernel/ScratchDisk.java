package dev.landlord.agent.kernel;

import dev.landlord.agent.enforce.Dial;
import dev.landlord.agent.enforce.Dial.Direction;
import dev.landlord.agent.enforce.Dialect;
import dev.landlord.agent.host.Controller;
import dev.landlord.protocol.TenantId;
import dev.landlord.test.Require;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A file on a real disk, to be written by tests past the page cache.
///
/// @param device the disk, `major:minor`
record ScratchDisk(Path file, String device) implements AutoCloseable {
    private static final TenantId TENANT = new TenantId("tenant-b");

    /// The disk under the directory that [SamplingKernelTest#DISK_VARIABLE] names, else under `directory`; without one the calling test is skipped.
    static ScratchDisk require(House house, Path directory) throws IOException {
        house.devices.refresh();
        var place = Optional.ofNullable(System.getenv(SamplingKernelTest.DISK_VARIABLE)).map(Path::of).orElse(directory);
        var device = number(Files.getFileStore(place).name());
        Require.capability(SamplingKernelTest.BLOCK_IO, house.layout.mount(Controller.IO).isPresent()
            && device.filter(house.devices.bottom()::contains).isPresent(),
            place + " is not on a disk of its own, or no controller limits it; name a directory that is in " + SamplingKernelTest.DISK_VARIABLE);
        return new ScratchDisk(place.resolve("landlord-test-scratch-" + ProcessHandle.current().pid()), device.orElseThrow());
    }

    /// The number of a disk, by the device that is mounted.
    private static Optional<String> number(String mounted) throws IOException {
        var dev = Path.of("/sys/class/block").resolve(Path.of(mounted).toRealPath().getFileName()).resolve("dev");
        return Files.exists(dev) ? Optional.of(Files.readString(dev).strip()) : Optional.empty();
    }

    /// A script that writes without end.
    String writer() {
        return "while :; do dd if=/dev/zero of='%s' bs=256k count=64 oflag=direct conv=notrunc 2> /dev/null || exit 1; done".formatted(file);
    }

    /// Bytes that a workload has written to the disk.
    long written(House house, String workload) throws IOException {
        var group = house.workload(Controller.IO, TENANT, workload);
        var dialect = house.isV1(Controller.IO) ? Dialect.V1 : Dialect.V2;
        return dialect.flowed(Dial.io(device, Direction.WRITE), name -> Files.readString(group.resolve(name)).strip());
    }

    /// Sets what Landlord does not set, and must leave alone: operations a second.
    void someoneElsesRule(House house, Path group) throws IOException {
        if (house.isV1(Controller.IO)) {
            Files.writeString(group.resolve("blkio.throttle.read_iops_device"), device + " 900000");
        } else {
            Files.writeString(group.resolve("io.max"), device + " riops=900000");
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
