package dev.landlord.launcher.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerPlaceTest {
    private static final long TIMEOUT_SECONDS = 60;

    @TempDir
    Path data;

    @Test
    void clientsThatComeBeforeTheStartAreServedAfterIt() throws Exception {
        BrokerPlace place = BrokerPlace.take(new BrokerConfig(data, 0));
        Properties config = new Properties();
        try (Reader reader = Files.newBufferedReader(place.clientProperties())) {
            config.load(reader);
        }
        try (Admin early = Admin.create(config)) {
            KafkaFuture<String> asked = early.describeCluster().clusterId();
            try (EmbeddedBroker broker = place.start()) {
                assertThat(broker.bootstrapServers()).isEqualTo(place.bootstrapServers());
                assertThat(asked.get(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isEqualTo(broker.clusterId());
            }
        }
    }

    @Test
    void aPlaceThatIsNotUsedIsFreeAgain() {
        BrokerPlace.take(new BrokerConfig(data, 0)).close();
        BrokerPlace.take(new BrokerConfig(data, 0)).close();
    }
}
