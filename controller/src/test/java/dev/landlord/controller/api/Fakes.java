package dev.landlord.controller.api;

import dev.landlord.controller.ports.LedgerBook;
import dev.landlord.controller.ports.Readiness;
import dev.landlord.controller.ports.RequestWriter;
import dev.landlord.controller.ports.RuleBook;
import dev.landlord.controller.ports.SettingWriter;
import dev.landlord.controller.ports.TenantDirectory;
import dev.landlord.controller.ports.TenantWriter;
import dev.landlord.controller.ports.Unavailable;
import dev.landlord.controller.ports.UsageHistory;
import dev.landlord.controller.ports.UsageSeries;
import dev.landlord.controller.rules.HouseRules;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.ActionRequest;
import dev.landlord.protocol.message.LedgerEntry;
import dev.landlord.protocol.message.Setting;
import dev.landlord.protocol.message.TenantSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// The engine's side of the API, in memory.
final class Fakes {
    private Fakes() {
    }

    /// Declared tenants, and the writer that changes them; can be told to fail, or to hold its answers back.
    static final class Registry implements TenantDirectory, TenantWriter {
        private final SortedMap<TenantId, TenantSpec> tenants = new TreeMap<>();
        private final List<Promise<Void>> held = new ArrayList<>();
        private boolean holding;
        private boolean failing;

        @Override
        public synchronized SortedMap<TenantId, TenantSpec> all() {
            return Collections.unmodifiableSortedMap(new TreeMap<>(tenants));
        }

        @Override
        public synchronized Future<TenantSpec> put(TenantSpec spec) {
            return write(() -> tenants.put(spec.id(), spec)).map(spec);
        }

        @Override
        public synchronized Future<Void> delete(TenantId tenant) {
            return write(() -> tenants.remove(tenant));
        }

        synchronized void declare(TenantSpec spec) {
            tenants.put(spec.id(), spec);
        }

        synchronized void fail(boolean fail) {
            failing = fail;
        }

        synchronized void hold() {
            holding = true;
        }

        synchronized int held() {
            return held.size();
        }

        void letGo() {
            List<Promise<Void>> released;
            synchronized (this) {
                holding = false;
                released = List.copyOf(held);
                held.clear();
            }
            released.forEach(Promise::complete);
        }

        private Future<Void> write(Runnable change) {
            if (failing) {
                return Future.failedFuture(new Unavailable("kafka does not answer; look at the broker", null));
            }
            if (!holding) {
                change.run();
                return Future.succeededFuture();
            }
            var promise = Promise.<Void>promise();
            held.add(promise);
            return promise.future().onSuccess(_ -> {
                synchronized (this) {
                    change.run();
                }
            });
        }
    }

    /// A series for whoever asks, and what was asked for.
    static final class History implements UsageHistory {
        private final List<String> asked = new CopyOnWriteArrayList<>();
        private volatile Optional<UsageSeries> series = Optional.of(new UsageSeries(List.of(), List.of(), List.of()));

        @Override
        public Optional<UsageSeries> usage(TenantId tenant, Instant from, Instant to, Duration step) {
            asked.add("%s %s %s %s".formatted(tenant, from, to, step));
            return series;
        }

        List<String> asked() {
            return asked;
        }

        /// @param next null if there is no history
        void answer(UsageSeries next) {
            series = Optional.ofNullable(next);
        }
    }

    /// Requests as they were submitted.
    static final class Requests implements RequestWriter {
        private final List<ActionRequest> submitted = new CopyOnWriteArrayList<>();
        private volatile boolean failing;

        @Override
        public Future<Void> submit(ActionRequest request) {
            if (failing) {
                return Future.failedFuture(new Unavailable("kafka does not answer; look at the broker", null));
            }
            submitted.add(request);
            return Future.succeededFuture();
        }

        List<ActionRequest> submitted() {
            return submitted;
        }

        void fail() {
            failing = true;
        }
    }

    /// The rules of the house, and the writer that changes them; can be told to fail.
    static final class Settings implements RuleBook, SettingWriter {
        private final List<Setting> written = new CopyOnWriteArrayList<>();
        private volatile HouseRules rules = HouseRules.shipped(Set.of());
        private volatile boolean failing;

        @Override
        public HouseRules current() {
            return rules;
        }

        @Override
        public Future<Void> put(Setting setting) {
            return change(() -> {
                written.add(setting);
                rules = rules.with(setting);
            });
        }

        @Override
        public Future<Void> remove(String key) {
            return change(() -> rules = rules.without(key));
        }

        List<Setting> written() {
            return written;
        }

        void fail() {
            failing = true;
        }

        private synchronized Future<Void> change(Runnable change) {
            if (failing) {
                return Future.failedFuture(new Unavailable("kafka does not answer; look at the broker", null));
            }
            change.run();
            return Future.succeededFuture();
        }
    }

    /// A ledger with whatever the test books; can be unread, or hold its answers back.
    static final class Book implements LedgerBook {
        private final List<LedgerEntry> booked = new CopyOnWriteArrayList<>();
        private final AtomicInteger asked = new AtomicInteger();
        private volatile boolean unread;
        private volatile CountDownLatch held = new CountDownLatch(0);

        void book(LedgerEntry... days) {
            booked.addAll(List.of(days));
        }

        void unread() {
            unread = true;
        }

        void hold() {
            held = new CountDownLatch(1);
        }

        void letGo() {
            held.countDown();
        }

        /// How often it was asked.
        int asked() {
            return asked.get();
        }

        @Override
        public LocalDate firstKept(Instant now) {
            return LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(400);
        }

        @Override
        public void totals(LocalDate from, LocalDate to, Optional<TenantId> tenant, Consumer<LedgerEntry> each) {
            asked.incrementAndGet();
            if (unread) {
                throw new Unavailable("the ledger has not been read yet", null);
            }
            try {
                held.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            booked.stream().filter(entry -> !entry.day().isBefore(from) && !entry.day().isAfter(to))
                .filter(entry -> tenant.isEmpty() || tenant.get().equals(entry.tenant())).forEach(each);
        }
    }

    /// Waits for whatever the test says.
    static final class Waiting implements Readiness {
        private volatile List<String> waitingFor = List.of();
        private volatile Optional<HistoryBehind> history = Optional.empty();

        void behind(HistoryBehind behind) {
            history = Optional.ofNullable(behind);
        }

        @Override
        public Optional<HistoryBehind> history() {
            return history;
        }

        void waitFor(String... what) {
            waitingFor = List.of(what);
        }

        @Override
        public List<String> waitingFor() {
            return waitingFor;
        }

        @Override
        public String detail() {
            return waitingFor.isEmpty() ? "" : "connection refused";
        }
    }

    /// A clock that stands until it is moved.
    static final class HandClock implements InstantSource {
        private volatile Instant now;

        HandClock(Instant now) {
            this.now = now;
        }

        void move(Instant to) {
            now = to;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
