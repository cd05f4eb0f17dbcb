package dev.landlord.launcher.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.ResourceLock;

/// What every test of the page has: a browser, and at the end the proof that the console stayed empty, that nothing was asked of another
/// host, and that the page was never loaded again. One class has the browser at a time.
@ResourceLock("browser")
abstract class InBrowser {
    /// The browser itself reports a stream that broke; a page cannot prevent that.
    static final String STREAM_FAILED = "/api/v1/stream - Failed to load resource";

    static Browser browser;

    private final List<String> allowedInConsole = new ArrayList<>();

    @BeforeAll
    static void startBrowser() {
        browser = Browser.start();
    }

    @AfterAll
    static void stopBrowser() {
        if (browser != null) {
            browser.close();
            browser = null;
        }
    }

    /// Where the page is served.
    abstract URI address();

    /// The end of serving, after the browser left the page.
    abstract void stopServing();

    @BeforeEach
    void beginAfresh() {
        browser.leave();
        browser.size(1280, 1000);
        browser.prefers("light");
    }

    @AfterEach
    void nothingWentWrong() {
        try {
            assertThat(browser.ask(Boolean.class, "return window.sameDocument === true;")).as("the page was not loaded again").isTrue();
            assertThat(browser.console(allowedInConsole.toArray(String[]::new))).as("console").isEmpty();
            assertThat(browser.requests()).as("requests").isNotEmpty().allMatch(url -> url.startsWith(address() + "/"));
        } finally {
            browser.leave();
            stopServing();
        }
    }

    /// Opens the page and waits until it shows the house.
    void visit() {
        browser.open(address());
        browser.run("window.sameDocument = true;");
        Browser.eventually().untilAsserted(() -> assertThat(browser.text("landlord-connection")).isEqualTo("live"));
    }

    /// Lines in the console that contain this are no failure of the test.
    void allowInConsole(String part) {
        allowedInConsole.add(part);
    }

    /// Waits until the readable text of all elements that fit contains each part.
    void reads(String selector, String... parts) {
        Browser.eventually().untilAsserted(() -> assertThat(browser.text(selector)).contains(parts));
    }

    /// The selector of one tenant's card.
    static String card(String tenant) {
        return "landlord-tenant[data-id=\"" + tenant + "\"]";
    }
}
