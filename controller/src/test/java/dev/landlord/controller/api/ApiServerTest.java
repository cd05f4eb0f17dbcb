package dev.landlord.controller.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(VertxExtension.class)
class ApiServerTest {
    @TempDir
    private Path dataDir;

    @Test
    void tellsItsAddressWhileItRuns(Vertx vertx) throws IOException {
        var file = dataDir.resolve("controller.url");
        var api = new RunningApi(vertx, dataDir);
        assertThat(file).hasContent("http://127.0.0.1:%d".formatted(api.port));
        api.close();
        assertThat(file).doesNotExist();
    }

    @Test
    void leavesTheAddressOfAnotherAlone(Vertx vertx) throws IOException {
        var api = new RunningApi(vertx, dataDir);
        Files.writeString(dataDir.resolve("controller.url"), "http://127.0.0.1:1\n");
        api.close();
        assertThat(dataDir.resolve("controller.url")).hasContent("http://127.0.0.1:1");
    }

    @Test
    void startsAgainWithTheSameToken(Vertx vertx) {
        var first = new RunningApi(vertx, dataDir);
        first.close();
        var second = new RunningApi(vertx, dataDir);
        assertThat(second.token()).isEqualTo(first.token());
        second.close();
    }

    @Test
    void aPortThatIsTakenIsSaidWithTheRemedy(Vertx vertx) throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> new RunningApi(vertx, dataDir, taken.getLocalPort())).hasMessageContaining("cannot listen on 127.0.0.1 port %d"
                .formatted(taken.getLocalPort())).hasMessageContaining("name another one");
        }
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0,http://127.0.0.1:80", "::1,http://[::1]:80", "house.example,http://house.example:80"})
    void theAddressIsOneToCall(String host, String url) throws IOException {
        assertThat(new AddressFile(dataDir, host).write(80)).isEqualTo(url + "\n");
    }
}
