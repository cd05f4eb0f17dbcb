package dev.landlord.launcher.top;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.launcher.top.Key.Named;
import dev.landlord.launcher.top.Key.Typed;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ViewTest {
    @ParameterizedTest
    @CsvSource({
        "s, tenant-b tenant-a tenant-c _unattributed", "c, tenant-a tenant-b _unattributed tenant-c", "m, tenant-a _unattributed tenant-b tenant-c",
        "p, _unattributed tenant-a tenant-b tenant-c", "i, tenant-a tenant-b _unattributed tenant-c", "u, tenant-b tenant-a tenant-c _unattributed",
        "b, tenant-b tenant-a tenant-c _unattributed", "n, tenant-a tenant-b tenant-c _unattributed",
        "P, tenant-a tenant-b _unattributed tenant-c", "M, tenant-a _unattributed tenant-b tenant-c"})
    void keysSort(String key, String names) {
        assertThat(new Shown(80, 24).type("n".equals(key) ? "n" : "n" + key).names()).containsExactly(names.split(" "));
    }

    @Test
    void theSameOrderOnceMoreTurnsItRoundAndWhatIsNotKnownStaysLast() {
        assertThat(new Shown(80, 24).type("cc").names()).containsExactly("_unattributed", "tenant-b", "tenant-a", "tenant-c");
        assertThat(new Shown(80, 24).type("cI").names()).containsExactly("_unattributed", "tenant-b", "tenant-a", "tenant-c");
        assertThat(new Shown(80, 24).type("nI").names()).containsExactly("tenant-c", "tenant-b", "tenant-a", "_unattributed");
        assertThat(new Shown(80, 24).type("cIm").names()).as("another order begins the usual way").startsWith("tenant-a");
    }

    @Test
    void theCursorStaysWithItsRowAndWithTheFirstIfNoneWasChosen() {
        Shown shown = new Shown(80, 24).press(Named.DOWN);
        assertThat(shown.about()).startsWith("tenant-a:");
        assertThat(shown.type("c").about()).as("now the first row").startsWith("tenant-a:");
        assertThat(shown.type("kkkk").about()).startsWith("tenant-a:");
        assertThat(shown.press(Named.HOME).type("s").about()).startsWith("tenant-b:");
        assertThat(shown.type("c").about()).as("the first, whichever it is").startsWith("tenant-a:");
        assertThat(shown.type("jjjjjjj").about()).startsWith("tenant-c:");
    }

    @Test
    void whereTheChosenRowIsGoneTheCursorStaysInItsPlace() {
        View view = new View(Sort.NAME);
        view.settle(List.of("a", "b", "c"), 10);
        view.press(Named.DOWN);
        view.settle(List.of("a", "c"), 10);
        assertThat(view.cursor()).isEqualTo(1);
        view.settle(List.of("a"), 10);
        assertThat(view.cursor()).isZero();
        view.settle(List.of(), 10);
        assertThat(view.cursor()).isZero();
        view.press(Named.ENTER);
        assertThat(view.place()).as("there is nothing to open").isEqualTo(new Place.Tenants());
    }

    @Test
    void theRowsScrollAsFarAsTheCursorNeeds() {
        List<String> keys = IntStream.range(0, 100).mapToObj(Integer::toString).toList();
        View view = new View(Sort.NAME);
        view.settle(keys, 10);
        pressed(view, keys, Named.PAGE_DOWN);
        assertThat(List.of(view.cursor(), view.top())).containsExactly(10, 1);
        pressed(view, keys, Named.END);
        assertThat(List.of(view.cursor(), view.top())).containsExactly(99, 90);
        pressed(view, keys, Named.PAGE_UP);
        assertThat(List.of(view.cursor(), view.top())).containsExactly(89, 89);
        view.settle(keys, 50);
        assertThat(List.of(view.cursor(), view.top())).as("a larger window is filled").containsExactly(89, 50);
        pressed(view, keys, new Typed('g'));
        assertThat(List.of(view.cursor(), view.top())).containsExactly(0, 0);
    }

    private static void pressed(View view, List<String> keys, Key key) {
        view.press(key);
        view.settle(keys, 10);
    }

    @Test
    void aFilterTakesLettersAsTheyAre() {
        Shown shown = new Shown(80, 24).type("/NT-Bq");
        assertThat(shown.text()).contains("No tenant's name has that in it.", "Filter: NT-Bq_");
        shown.press(Named.BACKSPACE);
        assertThat(shown.names()).containsExactly("tenant-b");
        shown.press(Named.ENTER);
        assertThat(shown.lines().getFirst()).contains("names with 'NT-B'");
        assertThat(shown.press(Named.ENTER).text()).as("into the tenant that is left").contains("> tenant-b");
        assertThat(shown.press(Named.ESCAPE).names()).containsExactly("tenant-b");
        assertThat(shown.press(Named.ESCAPE).names()).hasSize(4);
    }

    @Test
    void qAndF10QuitFromAnywhereButWhereTextIsTyped() {
        for (Key[] way : List.of(new Key[0], new Key[] {Named.ENTER}, new Key[] {Named.ENTER, Named.ENTER}, new Key[] {Named.TAB})) {
            assertThat(new Shown(80, 24).press(way).type("q").view.over()).isTrue();
            assertThat(new Shown(80, 24).press(way).press(Named.QUIT).view.over()).isTrue();
        }
        Shown typing = new Shown(80, 24).press(Named.FILTER).type("q");
        assertThat(typing.view.over()).isFalse();
        assertThat(typing.press(Named.QUIT).view.over()).isTrue();
        assertThat(new Shown(80, 24).press(Named.ESCAPE, Named.ESCAPE, Named.OTHER).type("xyz$").view.over()).isFalse();
    }

    @Test
    void tabGoesToTheNodesAndBack() {
        Shown shown = new Shown(80, 24).press(Named.ENTER, Named.TAB);
        assertThat(shown.view.place()).isEqualTo(new Place.Nodes());
        assertThat(shown.press(Named.ENTER).view.place()).as("there is nothing below a node").isEqualTo(new Place.Nodes());
        assertThat(shown.press(Named.TAB).view.place()).isEqualTo(new Place.Tenants());
        assertThat(shown.press(Named.TAB, Named.ESCAPE).view.place()).isEqualTo(new Place.Tenants());
    }

    @Test
    void zStandsStill() {
        Shown shown = new Shown(80, 24).type("Z");
        assertThat(shown.view.paused()).isTrue();
        assertThat(shown.lines().getFirst()).contains("PAUSED 10:00:30");
        assertThat(shown.type("Z").view.paused()).isFalse();
    }

    @Test
    void workloadsAndProcessesAreSortedBesideTheTenants() {
        Shown shown = new Shown(80, 24).type("c").press(Named.ENTER);
        assertThat(workloads(shown)).isEqualTo("train-1 eval");
        assertThat(workloads(shown.type("n"))).isEqualTo("eval train-1");
        assertThat(workloads(shown.type("s"))).as("they have no score: by CPU").isEqualTo("train-1 eval");
    }

    private static String workloads(Shown shown) {
        return shown.lines().stream().dropWhile(line -> !line.startsWith("WORKLOAD")).skip(1).takeWhile(line -> !line.isBlank())
            .map(line -> line.split(" ")[0]).collect(Collectors.joining(" "));
    }
}
