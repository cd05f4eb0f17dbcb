package dev.landlord.controller.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminTokenTest {
    @TempDir
    private Path directory;

    @Test
    void isMadeOnceForTheOwnerOnly() throws IOException {
        var data = directory.resolve("a/b");
        var token = AdminToken.loadOrCreate(data);
        var file = data.resolve("admin.token");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data))).isEqualTo("rwx------");
        var text = Files.readString(file).strip();
        assertThat(text).hasSize(43);
        assertThat(token.matches(text)).isTrue();
        assertThat(token.matches(text + "x")).isFalse();
        assertThat(token.matches("")).isFalse();
        assertThat(AdminToken.loadOrCreate(data).matches(text)).isTrue();
        try (Stream<Path> files = Files.list(data)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void allThatStartAtOnceGetTheSame() throws Exception {
        try (var threads = Executors.newFixedThreadPool(8)) {
            Callable<AdminToken> start = () -> AdminToken.loadOrCreate(directory);
            var tokens = threads.invokeAll(Collections.nCopies(8, start));
            var text = Files.readString(directory.resolve("admin.token")).strip();
            for (var token : tokens) {
                assertThat(token.get().matches(text)).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwxrwxrwx"})
    void aFileOpenToOthersIsRefused(String mode) throws IOException {
        AdminToken.loadOrCreate(directory);
        Files.setPosixFilePermissions(directory.resolve("admin.token"), PosixFilePermissions.fromString(mode));
        assertThatThrownBy(() -> AdminToken.loadOrCreate(directory)).isInstanceOf(IOException.class).hasMessageContaining("remove it");
    }

    @Test
    void anEmptyFileOrALinkIsRefused() throws IOException {
        var file = directory.resolve("admin.token");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        assertThatThrownBy(() -> AdminToken.loadOrCreate(directory)).hasMessageContaining("holds no token");
        Files.delete(file);
        Files.createSymbolicLink(file, directory.resolve("elsewhere"));
        assertThatThrownBy(() -> AdminToken.loadOrCreate(directory)).hasMessageContaining("not a plain file");
    }
}
