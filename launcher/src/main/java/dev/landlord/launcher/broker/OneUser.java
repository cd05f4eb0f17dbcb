package dev.landlord.launcher.broker;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.scram.ScramCredential;
import org.apache.kafka.common.security.scram.ScramCredentialCallback;
import org.apache.kafka.common.security.scram.internals.ScramFormatter;
import org.apache.kafka.common.security.scram.internals.ScramMechanism;

/// Knows the one user of a listener, from the listener's own `sasl.jaas.config`. Kafka's own handler looks users up in the cluster
/// metadata, where they would outlive `client.properties` and could not be made anew without the old password.
///
/// Public, with a public constructor, because Kafka makes it by name.
public final class OneUser implements AuthenticateCallbackHandler {
    static final ScramMechanism MECHANISM = ScramMechanism.SCRAM_SHA_256;

    private String user;
    private ScramCredential credential;

    @Override
    public void configure(Map<String, ?> configs, String saslMechanism, List<AppConfigurationEntry> jaasConfigEntries) {
        Map<String, ?> options = jaasConfigEntries.getFirst().getOptions();
        user = (String) options.get("username");
        try {
            credential = new ScramFormatter(MECHANISM)
                .generateCredential((String) options.get("password"), MECHANISM.minIterations());
        } catch (GeneralSecurityException e) {
            throw new KafkaException("this JVM lacks what " + saslMechanism + " needs", e);
        }
    }

    /// Leaves the credential of any other user unset, which the SASL server answers with a refusal.
    @Override
    public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
        String claimed = null;
        for (Callback callback : callbacks) {
            switch (callback) {
                case NameCallback name -> claimed = name.getDefaultName();
                case ScramCredentialCallback scram -> {
                    if (user.equals(claimed)) {
                        scram.scramCredential(credential);
                    }
                }
                default -> throw new UnsupportedCallbackException(callback);
            }
        }
    }

    @Override
    public void close() {
        credential = null;
    }
}
