package dev.landlord.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.agent.TestClock;
import dev.landlord.agent.spool.Sampled;
import dev.landlord.agent.spool.Samples;
import dev.landlord.agent.spool.Spool;
import dev.landlord.agent.spool.SpoolLimits;
import dev.landlord.protocol.message.UsageSample;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleQueueTest {
    private static final int MOST_IN_MEMORY = 5;

    @TempDir
    Path scratch;

    private final TestClock clock = new TestClock();
    private final FakeSender sender = new FakeSender();
    private final Deque<Runnable> timers = new ArrayDeque<>();
    private final Map<String, Long> seqs = new HashMap<>();
    private final Deque<Runnable> diskTasks = new ArrayDeque<>();
    private boolean diskIsSlow;
    private long run = 1;
    private Path directory;
    private Spool spool;
    private SampleQueue queue;

    @BeforeEach
    void start() {
        directory = scratch.resolve("spool");
        begin();
    }

    @AfterEach
    void close() {
        spool.close();
    }

    private void begin() {
        spool = new Spool(directory, new SpoolLimits(64 << 20, Duration.ofHours(24)), clock, clock);
        queue = new SampleQueue(sender, spool, this::onDisk, (_, task) -> timers.add(task), clock, MOST_IN_MEMORY);
        assertThat(queue.start().succeeded()).isTrue();
    }

    private <T> Future<T> onDisk(Callable<T> task) {
        var done = Promise.<T>promise();
        diskTasks.add(() -> {
            try {
                done.complete(task.call());
            } catch (Exception e) {
                done.fail(e);
            }
        });
        if (!diskIsSlow) {
            diskTasks.removeFirst().run();
        }
        return done.future();
    }

    @Test
    void whileTheBrokerTakesThemNothingTouchesTheDisk() {
        offer("a", "b");
        assertThat(sender.sent()).containsExactly("a1", "b1");
        sender.answerAll();
        offer("a", "b");
        sender.answerAll();

        assertThat(sender.arrived()).containsExactly("a1", "b1", "a2", "b2");
        assertThat(sender.messages).extracting(UsageSample::delayedMs).containsOnlyNulls();
        assertThat(directory).doesNotExist();
        assertThat(queue.sent()).isEqualTo(4);
        assertThat(queue.dropped()).isZero();
    }

    @Test
    void aTenantsNextOneWaitsForTheOneBefore() {
        offer("a", "a", "b");
        offer("a", "b");
        assertThat(sender.sent()).containsExactly("a1", "b1");
        sender.answer();
        assertThat(sender.sent()).containsExactly("a1", "b1", "a2");
        sender.answerAll();
        assertThat(sender.arrived()).containsExactly("a1", "b1", "a2", "b2", "a3");
    }

    @Test
    void whatTheBrokerRefusesWaitsInTheSpoolAndComesBeforeWhatIsNew() {
        offer("a", "b");
        offer("a", "b");
        sender.fail();
        assertThat(queue.spoolState().waiting()).isEqualTo(4);
        offer("a", "b");
        assertThat(sender.sent()).as("nothing new goes past what waits").containsExactly("a1", "b1");
        clock.advance(Duration.ofSeconds(7));
        sender.fail();
        fireTimers();
        sender.answerAll();
        offer("a", "b");
        sender.answerAll();

        assertThat(sender.arrived()).containsExactly("a1", "b1", "a2", "b2", "a3", "b3", "a4", "b4");
        assertThat(sender.messages.subList(2, 8)).extracting(UsageSample::delayedMs).containsOnly(7_000L);
        assertThat(sender.messages.subList(8, 10)).extracting(UsageSample::delayedMs).as("the broker is back").containsOnlyNulls();
        assertThat(directory.resolve("samples.db")).as("nothing waits any more").doesNotExist();
        assertThat(queue.sent()).isEqualTo(8);
        assertThat(queue.dropped()).isZero();
        assertThat(queue.spoolState().spooled()).isEqualTo(6);
    }

    @Test
    void anUnansweredSampleSendsAllToTheSpoolAndMayStillArrive() {
        offer("a", "b");
        clock.advance(SampleQueue.PATIENCE);
        offer("a");
        assertThat(directory).doesNotExist();
        clock.advance(Duration.ofMillis(1));
        offer("b");
        assertThat(queue.spoolState().waiting()).isEqualTo(4);

        sender.answerAll();
        assertThat(sender.arrived()).containsExactly("a1", "b1", "a2", "b2");
        assertThat(directory.resolve("samples.db")).doesNotExist();
    }

    @Test
    void asksWithFewWhetherTheBrokerIsBack() {
        for (int i = 0; i < 40; i++) {
            offer("t" + i);
        }
        sender.failAll();
        int before = sender.sent().size();
        fireTimers();
        assertThat(sender.sent()).hasSize(before + SampleQueue.KNOCK);
        sender.failAll();
        fireTimers();
        sender.answerAll();
        assertThat(sender.arrived()).hasSize(40);
    }

    @Test
    void whatWaitedOutlivesARestartAndStillComesFirst() {
        offer("a", "b");
        sender.fail();
        sender.fail();
        offer("a");
        spool.close();
        sender.forget();
        timers.clear();
        clock.advance(Duration.ofMinutes(3));
        restart();
        offer("a", "b");
        assertThat(sender.sent()).endsWith("a1", "b1");
        sender.answerAll();

        assertThat(sender.arrived()).containsExactly("a1", "b1", "a2", "a3.1", "b2.1");
        assertThat(sender.messages.get(2).delayedMs()).isEqualTo(180_000);
        assertThat(sender.messages.get(2).agentRun()).isEqualTo(1);
        assertThat(sender.messages.get(2).sampledAt()).isEqualTo(TestClock.START);
    }

    @Test
    void aStopLeavesInTheSpoolWhatDidNotArrive() {
        offer("a", "b");
        var patience = Promise.<Void>promise();
        var stopped = queue.stop(patience.future());
        sender.answer();
        assertThat(stopped.isComplete()).isFalse();
        patience.complete();
        assertThat(stopped.succeeded()).isTrue();

        sender.forget();
        restart();
        sender.answerAll();
        assertThat(sender.arrived()).containsExactly("a1", "b1");
    }

    @Test
    void aStopWaitsForWhatIsOnItsWay() {
        offer("a", "b");
        var stopped = queue.stop(Promise.<Void>promise().future());
        sender.answer();
        assertThat(stopped.isComplete()).isFalse();
        sender.answer();
        assertThat(stopped.succeeded()).isTrue();
        assertThat(directory).doesNotExist();
    }

    @Test
    void withoutADiskTheYoungestWaitInMemory() throws IOException {
        Files.writeString(directory, "in the way");
        offer("a", "b");
        sender.fail();
        for (int i = 0; i < 6; i++) {
            offer("a");
        }
        sender.fail();
        clock.advance(Duration.ofSeconds(2));
        assertThat(queue.dropped()).isEqualTo(2);
        fireTimers();
        sender.answerAll();
        offer("a");
        sender.answerAll();

        assertThat(sender.arrived()).containsExactly("b1", "a3", "a4", "a5", "a6", "a7", "a8");
        assertThat(sender.messages.get(2).delayedMs()).isEqualTo(2_000);
        assertThat(sender.messages.getLast().delayedMs()).as("live again").isNull();
    }

    /// The spool's thread is another one than the queue's: it gets what it works on, and looks at nothing of the queue's own.
    @Test
    void whatIsTakenFromMemoryIsWhatWaitedWhenItWasAskedFor() throws IOException {
        Files.writeString(directory, "in the way");
        offer("a", "b");
        sender.failAll();
        diskIsSlow = true;
        fireTimers();
        diskTasks.removeFirst().run();
        assertThat(diskTasks).as("asked for what is in memory").hasSize(1);
        offer("c");
        diskTasks.removeFirst().run();
        assertThat(sender.sent()).containsExactly("a1", "b1", "a1", "b1");

        diskIsSlow = false;
        diskTasks.removeFirst().run();
        sender.answerAll();
        assertThat(sender.arrived()).containsExactly("a1", "b1", "c1");
    }

    @Test
    void aDiskThatWorksAgainTakesOver() throws IOException {
        Files.writeString(directory, "in the way");
        offer("a");
        sender.fail();
        offer("a", "b");
        assertThat(queue.spoolState().waiting()).isZero();
        Files.delete(directory);
        offer("b");
        assertThat(queue.spoolState().waiting()).isEqualTo(4);
        fireTimers();
        sender.answerAll();
        assertThat(sender.arrived()).containsExactly("a1", "b1", "a2", "b2");
        assertThat(queue.dropped()).isZero();
    }

    @Test
    void whatCanNeverBeSentHoldsNothingUp() {
        offer("a", "b");
        sender.refuse();
        sender.answer();
        offer("a");
        sender.answer();
        assertThat(sender.arrived()).containsExactly("b1", "a2");
        assertThat(queue.dropped()).isEqualTo(1);
        assertThat(directory).doesNotExist();
    }

    /// Whatever the broker and the agent's process do: each tenant's samples arrive in order, and all that were on disk arrive.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyTenantsSamplesArriveInOrder(long seed) {
        var random = new Random(seed);
        for (int step = 0; step < 600; step++) {
            clock.advance(Duration.ofMillis(random.nextInt(3_000)));
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> offer("a", "b", "c");
                case 3, 4 -> sender.answer();
                case 5 -> sender.fail();
                case 6 -> fireTimers();
                default -> {
                    if (random.nextInt(20) == 0) {
                        queue.stop(Future.succeededFuture());
                        sender.forget();
                        timers.clear();
                        restart();
                    }
                }
            }
        }
        for (int i = 0; i < 10; i++) {
            fireTimers();
            sender.answerAll();
        }

        assertThat(queue.spoolState().waiting()).isZero();
        assertThat(directory.resolve("samples.db")).doesNotExist();
        var expected = seqs.values().stream().mapToLong(Long::longValue).sum();
        assertThat(sender.arrived().stream().distinct()).hasSize((int) expected);
        for (var tenant : List.of("a", "b", "c")) {
            var order = sender.reached.stream().filter(sample -> sample.tenant().value().equals(tenant)).map(UsageSample::seq).toList();
            assertThat(order).as("order of %s, seed %d", tenant, seed).isSorted();
        }
    }

    private void restart() {
        run++;
        begin();
    }

    private void fireTimers() {
        for (int i = timers.size(); i > 0; i--) {
            timers.removeFirst().run();
        }
    }

    private void offer(String... tenants) {
        queue.offer(Arrays.stream(tenants).map(this::sample).toList());
    }

    private Sampled sample(String tenant) {
        return Samples.at(clock.getAsLong(), tenant, run, seqs.merge(tenant, 1L, Long::sum), clock.instant());
    }

    /// Answers when the test says so, the oldest first.
    private static final class FakeSender implements Sender {
        private final List<UsageSample> messages = new ArrayList<>();
        private final List<UsageSample> reached = new ArrayList<>();
        private final Deque<Map.Entry<UsageSample, Promise<Instant>>> open = new ArrayDeque<>();

        @Override
        public Future<Instant> send(Outgoing message) {
            var sample = Samples.decoded(message.value());
            assertThat(message.key()).isEqualTo(sample.tenant().value());
            var promise = Promise.<Instant>promise();
            messages.add(sample);
            open.addLast(Map.entry(sample, promise));
            return promise.future();
        }

        List<String> sent() {
            return messages.stream().map(FakeSender::name).toList();
        }

        List<String> arrived() {
            return reached.stream().map(FakeSender::name).toList();
        }

        private static String name(UsageSample sample) {
            return sample.tenant().value() + sample.seq() + (sample.agentRun() == 1 ? "" : "." + (sample.agentRun() - 1));
        }

        void answer() {
            if (!open.isEmpty()) {
                var next = open.removeFirst();
                reached.add(next.getKey());
                next.getValue().complete(Samples.START);
            }
        }

        void answerAll() {
            while (!open.isEmpty()) {
                answer();
            }
        }

        void fail() {
            if (!open.isEmpty()) {
                open.removeFirst().getValue().fail("the broker is away");
            }
        }

        void failAll() {
            for (int i = open.size(); i > 0; i--) {
                fail();
            }
        }

        void refuse() {
            open.removeFirst().getValue().fail(new Undeliverable(new IllegalStateException("too large")));
        }

        /// The process is gone: nobody hears of answers any more.
        void forget() {
            open.clear();
        }
    }
}
