package dev.landlord.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Command;
import dev.landlord.protocol.message.Limits;
import dev.landlord.protocol.message.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.locks.LockSupport;

/// An agent's enforcement in a process of its own, to be killed by the test: takes the subtree's name, the state directory and what to do, says
/// `ready` once the kernel holds it, and waits for its end.
final class CrashedAgent {
    private CrashedAgent() {
    }

    /// Runs one until it has done its work, then kills it.
    static void doesAndIsKilled(House house, TenantId tenant, String what) throws Exception {
        var agent = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), CrashedAgent.class.getName(), house.subtree.subtree(),
            house.state.toString(), tenant.value(), what).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            var said = new ArrayList<String>();
            agent.inputReader().lines().peek(said::add).anyMatch("ready"::equals);
            assertThat(said).as("what the agent said").endsWith("ready");
        } finally {
            agent.destroyForcibly().waitFor();
        }
    }

    public static void main(String[] args) throws Exception {
        var house = House.of(args[0], Path.of(args[1]));
        var tenant = new TenantId(args[2]);
        house.enforce();
        house.declare(tenant);
        switch (args[3]) {
            case "throttle" -> house.throttled(tenant, Limits.ofCpu(0.5).withPids(70L).withFrozen(true));
            case "io" -> house.throttled(tenant, Limits.NONE.withCpuWeight(25L).withIoBytesPerSecond(4L << 20));
            case "evict" -> {
                var fence = house.fence("stubborn", house.subtree.cgroup(tenant) + "/stubborn");
                house.enforcement().accept(new Command.Evict(House.NODE, tenant, "o1", 1, Instant.now(), 60_000,
                    Duration.ofMinutes(5).toMillis(), fence, new Reason("test", "")), false).join();
                House.await("the order is on disk").until(() -> Path.of(args[1]).resolve("orders").resolve("o1.json").toFile().exists());
            }
            default -> throw new IllegalArgumentException(args[3]);
        }
        System.out.println("ready");
        while (true) {
            LockSupport.park();
        }
    }
}
