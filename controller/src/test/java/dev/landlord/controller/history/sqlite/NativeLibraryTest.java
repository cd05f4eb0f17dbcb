package dev.landlord.controller.history.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where SQLite's native library is unpacked to, which happens once in a process: so each opens a history in one of its own.
class NativeLibraryTest {
    private static final String HALTS = "landlord.test.halts";

    @TempDir
    private Path scratch;
    private Path data;
    private Path temporary;

    @BeforeEach
    void make() throws IOException {
        data = scratch.resolve("data");
        temporary = Files.createDirectory(scratch.resolve("tmp"));
    }

    /// What holds a history: tells what is unpacked where, as files go when the process ends, unless it ends as by a signal.
    public static void main(String[] arguments) throws IOException {
        try (var _ = HistoryFile.open(Path.of(arguments[0]).resolve("history.db"))) {
            for (int i = 1; i < arguments.length; i++) {
                try (var unpacked = Files.list(Path.of(arguments[i]))) {
                    System.out.println(unpacked.map(found -> found.getFileName().toString()).filter(name -> name.endsWith(".so")).count());
                }
            }
            if (Boolean.getBoolean(HALTS)) {
                System.out.flush();
                Runtime.getRuntime().halt(0);
            }
        }
    }

    private List<String> unpacked(String option, Path... directories) throws Exception {
        var process = begun(option, directories);
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return said.lines().filter(each -> each.matches("\\d+")).collect(Collectors.toList());
    }

    private Process begun(String option, Path... directories) throws IOException {
        var line = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-Djava.io.tmpdir=" + temporary));
        if (option != null) {
            line.add(option);
        }
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), NativeLibraryTest.class.getName(), data.toString()));
        line.addAll(List.of(directories).stream().map(Path::toString).toList());
        return new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static long left(Path directory) throws IOException {
        try (var found = Files.list(directory)) {
            return found.count();
        }
    }

    @Test
    void itIsUnpackedBesideTheHistoryWhereNobodyElseCanWrite() throws Exception {
        assertThat(unpacked(null, data.resolve("native"), temporary)).containsExactly("1", "0");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("native")))).isEqualTo("rwx------");
    }

    @Test
    void aDirectoryThatIsThereAlreadyIsClosedToOthers() throws Exception {
        Files.createDirectories(data.resolve("native"));
        Files.setPosixFilePermissions(data.resolve("native"), PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(unpacked(null, data.resolve("native"))).containsExactly("1");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("native")))).isEqualTo("rwx------");
    }

    @Test
    void whatARunThatWasKilledHasLeftGoesAtTheNextStart() throws Exception {
        assertThat(unpacked("-D" + HALTS + "=true", data.resolve("native"))).containsExactly("1");
        assertThat(left(data.resolve("native"))).as("the library, and what says that it is in use").isEqualTo(2);

        assertThat(unpacked("-D" + HALTS + "=true", data.resolve("native"))).containsExactly("1");
        assertThat(left(data.resolve("native"))).isEqualTo(2);
        unpacked(null);
        assertThat(left(data.resolve("native"))).isZero();
    }

    @Test
    void whatAnotherControllerUsesStays() throws Exception {
        unpacked(null);
        var used = Files.createFile(data.resolve("native/sqlite-1-libsqlitejdbc.so"));
        try (var lock = FileChannel.open(data.resolve("history.db.lock"), StandardOpenOption.WRITE); var _ = lock.lock()) {
            assertThat(begun(null).waitFor()).as("refused").isNotZero();
        }
        assertThat(used).exists();
    }

    @Test
    void whoeverNamesADirectoryIsHeeded() throws Exception {
        var named = Files.createDirectory(scratch.resolve("named"));
        assertThat(unpacked("-Dorg.sqlite.tmpdir=" + named, named, temporary)).containsExactly("1", "0");
        assertThat(data.resolve("native")).doesNotExist();
    }
}
