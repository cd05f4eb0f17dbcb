package dev.landlord.agent.actuate;

import dev.landlord.agent.enforce.Floors;
import dev.landlord.agent.enforce.Rules.OnSilence;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.message.NodeReport.Mode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/// The node's configuration of enforcement.
///
/// @param bootId             of the running kernel (`/proc/sys/kernel/random/boot_id`)
/// @param onSilence          what becomes of limits whose lease runs out
/// @param untouchable        names of commands that are never frozen or evicted, besides init and the agent
/// @param evictionsPerMinute most evictions begun on this node within any minute
/// @param kernelThreads      threads that write to the kernel
/// @param writeDeadline      after which a command is answered `failed(timeout)`
/// @param stateDirectory     where originals, fences and orders are kept; only its owner can enter it
public record EnforcementSettings(
    NodeId node,
    String bootId,
    Mode mode,
    OnSilence onSilence,
    Floors floors,
    Set<String> untouchable,
    int evictionsPerMinute,
    int kernelThreads,
    Duration writeDeadline,
    Path stateDirectory
) {
    /// Commands without which a node is lost to its operators and schedulers.
    public static final Set<String> UNTOUCHABLE = Set.of("systemd", "sshd", "kubelet", "containerd", "dockerd", "crio", "podman", "conmon",
        "containerd-shim", "containerd-shim-runc-v2", "slurmd", "slurmstepd", "munged");
    public static final int EVICTIONS_PER_MINUTE = 6;
    public static final int KERNEL_THREADS = 4;
    public static final Duration WRITE_DEADLINE = Duration.ofSeconds(10);

    public EnforcementSettings {
        untouchable = Set.copyOf(untouchable);
        atLeastOne("evictionsPerMinute", evictionsPerMinute);
        atLeastOne("kernelThreads", kernelThreads);
        if (!writeDeadline.isPositive()) {
            throw new IllegalArgumentException("writeDeadline must be above zero, got %s".formatted(writeDeadline));
        }
    }

    private static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("%s must be at least 1, got %s".formatted(name, value));
        }
    }
}
