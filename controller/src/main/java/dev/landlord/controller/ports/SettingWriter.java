package dev.landlord.controller.ports;

import dev.landlord.protocol.message.Setting;
import io.vertx.core.Future;

/// Changes what holds for all tenants in `landlord.settings`.
///
/// A returned future completes once the broker has acknowledged the record *and* this controller's [RuleBook] has read it back. It fails
/// with [Unavailable] when that takes too long.
public interface SettingWriter {
    Future<Void> put(Setting setting);

    /// Takes back what was set under a key. What is not there stays so.
    Future<Void> remove(String key);
}
