package dev.landlord.launcher.top.live;

import dev.landlord.launcher.top.Key;
import dev.landlord.launcher.top.Key.Named;
import java.io.IOError;
import java.util.Optional;
import org.jline.keymap.BindingReader;
import org.jline.keymap.KeyMap;
import org.jline.reader.EndOfFileException;
import org.jline.terminal.Terminal;
import org.jline.utils.InfoCmp.Capability;

/// Reads keys from a terminal: what its description (terminfo) says they send, and what terminals commonly send besides.
final class Keys {
    /// How long after ESC the rest of a key's sequence may take; a lone ESC is known after that.
    private static final long ESCAPE_MILLIS = 150;
    private static final char FIRST_PRINTABLE = ' ';
    private static final char LAST_PRINTABLE = '~';
    /// Stand for what is to be read on: a letter beyond ASCII; a sequence that no key is known to send, among them late answers of the
    /// terminal to JLine's questions, which over a slow line come in the middle of keys.
    private static final Key OTHER_LETTER = new Key.Typed(0);
    private static final Key UNKNOWN_SEQUENCE = new Key.Typed(0x9b);
    private static final Key UNKNOWN_SHIFT = new Key.Typed(0x8f);
    /// ECMA-48: a control sequence ends with the first of these.
    private static final char FIRST_FINAL = '@';

    private final BindingReader reader;
    private final KeyMap<Key> map = new KeyMap<>();

    Keys(Terminal terminal) {
        reader = new BindingReader(terminal.reader());
        map.setAmbiguousTimeout(ESCAPE_MILLIS);
        map.setUnicode(OTHER_LETTER);
        map.setNomatch(Named.OTHER);
        for (char letter = FIRST_PRINTABLE; letter <= LAST_PRINTABLE; letter++) {
            map.bind(new Key.Typed(letter), Character.toString(letter));
        }
        bind(Named.UP, terminal, Capability.key_up, "\u001b[A", "\u001bOA");
        bind(Named.DOWN, terminal, Capability.key_down, "\u001b[B", "\u001bOB");
        bind(Named.RIGHT, terminal, Capability.key_right, "\u001b[C", "\u001bOC");
        bind(Named.LEFT, terminal, Capability.key_left, "\u001b[D", "\u001bOD");
        bind(Named.PAGE_UP, terminal, Capability.key_ppage, "\u001b[5~", KeyMap.ctrl('B'));
        bind(Named.PAGE_DOWN, terminal, Capability.key_npage, "\u001b[6~", KeyMap.ctrl('F'));
        bind(Named.HOME, terminal, Capability.key_home, "\u001b[H", "\u001bOH", "\u001b[1~", "\u001b[7~");
        bind(Named.END, terminal, Capability.key_end, "\u001b[F", "\u001bOF", "\u001b[4~", "\u001b[8~");
        bind(Named.BACKSPACE, terminal, Capability.key_backspace, KeyMap.del(), KeyMap.ctrl('H'));
        bind(Named.ENTER, terminal, Capability.key_enter, "\r", "\n");
        bind(Named.HELP, terminal, Capability.key_f1, "\u001bOP", "\u001b[11~", "\u001b[[A");
        bind(Named.OTHER, terminal, Capability.key_f2, "\u001bOQ", "\u001b[12~", "\u001b[[B");
        bind(Named.SEARCH, terminal, Capability.key_f3, "\u001bOR", "\u001b[13~", "\u001b[[C");
        bind(Named.FILTER, terminal, Capability.key_f4, "\u001bOS", "\u001b[14~", "\u001b[[D");
        bind(Named.OTHER, terminal, Capability.key_f5, "\u001b[15~", "\u001b[[E");
        bind(Named.SORT, terminal, Capability.key_f6, "\u001b[17~");
        bind(Named.OTHER, terminal, Capability.key_f7, "\u001b[18~");
        bind(Named.OTHER, terminal, Capability.key_f8, "\u001b[19~");
        bind(Named.OTHER, terminal, Capability.key_f9, "\u001b[20~");
        bind(Named.QUIT, terminal, Capability.key_f10, "\u001b[21~", KeyMap.ctrl('C'));
        bind(Named.OTHER, terminal, Capability.key_f11, "\u001b[23~", "\u001b[24~", "\u001b[2~", "\u001b[3~", "\u001b[Z", "\u001b[I", "\u001b[O");
        map.bind(Named.TAB, "\t");
        map.bind(Named.REDRAW, KeyMap.ctrl('L'));
        map.bind(Named.ESCAPE, "\u001b");
        map.bind(UNKNOWN_SEQUENCE, "\u001b[");
        map.bind(UNKNOWN_SHIFT, "\u001bO");
    }

    /// Reads the rest of a control sequence.
    private void passOver() {
        int read = reader.readCharacter();
        while (read >= 0 && read < FIRST_FINAL) {
            read = reader.readCharacter();
        }
    }

    private void bind(Key key, Terminal terminal, Capability capability, String... others) {
        map.bind(key, others);
        String described = KeyMap.key(terminal, capability);
        if (described != null && !described.isEmpty()) {
            map.bind(key, described);
        }
    }

    /// Waits for a key.
    ///
    /// @return empty if there will be none any more: the terminal is closed
    Optional<Key> read() {
        try {
            Key key = reader.readBinding(map);
            if (key == UNKNOWN_SEQUENCE) {
                passOver();
                return Optional.of(Named.OTHER);
            }
            if (key == UNKNOWN_SHIFT) {
                reader.readCharacter();
                return Optional.of(Named.OTHER);
            }
            return Optional.ofNullable(key == OTHER_LETTER ? new Key.Typed(reader.getLastBinding().codePointAt(0)) : key);
        } catch (EndOfFileException | IOError _) {
            return Optional.empty();
        }
    }
}
