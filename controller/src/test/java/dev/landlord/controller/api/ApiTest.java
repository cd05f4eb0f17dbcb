package dev.landlord.controller.api;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The set-up of the tests of the API: while a test runs, so does the server, in front of a house that the test furnishes.
@ExtendWith(VertxExtension.class)
abstract class ApiTest {
    RunningApi api;

    @BeforeEach
    void start(Vertx vertx, @TempDir Path dataDir) {
        api = new RunningApi(vertx, dataDir);
    }

    @AfterEach
    void stop() {
        api.close();
    }
}
