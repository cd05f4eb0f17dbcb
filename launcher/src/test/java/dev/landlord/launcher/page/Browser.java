package dev.landlord.launcher.page;

import dev.landlord.test.Require;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.NoAlertPresentException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/// A headless Chromium for one test, with what the tests of the page ask it. The machine's own browser and driver are used; nothing is
/// downloaded. The page lives in shadow trees, so texts and elements are looked for through all of them.
final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Path CHROMIUM = program("chromium", "chromium-browser", "google-chrome");
    private static final Path DRIVER = program("chromedriver");

    /// `all(selector)`: the elements in all open shadow trees; `a >> b`: each b anywhere below an a, in its shadow trees or not.
    /// `text(selector)`: what a person could read there.
    private static final String THROUGH_SHADOWS = """
        const below = (selector, root) => [...(root.shadowRoot ? below(selector, root.shadowRoot) : []), ...[...root.querySelectorAll('*')].flatMap(
            (element) => [...(element.matches(selector) ? [element] : []), ...(element.shadowRoot ? below(selector, element.shadowRoot) : [])])];
        const all = (path) => [...path.split(' >> ').reduce(
            (roots, selector) => new Set([...roots].flatMap((root) => below(selector, root))), new Set([document]))];
        const read = (node) => node.nodeType === Node.TEXT_NODE ? node.data
            : ['STYLE', 'SCRIPT', 'NOSCRIPT'].includes(node.nodeName) ? '' : [...(node.shadowRoot ?? node).childNodes].map(read).join('');
        const text = (selector) => all(selector).map(read).join('\\n').replace(/[ \\t\\n]+/g, ' ').trim();
        """;

    private final ChromeDriver driver;
    private final Path profile;

    private Browser(ChromeDriver driver, Path profile) {
        this.driver = driver;
        this.profile = profile;
    }

    /// A browser, or the calling test is skipped with the reason.
    static Browser start() {
        Require.capability("browser", CHROMIUM != null && DRIVER != null,
            "chromium and chromedriver are not both installed (Debian: apt-get install chromium chromium-driver)");
        try {
            var profile = Files.createTempDirectory("landlord-page-");
            var options = new ChromeOptions().setBinary(CHROMIUM.toFile());
            options.addArguments("--headless=new", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--no-sandbox", "--user-data-dir=" + profile);
            var logs = new LoggingPreferences();
            logs.enable(LogType.BROWSER, Level.ALL);
            logs.enable(LogType.PERFORMANCE, Level.ALL);
            options.setCapability("goog:loggingPrefs", logs);
            var service = new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).usingAnyFreePort().build();
            var browser = new Browser(new ChromeDriver(service, options), profile);
            browser.size(1280, 1000);
            return browser;
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    void open(URI address) {
        driver.get(address.toString());
    }

    /// Leaves the page, and forgets what the console and the network layer told so far.
    void leave() {
        driver.get("about:blank");
        console();
        requests();
    }

    void size(int width, int height) {
        // The window has a smallest width of its own; the metrics of the device do not.
        driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
            Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        driver.manage().window().setSize(new Dimension(Math.max(width, 500), height));
    }

    /// What the system says that its person prefers: `light` or `dark`.
    void prefers(String colours) {
        driver.executeCdpCommand("Emulation.setEmulatedMedia",
            Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colours))));
    }

    /// The result of a script that may use `all` and `text`.
    <T> T ask(Class<T> type, String script, Object... arguments) {
        return type.cast(driver.executeScript(THROUGH_SHADOWS + script, arguments));
    }

    /// The readable text of all elements that fit, white space folded.
    String text(String selector) {
        return ask(String.class, "return text(arguments[0]);", selector);
    }

    long count(String selector) {
        return ask(Long.class, "return all(arguments[0]).length;", selector);
    }

    /// Clicks the first element that fits, as soon as there is one.
    void click(String selector) {
        eventually().until(() -> ask(Boolean.class, "const [first] = all(arguments[0]); first?.click(); return Boolean(first);", selector));
    }

    /// Drags with the mouse to the right, from a place in the first element that fits; in pixels from its left upper corner.
    void drag(String selector, int fromX, int fromY, int distance) {
        var corner = ask(List.class, """
            const [element] = all(arguments[0]);
            element.scrollIntoView({ block: 'center' });
            const { x, y } = element.getBoundingClientRect();
            return [Math.round(x), Math.round(y)];""", selector);
        int x = ((Number) corner.get(0)).intValue() + fromX;
        int y = ((Number) corner.get(1)).intValue() + fromY;
        new Actions(driver).moveToLocation(x, y).clickAndHold().moveToLocation(x + distance / 2, y).moveToLocation(x + distance, y)
            .release().perform();
    }

    /// The result of a script that calls its last argument with it.
    <T> T askLater(Class<T> type, String script, Object... arguments) {
        return type.cast(driver.executeAsyncScript(THROUGH_SHADOWS + script, arguments));
    }

    /// Runs a script as the page's own, outside its Content-Security-Policy.
    void run(String script) {
        driver.executeScript(script);
    }

    boolean hasDialog() {
        try {
            driver.switchTo().alert();
            return true;
        } catch (NoAlertPresentException _) {
            return false;
        }
    }

    /// What the console was told since the last call, but for lines that contain `expected`.
    List<String> console(String... expected) {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream().map(LogEntry::toString)
            .filter(line -> Stream.of(expected).noneMatch(line::contains)).toList();
    }

    /// Every address that was requested since the last call, as the network layer saw it.
    List<String> requests() {
        return driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
            .map(entry -> new JsonObject(entry.getMessage()).getJsonObject("message"))
            .filter(message -> message.getString("method").equals("Network.requestWillBeSent"))
            .map(message -> message.getJsonObject("params").getJsonObject("request").getString("url"))
            .toList();
    }

    /// What the page looks like now, as a PNG file.
    void picture(Path file) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    static ConditionFactory eventually() {
        return Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).pollDelay(Duration.ZERO);
    }

    @Override
    public void close() {
        driver.quit();
        try (var files = Files.walk(profile)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private static Path program(String... names) {
        return Stream.of(names).flatMap(name -> Stream.of(System.getenv("PATH").split(":")).map(folder -> Path.of(folder, name)))
            .filter(Files::isExecutable).findFirst().orElse(null);
    }
}
