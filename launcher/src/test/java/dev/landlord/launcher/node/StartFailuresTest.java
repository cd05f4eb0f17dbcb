package dev.landlord.launcher.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.launcher.RemedyException;
import java.io.IOException;
import java.net.BindException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class StartFailuresTest {
    @Test
    void whatNamesItsRemedyIsKept() {
        RemedyException known = new RemedyException("do this");

        assertThat(StartFailures.of("broker", new CompletionException(known))).isSameAs(known);
    }

    @Test
    void aTakenPortNamesTheOption() {
        assertThat(StartFailures.of("controller", new IOException("cannot listen", new BindException("Address in use: /127.0.0.1:8080"))))
            .hasMessage("the controller does not start: Address in use: /127.0.0.1:8080; choose another port with --port, or 0 for a free one");
    }

    @Test
    void anythingElseIsToldWithItsRole() {
        assertThat(StartFailures.of("agent", new CompletionException(new IOException("no such file"))))
            .hasMessage("the agent does not start: no such file");
        assertThat(StartFailures.of("agent", new NullPointerException())).hasMessageContaining("NullPointerException");
    }
}
