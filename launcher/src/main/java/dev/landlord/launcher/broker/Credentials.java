package dev.landlord.launcher.broker;

import java.security.SecureRandom;
import java.util.Base64;

/// A user of the broker and the password.
record Credentials(String user, String password) {
    static final String SECURITY_PROTOCOL = "SASL_PLAINTEXT";

    private static final int PASSWORD_BYTES = 32;

    static Credentials random(String user) {
        byte[] secret = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(secret);
        return new Credentials(user, Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    }

    /// What `sasl.jaas.config` wants, of a client as of a listener.
    String scramLogin() {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
            .formatted(user, password);
    }

    /// Secrets do not belong into logs.
    @Override
    public String toString() {
        return "Credentials[user=" + user + "]";
    }
}
