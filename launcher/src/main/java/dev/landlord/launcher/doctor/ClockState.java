package dev.landlord.launcher.doctor;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// Whether the kernel believes its clock to be held in step with other clocks.
public enum ClockState {
    SYNCHRONISED, UNSYNCHRONISED, UNKNOWN;

    /// Larger than `struct timex` is anywhere; all zero asks without changing anything.
    private static final long TIMEX_BYTES = 512;
    /// adjtimex(2): `TIME_ERROR`, the clock is not synchronised to a reliable server.
    private static final int TIME_ERROR = 5;

    @SuppressWarnings("restricted")
    static ClockState ofKernel() {
        Linker linker = Linker.nativeLinker();
        try (Arena arena = Arena.ofConfined()) {
            MethodHandle adjtimex = linker.downcallHandle(linker.defaultLookup().findOrThrow("adjtimex"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
            return of((int) adjtimex.invokeExact(arena.allocate(TIMEX_BYTES)));
        } catch (Throwable _) {
            // No such call on this system, or native access denied to this program.
            return UNKNOWN;
        }
    }

    private static ClockState of(int answer) {
        if (answer < 0) {
            return UNKNOWN;
        }
        return answer == TIME_ERROR ? UNSYNCHRONISED : SYNCHRONISED;
    }
}
