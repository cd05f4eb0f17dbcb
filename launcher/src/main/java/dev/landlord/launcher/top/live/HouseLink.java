package dev.landlord.launcher.top.live;

import dev.landlord.launcher.RemedyException;
import dev.landlord.launcher.client.ControllerAddress;
import dev.landlord.launcher.client.ControllerClient;
import dev.landlord.launcher.client.House;
import dev.landlord.launcher.top.Standing;
import dev.landlord.launcher.top.Standing.Link;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/// Follows a controller's stream of events on a thread of its own, and begins again when it breaks: after 1, 2, 4 … 15 s. A connection on
/// which nothing is heard for 25 s counts as broken.
public final class HouseLink implements AutoCloseable {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);
    private static final Duration SILENCE = Duration.ofSeconds(25);
    private static final int MOST_DOUBLINGS = 4;

    private final UnaryOperator<ControllerAddress> find;
    private final Clock clock;
    private final Runnable changed;
    private final Thread thread = Thread.ofPlatform().daemon().name("house-link").unstarted(this::run);
    private final CompletableFuture<Void> first = new CompletableFuture<>();
    private final House house = new House();

    private ControllerAddress address;
    private Link link = new Link.Connecting();
    private Optional<Instant> told = Optional.empty();
    private volatile long heardNanos;
    private volatile boolean greeted;

    /// @param address where the controller is at first
    /// @param find    given where it was, asked before each further attempt: one that was started anew may be elsewhere
    /// @param changed called when the connection comes or goes, and after the first snapshot of each
    public HouseLink(ControllerAddress address, UnaryOperator<ControllerAddress> find, Clock clock, Runnable changed) {
        this.address = address;
        this.find = find;
        this.clock = clock;
        this.changed = changed;
    }

    /// Begins to follow.
    ///
    /// @return completes with the first snapshot, or with a [RemedyException] if the first attempt brings none; it is tried again all the same
    public CompletableFuture<Void> start() {
        thread.start();
        return first;
    }

    /// As it is known now; what comes later does not change it.
    public synchronized Standing standing() {
        URI url = address.url();
        return new Standing(house.copy(), url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort()), link, told);
    }

    private void run() {
        int failures = 0;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                greeted = false;
                String why = follow();
                first.completeExceptionally(new RemedyException(why));
                failures = greeted ? 0 : failures;
                Duration wait = Duration.ofSeconds(1L << Math.min(failures++, MOST_DOUBLINGS));
                wait = wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
                become(new Link.Lost(withoutRemedy(why), clock.instant().plus(wait)));
                // The stream's own thread waits for its next try; close() interrupts it.
                Thread.sleep(wait);
                synchronized (this) {
                    address = find.apply(address);
                }
            } catch (InterruptedException _) {
                return;
            } catch (RemedyException _) {
                // The address cannot be found now; the last one stays.
                continue;
            }
        }
    }

    /// A line has no room for what to do about it, and it did work before.
    private static String withoutRemedy(String why) {
        return why.replaceFirst(";.*", "");
    }

    /// @return why it ended
    private String follow() throws InterruptedException {
        heardNanos = System.nanoTime();
        try (ControllerClient client = new ControllerClient(address)) {
            CompletableFuture<Void> end = client.stream(this::event, () -> heardNanos = System.nanoTime());
            while (true) {
                try {
                    end.get(1, TimeUnit.SECONDS);
                    return "the controller ended the stream of events";
                } catch (TimeoutException _) {
                    if (System.nanoTime() - heardNanos > SILENCE.toNanos()) {
                        return "nothing was heard from %s for %s s".formatted(address.url(), SILENCE.toSeconds());
                    }
                }
            }
        } catch (ExecutionException e) {
            return e.getCause() instanceof RemedyException told ? told.getMessage() : e.getCause().toString();
        }
    }

    private void event(String name, JsonNode data) {
        boolean isFirst = !greeted;
        synchronized (this) {
            house.apply(name, data);
            told = Optional.of(clock.instant());
        }
        if (isFirst) {
            greeted = true;
            become(new Link.Live());
            first.complete(null);
        }
    }

    private void become(Link now) {
        synchronized (this) {
            link = now;
        }
        changed.run();
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
