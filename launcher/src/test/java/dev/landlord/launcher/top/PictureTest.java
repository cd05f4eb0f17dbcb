package dev.landlord.launcher.top;

import static org.assertj.core.api.Assertions.assertThat;

import dev.landlord.launcher.terminal.Line.Tone;
import dev.landlord.launcher.top.Key.Named;
import dev.landlord.launcher.top.Standing.Link;
import java.util.List;
import java.util.stream.IntStream;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureTest {
    @Test
    void theUsualTerminal() {
        List<String> lines = new Shown(80, 24).lines();

        assertThat(lines).hasSize(24);
        assertThat(String.join("\n", lines)).isEqualTo("""
            landlord top  127.0.0.1:8080                                       live 10:00:30
            CPU[|||||||||||||||              2.1/4]  Mem[|||||                       4G/24G]
            Tenants 3: 1 throttled, 1 free   Nodes 2: 1 silent, 1 up

            TENANT          STATE     SCOREv               CPU               MEM  PIDS  IO/s
            tenant-b        throttled    100 [|||||198%]  0.99 [       0%]    1M     3     0
            tenant-a        free           4 [|||   63%]  1.25 [|     22%]  900M     7    2M
            tenant-c        -              -                 -                 -     -     -
            _unattributed   -              -              0.31              300M    97     0













            tenant-b: throttled for 15s: CPU 1.0 of 0.5 cores for 11 s
            F1Help EnterWorkloads TabNodes F6Sort F4Filter F10Quit""");
    }

    @Test
    void aSmallTerminal() {
        assertThat(new Shown(40, 10).text()).isEqualTo("""
            landlord top  127.0.0.1:~  live 10:00:30
            CPU[||||     2.1/4]  Mem[|       4G/24G]
            Tenants 3: 1 throttled, 1 free   Nodes 2
            TENANT        STATE             CPU  MEM
            tenant-b      throttled [|||||198%]   0%
            tenant-a      free      [|||   63%]  22%
            tenant-c      -                   -    -
            _unattributed -                0.31 300M
            tenant-b: throttled for 15s: CPU 1.0 of~
            F1Help EnterWorkloads TabNodes F10Quit""");
    }

    @Test
    void aLargeTerminal() {
        List<String> lines = new Shown(200, 60).lines();

        assertThat(lines).hasSize(60).contains(
            "TENANT        STATE     SCOREv                       CPU                       MEM                      PIDS              IO/s"
                + " WORK CLASS              ISOLATION   REASON",
            "tenant-b      throttled    100 [|||||||198%]    0.99/0.5 [         0%]     1M/256M [         5%]        3/64                 0"
                + "    1 strict (watch)     active      CPU 1.0 of 0.5 cores for 11 s");
    }

    @Test
    void intoATenantIntoAWorkloadAndBack() {
        Shown shown = new Shown(80, 24).press(Named.ENTER);
        assertThat(shown.text()).startsWith("""
            landlord top > tenant-b                                            live 10:00:30
            State   throttled for 15s, score 100: CPU 1.0 of 0.5 cores for 11 s
            CPU     [|||||||||||||||||||||||198%] 0.99 of 0.5 cores  score 100 throttled
            MEMORY  [                         0%] 1Mi of 256Mi       score 0 free
            PIDS    [|                        5%] 3 of 64
            IO      no quota                      0/s
            Class   strict (only says what it would do)   Isolation active, limits watched
            Limit   n1: cpu 0.5 (applied)

            WORKLOAD           NODE                  CPUv               MEM  PIDS  IO/s  AGE
            burn               n1       [|||||198%]  0.99 [       0%]    1M     3     0  30s
            """);

        shown.press(Named.ENTER);
        assertThat(shown.text()).startsWith("""
            landlord top > tenant-b > burn                                     live 10:00:30
            Use     CPU 0.99   memory 1Mi   pids 3   IO 0/s
            Group   /landlord/tenant-b/burn
            Node    n1, seen for 30s, started by landlord run

                PID USER          CPUv RESID  AGE COMMAND
               5151 mallory       0.99  512K  30s burn ?[2J?--all? cores
            """);

        assertThat(shown.press(Named.ESCAPE).text()).startsWith("landlord top > tenant-b  ");
        assertThat(shown.press(Named.BACKSPACE).names()).startsWith("tenant-b", "tenant-a");
    }

    @Test
    void budgetsTakeAColumnWhereSomebodyHasOne() {
        Shown shown = new Shown(80, 24);
        shown.house = PlayedHouse.of(PlayedHouse.withBudgets());

        assertThat(shown.text()).contains("""
            TENANT        STATE     SCOREv               CPU               MEM  PIDS  BUDGET
            tenant-b      throttled    100 [|||||198%]  0.99 [       0%]    1M     3    105%
            tenant-a      free           4 [|||   63%]  1.25 [|     22%]  900M     7     86%
            tenant-c      -              -                 -                 -     -       -
            _unattributed -              -              0.31              300M    97       -
            """);
        assertThat(shown.draw().get(6).styleAt(78)).as("a budget that is nearly used up").isEqualTo(new Palette(true).of(Tone.WARNING));
        assertThat(shown.press(Named.DOWN).draw().get(5).styleAt(78)).as("one that is spent").isEqualTo(new Palette(true).of(Tone.BAD));
        assertThat(shown.type("b").lines()).anySatisfy(line -> assertThat(line).endsWith("PIDS BUDGETv"));
        assertThat(shown.type("b").names()).containsExactly("tenant-a", "tenant-b", "tenant-c", "_unattributed");
        Shown wide = new Shown(200, 24);
        wide.house = shown.house;
        assertThat(wide.text()).contains("[|||||105%]    1 strict (watch)", "[||||  86%]");
    }

    @Test
    void aTenantTellsItsMonthAndItsBudget() {
        Shown shown = new Shown(80, 24);
        shown.house = PlayedHouse.of(PlayedHouse.withBudgets());

        assertThat(shown.press(Named.ENTER).text()).contains("""
            IO      no quota                      0/s
            Budget  of the month: spent; begins anew on 2026-12-01 (UTC)
                    CPU     [|||||||||||||        67%] 100 of 150 core-hours, 50 left
                    MEMORY  [||||||||||||||||||||105%] 2,101 of 2,000 GiB-hours, 101 over it
            Class   strict (only says what it would do)   Isolation active, limits watched
            Limit   n1: cpu 0.5 (applied)
            """);
        assertThat(shown.draw().get(7).styleAt(20)).as("of two, the one of which enough is left").isEqualTo(new Palette(true).of(Tone.GOOD));
        assertThat(shown.press(Named.ESCAPE, Named.DOWN, Named.ENTER).text()).contains("""
            Budget  of the day: warned; begins anew on 2026-11-23 (UTC)
                    CPU     [||||||||||||||||||||||     86%] 20.6 of 24 core-hours, 3.4 left
            Month   431 core-hours, 0.001 GiB-hours since 2026-11-01 (UTC)
            Class   standard   Isolation active, limits enforced
            """);
        assertThat(shown.press(Named.ESCAPE, Named.DOWN, Named.ENTER).text()).doesNotContain("Budget", "Month");
    }

    @Test
    void textOfOthersCannotPlayTricks() {
        Shown shown = new Shown(80, 24);
        shown.house = PlayedHouse.of(PlayedHouse.snapshot().replace("\"tenant-b\"", "\"a\\u001b]0;x\\u0007\\u202e\"")
            .replace("CPU 1.0 of", "\\u009b2J\\r\\n").replace("\"n1\"", "\"\\u001b[31m\""));
        for (Key key : List.of(Named.OTHER, Named.ENTER, Named.ENTER, Named.TAB)) {
            assertThat(shown.press(key).text().chars().filter(c -> c != '\n').mapToObj(c -> (char) c))
                .noneMatch(c -> Character.isISOControl(c) || c == '\u202e');
        }
        assertThat(shown.press(Named.TAB).names()).startsWith("a?]0;x??");
    }

    @Test
    void wideLettersKeepTheColumnsStraight() {
        Shown shown = new Shown(80, 24);
        shown.house = PlayedHouse.of(PlayedHouse.snapshot().replace("tenant-b", "数数数数数数数数数数"));

        assertThat(shown.draw()).allSatisfy(line -> assertThat(line.columnLength()).isLessThanOrEqualTo(80));
        assertThat(shown.lines()).anySatisfy(line ->
            assertThat(line).startsWith("数数数数数数").contains("~ ", " throttled    100 [|||||198%]  0.99 "));
    }

    @Test
    void whoIsLostSaysSoAndWhatIsShownIsOld() {
        Shown shown = new Shown(80, 24);
        shown.link = new Link.Lost("nothing answers at http://127.0.0.1:8080", PlayedHouse.NOW.plusMillis(2_500));
        shown.told = PlayedHouse.NOW.minusSeconds(65);

        assertThat(shown.text()).startsWith("""
            landlord top  127.0.0.1:8080                     NO CONNECTION 09:59:25 (1m ago)
            trying again in 3 s: nothing answers at http://127.0.0.1:8080
            CPU[""").contains("tenant-a        free ");
        assertThat(shown.draw().get(7).styleAt(0)).as("a row that is not chosen").isEqualTo(AttributedStyle.DEFAULT.faint());
    }

    @Test
    void whatIsSwitchedOffIsTold() {
        Shown shown = new Shown(80, 24);
        shown.house = PlayedHouse.of(PlayedHouse.snapshot().replace("\"switches\":[]", "\"switches\":[{\"means\":\"evict\",\"on\":false}]"));

        assertThat(shown.lines().get(3)).isEqualTo("Switched off for the whole house: evict");
    }

    @Test
    void whoeverIsGoneIsToldToBeGone() {
        Shown shown = new Shown(80, 24).press(Named.ENTER, Named.ENTER);
        shown.house = PlayedHouse.of(PlayedHouse.snapshot().replace("4713", "9999"));
        assertThat(shown.text()).as("one of the same name is another workload").contains("This workload has ended; Esc goes back.");
        shown.house = PlayedHouse.of("{}");
        assertThat(shown.press(Named.ESCAPE).text()).contains("This tenant is gone; Esc goes back.");
        assertThat(shown.press(Named.ESCAPE).text()).contains("No tenant has moved in yet").contains("Tenants 0   Nodes 0");
    }

    @Test
    void theNodes() {
        assertThat(new Shown(80, 24).press(Named.TAB).text()).contains("""
            NODE^            STATE                 CPU               MEM  LOAD TASKS TENANTS
            n1               up      [|||   53%]   2.1 [|     17%]    4G   0.7   120       2
            n2               silent  [|     13%]     1 [|     17%]    4G   1.5    80       1
            """);
    }

    @Test
    void helpIsWrappedAndCanBeReadToItsEnd() {
        assertThat(new Shown(80, 24).type("?").text()).contains("q  F10        quit; so does Ctrl-C", "-             not known");
        Shown small = new Shown(40, 10).type("h");
        assertThat(small.text()).contains("arrows, j k   choose a row").doesNotContain("not known");
        IntStream.range(0, 100).forEach(_ -> small.press(Named.DOWN));
        assertThat(small.text()).contains("not known");
        assertThat(small.type("q").text()).as("any other key ends it").contains("tenant-b");
    }

    @Test
    void ordersAreChosenFromAListBesideTheTable() {
        Shown shown = new Shown(80, 24).type(">");
        assertThat(shown.text()).contains("""
            Sort by                    TENANT       STATE     SCOREv         CPU         MEM
            > s state and score        tenant-b     throttled    100 [|||||198%] [       0%]
              c CPU                    tenant-a     free           4 [|||   63%] [|     22%]
            """);

        shown.press(Named.DOWN, Named.ENTER);
        assertThat(shown.names()).startsWith("tenant-a", "tenant-b");
        assertThat(shown.text()).doesNotContain("Sort by").contains(" CPUv ");
    }

    /// Bars and states must be told apart by those who see no colours.
    @Test
    void withoutColoursNothingIsLost() {
        List<AttributedString> lines = new Shown(80, 24, false).draw();

        assertThat(lines.stream().map(AttributedString::toString))
            .containsExactlyElementsOf(new Shown(80, 24).draw().stream().map(AttributedString::toString).toList());
        assertThat(lines).allSatisfy(line -> assertThat(line.toAnsi()).doesNotContainPattern("\u001b\\[[0-9;]*[34][0-7][;m]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?", ">", "/", "/x", "Z"})
    void everySizeIsKeptTo(String typed) {
        for (Key[] way : List.of(new Key[0], new Key[] {Named.ENTER}, new Key[] {Named.ENTER, Named.ENTER}, new Key[] {Named.TAB})) {
            for (int width : new int[] {1, 2, 3, 8, 21, 39, 55, 79, 80, 81, 99, 132, 233}) {
                for (int height : new int[] {1, 2, 4, 5, 7, 8, 15, 16, 24, 61}) {
                    Shown shown = new Shown(width, height).press(way).type(typed).press(Named.END);
                    assertThat(shown.draw()).as("%d x %d", width, height).hasSizeLessThanOrEqualTo(height)
                        .allSatisfy(line -> assertThat(line.columnLength()).isLessThanOrEqualTo(width));
                }
            }
        }
    }
}
