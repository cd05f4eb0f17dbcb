package dev.landlord.agent.actuate;

import dev.landlord.agent.enforce.Desire;
import dev.landlord.agent.enforce.KeptDesire;
import dev.landlord.agent.enforce.Now;
import dev.landlord.agent.enforce.OrderRecord;
import dev.landlord.protocol.TenantId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The agent's state directory: what it has written to the kernel, what is desired of it, which orders it has had. One process at a time.
final class AgentState implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AgentState.class);

    private final FileChannel lock;
    private final LimitJournal limits;
    private final RecordStore<KeptDesire> desires;
    private final RecordStore<OrderRecord> orders;

    private AgentState(Path directory, String bootId, FileChannel lock) throws IOException {
        this.lock = lock;
        this.limits = new LimitJournal(directory.resolve("limits"), bootId);
        this.desires = new RecordStore<>(directory.resolve("throttles"), KeptDesire.class);
        this.orders = new RecordStore<>(directory.resolve("orders"), OrderRecord.class);
    }

    /// @throws IOException if the directory cannot be used, or another process uses it
    static AgentState open(Path directory, String bootId) throws IOException {
        StateDirectory.prepare(directory);
        var lock = FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (lock.tryLock() == null) {
                throw new IOException("%s is in use by another agent; stop that one first".formatted(directory));
            }
            return new AgentState(directory, bootId, lock);
        } catch (OverlappingFileLockException e) {
            lock.close();
            throw new IOException("%s is in use by another agent in this process; stop that one first".formatted(directory), e);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    LimitJournal limits() {
        return limits;
    }

    /// What was desired of each tenant, with the lease that is left. One that cannot be read is forgotten: what it had limited is lifted.
    Map<TenantId, Desire> desires(Now now) throws IOException {
        var found = desires.load();
        found.unreadable().values().forEach(why -> LOG.error("A tenant's throttle is forgotten, since its file cannot be read: {}", why));
        var byTenant = new HashMap<TenantId, Desire>();
        found.records().values().forEach(kept -> byTenant.put(kept.tenant(), kept.desire(now)));
        return byTenant;
    }

    /// The eldest first.
    List<OrderRecord> orders() throws IOException {
        var found = orders.load();
        found.unreadable().values().forEach(why -> LOG.error("An eviction order is forgotten, since its file cannot be read: {}", why));
        return found.records().values().stream().sorted(Comparator.comparing(OrderRecord::acceptedAt)).toList();
    }

    void keep(TenantId tenant, Desire desire) {
        desires.put(tenant.value(), KeptDesire.of(tenant, desire));
    }

    void forget(TenantId tenant) {
        desires.remove(tenant.value());
    }

    void keep(OrderRecord order) {
        orders.put(order.order().order(), order);
    }

    void forget(OrderRecord order) {
        orders.remove(order.order().order());
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
