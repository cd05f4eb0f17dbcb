package dev.landlord.launcher.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TestKafkaTest {
    @RegisterExtension
    static final TestKafka SHARED = TestKafka.shared();

    @RegisterExtension
    static final TestKafka FRESH = TestKafka.fresh();

    @Test
    void aFreshBrokerKnowsNothingOfTheSharedOne() throws Exception {
        try (Admin shared = Admin.create(SHARED.clientConfig()); Admin fresh = Admin.create(FRESH.clientConfig())) {
            shared.createTopics(List.of(new NewTopic("test-kafka", 1, (short) 1))).all().get();

            assertThat(shared.listTopics().names().get()).contains("test-kafka");
            assertThat(fresh.listTopics().names().get()).isEmpty();
        }
    }
}
