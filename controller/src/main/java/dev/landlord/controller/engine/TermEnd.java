package dev.landlord.controller.engine;

/// Why a term ended.
public enum TermEnd {
    /// It was told to.
    STOPPED,
    /// Another controller has claimed the partition.
    SUPERSEDED,
    /// By an error, or because nothing moved for too long.
    FAILED
}
