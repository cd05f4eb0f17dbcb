package dev.landlord.launcher.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.landlord.protocol.PlainText;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void columnsAreAsWideAsTheyNeedToBe() {
        Table table = new Table(Table.left("TENANT"), Table.right("CPU"), Table.left("REASON"))
            .row("tenant-a", "0.49", "").row("b", "12", "over quota");

        assertThat(table.lines()).containsExactly(
            "TENANT     CPU  REASON",
            "tenant-a  0.49",
            "b           12  over quota");
    }

    @Test
    void textOfOthersCannotPlayTricks() {
        Table table = new Table(Table.left("COMMAND")).row("a\u001b[2Jb\nc\u202ed\u009b5me");

        assertThat(table.lines().getLast()).isEqualTo("a?[2Jb?c?d?5me");
    }

    @Test
    void lettersOfAnyLanguageStay() {
        assertThat(PlainText.of("größe 数 😀")).isEqualTo("größe 数 😀");
    }

    @Test
    void rowsMustFit() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Table(Table.left("A")).row("1", "2")).withMessageContaining("2 cells");
    }

    @Test
    void spareColumnsGoWhereThereIsNoRoomTheLastOneFirst() {
        Table table = new Table(Table.left("NAME"), Table.left("BAR").orNot(), Table.right("PIDS").orNot(), Table.left("END"))
            .row("tenant-a", "####", "12", "full");

        assertThat(table.lines(26)).containsExactly("NAME      BAR   PIDS  END", "tenant-a  ####    12  full");
        assertThat(table.lines(25)).containsExactly("NAME      BAR   END", "tenant-a  ####  full");
        assertThat(table.lines(5)).containsExactly("NAME      END", "tenant-a  full");
        assertThat(table.lines(80)).hasSameElementsAs(table.lines());
    }
}
