package dev.landlord.controller.history.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;

/// The file: made where it is missing, set aside where it is damaged, made anew where another version of Landlord wrote it. One process at a time.
final class HistoryFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryFile.class);
    /// SQLite's library reads it when it is first used.
    private static final String LIBRARY_DIRECTORY = "org.sqlite.tmpdir";
    /// What it is unpacked as, and the empty file beside it.
    private static final String LIBRARIES = "sqlite-*-libsqlitejdbc.*";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    /// Grows with each change of [#SCHEMA].
    private static final int VERSION = 2;
    private static final int PAGE_BYTES = 8192;
    private static final int WAIT_MILLIS = 5_000;
    private static final String STEPS = """
        (tenant INTEGER NOT NULL, step INTEGER NOT NULL, cpu INTEGER, memory INTEGER, peak INTEGER, pids INTEGER, io INTEGER,
         covered INTEGER NOT NULL, PRIMARY KEY (tenant, step)) WITHOUT ROWID""";
    private static final String[] SCHEMA = {
        "CREATE TABLE name (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
        "CREATE TABLE ten_seconds " + STEPS,
        "CREATE TABLE minute " + STEPS,
        """
            CREATE TABLE ledger (tenant INTEGER NOT NULL, day INTEGER NOT NULL, node INTEGER NOT NULL, revision INTEGER NOT NULL,
             status TEXT NOT NULL, why TEXT, booked_to INTEGER NOT NULL, total BLOB NOT NULL, hours BLOB NOT NULL,
             UNIQUE (tenant, day, node))""",
        "CREATE TABLE decision (at INTEGER NOT NULL, tenant INTEGER NOT NULL, id TEXT NOT NULL, json BLOB NOT NULL, UNIQUE (tenant, at, id))",
        "CREATE TABLE position (topic TEXT NOT NULL, part INTEGER NOT NULL, next INTEGER NOT NULL, PRIMARY KEY (topic, part)) WITHOUT ROWID",
        "CREATE TABLE older (part INTEGER PRIMARY KEY, next INTEGER NOT NULL, last INTEGER NOT NULL, before INTEGER NOT NULL)",
        "PRAGMA user_version = " + VERSION
    };

    private final Path path;
    private final FileChannel lockChannel;
    private final FileLock lock;
    private final Connection writer;
    private final Object identity;

    private HistoryFile(Path path, FileChannel lockChannel, FileLock lock, Connection writer) throws IOException {
        this.path = path;
        this.identity = identity(path);
        this.lockChannel = lockChannel;
        this.lock = lock;
        this.writer = writer;
    }

    /// @param path made with its directory if it is missing
    /// @throws IOException naming the file, what is wrong and what to do, if it can neither be used nor made anew
    static HistoryFile open(Path path) throws IOException {
        FileChannel channel = null;
        Connection connection = null;
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            channel = FileChannel.open(path.resolveSibling(path.getFileName() + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            var lock = lock(channel, path);
            unpackLibraryInto(path.toAbsolutePath().resolveSibling("native"));
            connection = usable(path);
            return new HistoryFile(path, channel, lock, connection);
        } catch (IOException | SQLException | RuntimeException e) {
            release(channel, connection);
            throw new IOException("the history in %s cannot be used: %s".formatted(path, HistoryErrors.withRemedy(e, path)), e);
        }
    }

    /// Unless somebody said where to: others can write to the machine's directory for temporary files, and programs may not be allowed to run from
    /// there. What a run has unpacked goes only when it ends in order; so what others have left goes now. To be called under the lock.
    private static void unpackLibraryInto(Path directory) throws IOException {
        if (System.getProperty(LIBRARY_DIRECTORY) == null) {
            Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            Files.setPosixFilePermissions(directory, OWNER_ONLY);
            try (var left = Files.newDirectoryStream(directory, LIBRARIES)) {
                for (var library : left) {
                    Files.deleteIfExists(library);
                }
            }
            System.setProperty(LIBRARY_DIRECTORY, directory.toString());
        }
    }

    private static void release(FileChannel channel, Connection connection) throws IOException {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            LOG.debug("Closing it failed", e);
        } finally {
            if (channel != null) {
                channel.close();
            }
        }
    }

    /// Whether the file that was opened is still the one in its place; somebody may have removed it, or put another one there.
    boolean isInPlace() throws IOException {
        return Files.exists(path) && Objects.equals(identity, identity(path));
    }

    private static Object identity(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    /// Moves a file out of the way, in the place of one that was moved before, so that it can be looked at; nobody may have it open.
    static void setAside(Path path) throws IOException {
        for (var suffix : new String[] {"-wal", "-shm"}) {
            Files.deleteIfExists(path.resolveSibling(path.getFileName() + suffix));
        }
        if (Files.exists(path)) {
            Files.move(path, path.resolveSibling(path.getFileName() + ".damaged"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /// To be used by one thread; in a transaction until it commits.
    Connection writer() {
        return writer;
    }

    /// A connection that sees what was committed; close it after use.
    Connection reader() throws SQLException {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(WAIT_MILLIS);
        return DriverManager.getConnection(url(path), config.toProperties());
    }

    @Override
    public void close() throws IOException {
        try {
            writer.close();
        } catch (SQLException e) {
            LOG.warn("Closing the history in {} failed: {}", path, e.getMessage());
        } finally {
            lock.release();
            lockChannel.close();
        }
    }

    private static FileLock lock(FileChannel channel, Path path) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException _) {
            lock = null;
        }
        if (lock == null) {
            throw new IOException("another controller uses it; give each controller a 'dataDir' of its own (here: %s)".formatted(path.getParent()));
        }
        return lock;
    }

    private static Connection usable(Path path) throws SQLException, IOException {
        if (Files.exists(path)) {
            Connection found = null;
            try {
                found = connect(path);
                var version = text(found, "PRAGMA user_version");
                var check = text(found, "PRAGMA quick_check(1)");
                if (version.equals(Integer.toString(VERSION)) && check.equals("ok")) {
                    return begun(found);
                }
                found.close();
                LOG.warn("The history in {} {}; it is set aside and read anew from the topics", path,
                    check.equals("ok") ? "was written by another version of Landlord" : "is damaged (%s)".formatted(check));
            } catch (SQLException e) {
                if (found != null) {
                    found.close();
                }
                if (!HistoryErrors.isDamage(e)) {
                    throw e;
                }
                LOG.warn("The history in {} is damaged ({}); it is set aside and read anew from the topics", path, e.getMessage());
            }
            setAside(path);
        } else {
            LOG.info("There is no history in {} yet; it is read from the topics", path);
        }
        return made(path);
    }

    private static Connection made(Path path) throws SQLException {
        var made = connect(path);
        try (var statement = made.createStatement()) {
            for (var sql : SCHEMA) {
                statement.execute(sql);
            }
            return begun(made);
        } catch (SQLException e) {
            made.close();
            throw e;
        }
    }

    private static Connection connect(Path path) throws SQLException {
        var config = new SQLiteConfig();
        config.setPageSize(PAGE_BYTES);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setBusyTimeout(WAIT_MILLIS);
        return DriverManager.getConnection(url(path), config.toProperties());
    }

    private static Connection begun(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        return connection;
    }

    private static String url(Path path) {
        return "jdbc:sqlite:" + path.toAbsolutePath();
    }

    private static String text(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement(); var rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getString(1) : "";
        }
    }
}
