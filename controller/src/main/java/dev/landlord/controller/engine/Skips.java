package dev.landlord.controller.engine;

import org.slf4j.Logger;

/// Tells of records that have no consequence: counts each, and says in the log which and why.
///
/// @param log of who reads
record Skips(EngineMetrics metrics, Logger log) {
    void skip(Read record, EngineMetrics.Skipped reason, String why) {
        metrics.skip(record.topic(), reason);
        log.warn("Skipped {} of '{}' at offset {}: {}", record.topic().topicName(), record.key(), record.offset(), why);
    }

    void skip(Read record, Inbound.Unreadable unreadable) {
        skip(record, unreadable.reason(), unreadable.why());
    }
}
