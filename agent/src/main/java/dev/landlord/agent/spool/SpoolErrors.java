package dev.landlord.agent.spool;

import java.sql.SQLException;

/// SQLite's result codes that the spool answers in its own way (https://www.sqlite.org/rescode.html).
final class SpoolErrors {
    static final int NOT_A_DATABASE = 26;
    private static final int CORRUPT = 11;
    private static final int FULL = 13;

    private SpoolErrors() {
    }

    /// Whether the file is no good and will not become so.
    static boolean isDamage(SQLException e) {
        return e.getErrorCode() == CORRUPT || e.getErrorCode() == NOT_A_DATABASE;
    }

    /// Whether the file must not grow any more, be it by the spool's own bound or by the disk's.
    static boolean isFull(SQLException e) {
        return e.getErrorCode() == FULL;
    }
}
