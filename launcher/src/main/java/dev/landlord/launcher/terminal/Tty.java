package dev.landlord.launcher.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The terminal that shows this program's standard output: where to write, and how large its window is now (isatty(3), ioctl(2)). Its
/// settings are left alone, and it works to the very end: a library that puts a terminal back in a shutdown hook would take it away
/// while the program still ends in order after Ctrl-C.
final class Tty {
    private static final int STANDARD_OUTPUT = 1;
    /// `TIOCGWINSZ`, whose number depends on the system.
    private static final long LINUX_WINDOW_SIZE = 0x5413;
    private static final long BSD_WINDOW_SIZE = 0x40087468;
    /// `struct winsize`: rows, columns and two that nobody fills in, 16 bits each.
    private static final int SIZE_SHORTS = 4;

    private final MethodHandle ioctl;
    private final long request;
    private int columns = 80;
    private int rows = 24;

    private Tty(MethodHandle ioctl, long request) {
        this.ioctl = ioctl;
        this.request = request;
    }

    /// Empty if standard output is no terminal, or the system cannot be asked.
    @SuppressWarnings("restricted")
    static Optional<Tty> ofStandardOutput() {
        Linker linker = Linker.nativeLinker();
        try {
            MethodHandle isatty = linker.downcallHandle(linker.defaultLookup().findOrThrow("isatty"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
            if ((int) isatty.invokeExact(STANDARD_OUTPUT) != 1) {
                return Optional.empty();
            }
            MethodHandle ioctl = linker.downcallHandle(linker.defaultLookup().findOrThrow("ioctl"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
                Linker.Option.firstVariadicArg(2));
            boolean isLinux = System.getProperty("os.name").equals("Linux") && !System.getProperty("os.arch").startsWith("ppc");
            return Optional.of(new Tty(ioctl, isLinux ? LINUX_WINDOW_SIZE : BSD_WINDOW_SIZE));
        } catch (Throwable _) {
            // No such call on this system, or native access denied to this program.
            return Optional.empty();
        }
    }

    PrintWriter writer() {
        Charset charset = Charset.forName(System.getProperty("stdout.encoding", StandardCharsets.UTF_8.name()));
        return new PrintWriter(new FileOutputStream(FileDescriptor.out), false, charset);
    }

    synchronized int columns() {
        ask();
        return columns;
    }

    synchronized int rows() {
        ask();
        return rows;
    }

    /// What is known stays where the terminal gives no answer, or zero, as some serial lines do.
    private void ask() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(ValueLayout.JAVA_SHORT, SIZE_SHORTS);
            if ((int) ioctl.invokeExact(STANDARD_OUTPUT, request, size) == 0) {
                int askedRows = Short.toUnsignedInt(size.getAtIndex(ValueLayout.JAVA_SHORT, 0));
                int askedColumns = Short.toUnsignedInt(size.getAtIndex(ValueLayout.JAVA_SHORT, 1));
                rows = askedRows == 0 ? rows : askedRows;
                columns = askedColumns == 0 ? columns : askedColumns;
            }
        } catch (Throwable _) {
            // The terminal went away; who writes to it learns that by himself.
            return;
        }
    }
}
