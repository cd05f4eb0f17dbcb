package dev.landlord.launcher.harness;

import dev.landlord.launcher.broker.BrokerConfig;
import dev.landlord.launcher.broker.EmbeddedBroker;
import java.nio.file.Path;

final class EmbeddedKafka implements RunningKafka {
    private final ScratchDirectory data = new ScratchDirectory();
    private final EmbeddedBroker broker = EmbeddedBroker.start(new BrokerConfig(data.path(), 0));

    @Override
    public Path clientProperties() {
        return broker.clientProperties();
    }

    @Override
    public void close() {
        broker.close();
        data.close();
    }
}
