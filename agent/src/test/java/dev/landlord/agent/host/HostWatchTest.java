package dev.landlord.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// OSHI on the machine that runs the test.
class HostWatchTest {
    @Test
    void tellsOfThisMachineAndOfTheAgentItself() throws Exception {
        var root = Path.of("/");
        var watch = new HostWatch(root, new OwnSubtree(CgroupLayout.detect(root), "landlord"), BlockDevices.NONE, () -> { },
            () -> Round.NONE, List::of,
            Duration.ofMillis(100));
        assertThat(watch.last()).isEmpty();
        var first = watch.start().toCompletableFuture();
        try {
            var view = first.get(30, TimeUnit.SECONDS);

            assertThat(view.capacity().cpuCores()).isGreaterThanOrEqualTo(Runtime.getRuntime().availableProcessors());
            assertThat(view.capacity().memoryBytes()).isGreaterThan(view.host().memoryBytes()).isPositive();
            assertThat(view.host().processes()).isPositive();
            assertThat(view.host().cpuCores()).as("no time has passed by which it could be told").isNull();
            assertThat(view.agentResidentBytes()).isPositive();
            assertThat(view.agentCpuUsageUsec()).isPositive();
            assertThat(view.capabilities()).containsKeys("meter.cpu", "kill");
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> watch.last().orElseThrow() != view);
            assertThat(watch.last().orElseThrow().host().cpuCores()).isBetween(0.0, view.capacity().cpuCores());
        } finally {
            watch.stop();
        }
    }

    @Test
    void knowsAProcessByPidAndStart() {
        var oshi = new OshiHost();
        var self = oshi.look(ProcessHandle.current().pid()).orElseThrow();

        assertThat(self.user()).isEqualTo(System.getProperty("user.name"));
        assertThat(self.command()).contains("java");
        assertThat(self.startedAt()).isBefore(Instant.now()).isAfter(Instant.now().minus(Duration.ofHours(2)));
        assertThat(oshi.look(self.pid()).orElseThrow().startedAt()).isEqualTo(self.startedAt());
        assertThat(oshi.look(Integer.MAX_VALUE)).isEmpty();
    }
}
