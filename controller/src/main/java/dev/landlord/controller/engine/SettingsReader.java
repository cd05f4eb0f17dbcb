package dev.landlord.controller.engine;

import dev.landlord.controller.policy.Means;
import dev.landlord.controller.ports.RuleBook;
import dev.landlord.controller.rules.HouseRules;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Setting;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The rules of the house as the compacted topic of settings tells. What cannot be read, or is no class by which could be decided, is
/// counted, logged and passed over: what was said before under its key goes on to hold.
public final class SettingsReader implements RuleBook {
    private static final Logger LOG = LoggerFactory.getLogger(SettingsReader.class);

    private final EngineMetrics metrics;
    private final Skips skips;
    private final SeenOffsets seen = new SeenOffsets();
    private final List<Consumer<HouseRules>> listeners = new ArrayList<>();
    private volatile HouseRules rules;

    /// @param protectedTenants whom the policy never answers
    public SettingsReader(Set<TenantId> protectedTenants, EngineMetrics metrics) {
        this.metrics = metrics;
        this.skips = new Skips(metrics, LOG);
        this.rules = HouseRules.shipped(protectedTenants);
        for (var means : Means.values()) {
            metrics.gauge("switch.off", "1 while a means is switched off for the whole house", this, reader ->
                reader.current().rules().switchedOff().contains(means) ? 1 : 0, "means", means.wire());
        }
        metrics.gauge("set.classes", "Policy classes that the house has set instead of or beside the shipped ones", this, reader ->
            reader.current().setClasses());
    }

    @Override
    public HouseRules current() {
        return rules;
    }

    /// @param listener told of the rules that there are, and of each change after it
    public void listen(Consumer<HouseRules> listener) {
        listeners.add(listener);
        listener.accept(rules);
    }

    /// Completes when this record of `landlord.settings` has been read.
    Future<Void> seen(int partition, long offset) {
        return seen.await(partition, offset);
    }

    /// Takes records of settings in.
    public void accept(List<Read> batch) {
        var before = rules;
        for (var record : batch) {
            metrics.read(record.topic());
            change(record);
            seen.read(record.partition(), record.offset());
        }
        if (rules != before) {
            listeners.forEach(listener -> listener.accept(rules));
        }
        seen.tell();
    }

    private void change(Read record) {
        switch (record.value()) {
            case null -> {
                rules = rules.without(record.key());
                LOG.info("'{}' is as shipped again, or gone", record.key());
            }
            case Inbound.Known(Setting setting) -> {
                if (setting.key().equals(record.key())) {
                    take(record, setting);
                } else {
                    skips.skip(record, EngineMetrics.Skipped.WRONG_KEY, "the value is of key '%s'".formatted(setting.key()));
                }
            }
            case Inbound.Unreadable unreadable -> skips.skip(record, unreadable);
            case Inbound.Known(var other) -> throw new IllegalStateException("settings are read here, not " + other.topic());
            case Inbound.State _ -> throw new IllegalStateException("settings are read here, not the state");
        }
    }

    private void take(Read record, Setting setting) {
        try {
            rules = rules.with(setting);
            LOG.info("'{}' was set by {}", record.key(), setting.actor());
        } catch (IllegalArgumentException e) {
            skips.skip(record, EngineMetrics.Skipped.INVALID, e.getMessage());
        }
    }
}
