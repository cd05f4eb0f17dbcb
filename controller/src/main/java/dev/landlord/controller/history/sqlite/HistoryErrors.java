package dev.landlord.controller.history.sqlite;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.sqlite.SQLiteErrorCode;

/// What can be wrong with the file, and what a person does about it. SQLite's result codes: https://www.sqlite.org/rescode.html
final class HistoryErrors {
    /// Extended codes say more in the bytes above.
    private static final int PRIMARY = 0xff;

    private HistoryErrors() {
    }

    /// Whether the file is no good and will not become so.
    static boolean isDamage(SQLException e) {
        var code = code(e);
        return code == SQLiteErrorCode.SQLITE_CORRUPT || code == SQLiteErrorCode.SQLITE_NOTADB;
    }

    /// What happened in one sentence, with what to do where that is known.
    static String withRemedy(Throwable e, Path path) {
        return remedy(e, path).map(remedy -> "%s; %s".formatted(said(e), remedy)).orElseGet(() -> said(e));
    }

    private static Optional<String> remedy(Throwable e, Path path) {
        var directory = path.toAbsolutePath().getParent();
        return Optional.ofNullable(switch (e) {
            case SQLException sql -> switch (code(sql)) {
                case SQLITE_FULL -> "free some space on the disk of %s, or give the controller another 'dataDir'".formatted(directory);
                case SQLITE_READONLY, SQLITE_CANTOPEN -> writable(directory);
                case SQLITE_IOERR -> "see what the kernel says of the disk of %s (dmesg)".formatted(directory);
                default -> null;
            };
            case FileSystemException _ -> writable(directory);
            default -> null;
        });
    }

    private static String writable(Path directory) {
        return "let the controller's user write to %s, or give the controller another 'dataDir'".formatted(directory);
    }

    /// The message of a file's error is often nothing but its path.
    private static String said(Throwable e) {
        return switch (e) {
            case AccessDeniedException denied -> "no access to " + denied.getFile();
            case FileSystemException file when file.getReason() == null -> "%s: %s".formatted(file.getClass().getSimpleName(), file.getFile());
            default -> e.getMessage() == null ? e.toString() : e.getMessage();
        };
    }

    private static SQLiteErrorCode code(SQLException e) {
        return SQLiteErrorCode.getErrorCode(e.getErrorCode() & PRIMARY);
    }
}
