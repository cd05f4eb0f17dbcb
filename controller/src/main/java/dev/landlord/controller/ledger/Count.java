package dev.landlord.controller.ledger;

/// What adds up in a [dev.landlord.protocol.message.Tally]; its units are that record's.
enum Count {
    CPU, THROTTLED, MEMORY, IO_READ_BYTES, IO_WRITE_BYTES, IO_READS, IO_WRITES, OOM_KILLS, WORKLOADS, CPU_UNKNOWN, MEMORY_UNKNOWN, IO_UNKNOWN
}
