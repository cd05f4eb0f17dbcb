package dev.landlord.agent.kernel;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/// The set-up of the tests on real cgroups: a house for each test, cleared away after it.
@Tag("kernel")
abstract class KernelTest {
    /// The agent's state directory, empty at first.
    @TempDir
    Path state;

    House house;

    @BeforeEach
    void build() throws IOException {
        house = House.build(state);
    }

    @AfterEach
    void clear() {
        if (house != null) {
            house.close();
        }
    }
}
