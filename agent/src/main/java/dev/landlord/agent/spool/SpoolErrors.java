package dev.landlord.agent.spool;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/// SQLite's result codes that the spool answers in its own way (https://www.sqlite.org/rescode.html).
final class SpoolErrors {
    private SpoolErrors() {
    }

    /// Whether the file is no good and will not become so.
    static boolean isDamage(SQLException e) {
        return e.getErrorCode() == SQLiteErrorCode.SQLITE_CORRUPT.code || e.getErrorCode() == SQLiteErrorCode.SQLITE_NOTADB.code;
    }

    /// Whether the file must not grow any more, be it by the spool's own bound or by the disk's.
    static boolean isFull(SQLException e) {
        return e.getErrorCode() == SQLiteErrorCode.SQLITE_FULL.code;
    }
}
