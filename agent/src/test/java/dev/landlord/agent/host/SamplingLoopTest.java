package dev.landlord.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.agent.sample.RunIdentity;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.TenantSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SamplingLoopTest {
    private static final List<TenantSpec> TENANTS = List.of(new TenantSpec(new TenantId("tenant-a"), 1, null, null, null, null, null));

    @TempDir
    Path scratch;

    private CgroupReader reader;
    private Sampler sampler;

    @BeforeEach
    void prepare() throws Exception {
        var host = CapturedHost.copy("v2", scratch);
        reader = new CgroupReader(host.layout(), Set::of, 100);
        sampler = new Sampler(new RunIdentity(new NodeId("n1"), "boot", 1), new OwnSubtree(host.layout(), "landlord"), reader, scratch,
            InstantSource.system(), System::nanoTime, _ -> null);
    }

    @Test
    void samplesAgainAndAgainAndClosesItsFilesInTheEnd() throws Exception {
        var rounds = new CopyOnWriteArrayList<Round>();
        var loop = loop(rounds::add);
        assertThat(loop.last()).isEqualTo(Round.NONE);
        loop.start();
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> rounds.size() >= 3);
        assertThat(reader.openFiles()).isPositive();

        loop.stop();

        assertThat(reader.openFiles()).isZero();
        assertThat(loop.last()).isEqualTo(rounds.getLast());
        assertThat(rounds).extracting(round -> round.samples().getFirst().seq()).startsWith(1L, 2L, 3L);
    }

    @Test
    void goesOnAfterARoundThatFailed() throws Exception {
        var taken = new AtomicInteger();
        var loop = loop(_ -> {
            if (taken.incrementAndGet() == 1) {
                throw new IllegalStateException("the first one fails");
            }
        });
        loop.start();
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> taken.get() >= 3);
        loop.stop();
    }

    @Test
    void canBeStoppedWithoutHavingBeenStarted() throws Exception {
        loop(_ -> { }).stop();
    }

    private SamplingLoop loop(Consumer<Round> sink) {
        return new SamplingLoop(sampler, Duration.ofMillis(10), () -> TENANTS, Map::of, sink);
    }
}
