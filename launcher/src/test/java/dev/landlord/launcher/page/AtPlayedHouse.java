package dev.landlord.launcher.page;

import java.net.URI;
import org.junit.jupiter.api.BeforeEach;

/// A test of the page whose other side is played.
abstract class AtPlayedHouse extends InBrowser {
    HouseServer house;

    @BeforeEach
    void build() {
        house = new HouseServer();
    }

    @Override
    final void stopServing() {
        house.close();
    }

    @Override
    final URI address() {
        return house.address();
    }
}
