package dev.landlord.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    private static final Path HOME = Path.of("/home/ann");

    @TempDir
    private Path scratch;

    @Test
    void theEnvironmentNamesItElseTheUserDoes() {
        assertThat(DataDirectory.byDefault(Map.of("LANDLORD_DATA", "/srv/landlord"), true, HOME)).hasToString("/srv/landlord");
        assertThat(DataDirectory.byDefault(Map.of("XDG_DATA_HOME", "/x"), true, HOME)).hasToString("/var/lib/landlord");
        assertThat(DataDirectory.byDefault(Map.of("XDG_DATA_HOME", "/x"), false, HOME)).hasToString("/x/landlord");
        assertThat(DataDirectory.byDefault(Map.of(), false, HOME)).hasToString("/home/ann/.local/share/landlord");
        assertThat(DataDirectory.byDefault(Map.of("HOME", "/h"), false, HOME)).hasToString("/h/.local/share/landlord");
    }

    @Test
    void aMissingOneIsMadeForTheOwnerAlone() throws Exception {
        Path made = DataDirectory.prepare(scratch.resolve("a").resolve("b"));

        assertThat(mode(made)).isEqualTo("rwx------");
    }

    @Test
    void anEmptyOneIsClosedToOthers() throws Exception {
        Path open = Files.createDirectory(scratch.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThat(mode(DataDirectory.prepare(open))).isEqualTo("rwx------");
    }

    @Test
    void anOpenOneWithContentIsLeftAloneAndRefused() throws Exception {
        Path open = Files.createDirectory(scratch.resolve("home"));
        Files.createFile(open.resolve("letter"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThatExceptionOfType(RemedyException.class).isThrownBy(() -> DataDirectory.prepare(open))
            .withMessageContaining(open.toString()).withMessageContaining("chmod 700");
        assertThat(mode(open)).isEqualTo("rwxr-xr-x");
    }

    @Test
    void aFileIsRefused() throws Exception {
        Path file = Files.createFile(scratch.resolve("file"));

        assertThatExceptionOfType(RemedyException.class).isThrownBy(() -> DataDirectory.prepare(file))
            .withMessageContaining("not a directory");
    }

    private static String mode(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
