package dev.landlord.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.landlord.agent.host.Controller;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.Ack.Outcome;
import dev.landlord.protocol.message.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// `memory.high` on real groups of cgroup v2: what is used may not grow, nobody is killed, and the release puts the original back.
@Timeout(180)
class SqueezeKernelTest extends KernelTest {
    private static final TenantId TENANT = new TenantId("tenant-b");
    private static final long MIB = 1 << 20;
    private static final long WHOLE = 64 << 10;
    private static final Pattern HELD_UP = Pattern.compile("(?m)^high ([0-9]+)$");

    private Path group;

    @BeforeEach
    void enforce() throws IOException {
        assumeFalse(house.isV1(Controller.MEMORY), "cgroup v1 has no memory.high");
        house.enforce();
        house.declare(TENANT);
        group = house.own(Controller.MEMORY, TENANT);
    }

    private String high() throws IOException {
        return House.text(group.resolve("memory.high"));
    }

    private long used() throws IOException {
        return Long.parseLong(House.text(group.resolve("memory.current")).strip());
    }

    private long timesHeldUp() throws IOException {
        var found = HELD_UP.matcher(House.text(group.resolve("memory.events")));
        assertThat(found.find()).isTrue();
        return Long.parseLong(found.group(1));
    }

    private Process holder() throws Exception {
        var holder = house.run(TENANT, "holder", "head -c 60000000 /dev/zero | tail -c 60000000 | sleep 600");
        House.await("the memory is in use").until(() -> used() > 60_000_000);
        return holder;
    }

    /// What the policy asks for: room of a sixteenth, and 16 MiB for what was read meanwhile, in whole 64 KiB.
    private Ack squeezed() throws Exception {
        long mark = (used() + used() / 16 + 16 * MIB) / WHOLE * WHOLE;
        var ack = house.throttled(TENANT, Limits.NONE.withMemoryHighBytes(mark));
        assertThat(ack.outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(ack.observed().memoryHighBytes()).isEqualTo(mark);
        assertThat(high()).isEqualTo(mark + "\n");
        return ack;
    }

    @Test
    void memoryMayNotGrowNobodyIsKilledAndTheReleasePutsTheOriginalBack() throws Exception {
        var original = high();
        var holder = holder();
        long mark = squeezed().observed().memoryHighBytes();

        var greedy = house.run(TENANT, "greedy", "head -c 300000000 /dev/zero | tail -c 300000000 | sleep 600");
        House.await("the kernel holds up whoever wants more").until(() -> timesHeldUp() > 20);
        assertThat(used()).as("held at the mark, or slowed a little above it").isLessThan(mark + 100 * MIB);
        assertThat(holder.isAlive()).isTrue();
        assertThat(greedy.isAlive()).isTrue();

        assertThat(house.throttled(TENANT, Limits.NONE).outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(high()).isEqualTo(original);
        House.await("it gets what it wants").until(() -> used() > 300_000_000);
    }

    @Test
    void theMarkFollowsDownAndWhatSomebodyElseHadSetComesBackByteForByte() throws Exception {
        Files.writeString(group.resolve("memory.high"), Long.toString(512 * MIB));
        var original = high();
        var holder = holder();
        squeezed();

        var lower = house.throttled(TENANT, Limits.NONE.withMemoryHighBytes(16 * MIB));
        assertThat(lower).extracting(Ack::outcome, Ack::reason).containsExactly(Outcome.CLAMPED, "in-use");
        assertThat(lower.observed().memoryHighBytes()).isGreaterThan(55_000_000L);
        assertThat(holder.isAlive()).isTrue();

        holder.descendants().forEach(ProcessHandle::destroyForcibly);
        holder.destroyForcibly();
        House.await("the mark follows the use down, and that is told").until(() -> house.acks.getLast().outcome() == Outcome.APPLIED);
        assertThat(high()).isEqualTo(16 * MIB + "\n");

        assertThat(house.throttled(TENANT, Limits.NONE).outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(high()).isEqualTo(original);
    }
}
