package dev.landlord.launcher.cli;

import dev.landlord.launcher.ConfigurationException;
import dev.landlord.launcher.RemedyException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/// A command as a person gives it; what it says is kept.
final class CapturedCommand {
    private static final int NOT_FORESEEN = 99;

    private final Supplier<?> command;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /// @param command makes it anew for each run
    CapturedCommand(Supplier<?> command) {
        this.command = command;
    }

    /// @return the exit status, as the program gives it; but 99, where that says 1, for a failure that nobody foresaw
    int run(String... arguments) {
        return new CommandLine(command.get()).setCaseInsensitiveEnumValuesAllowed(true)
            .setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).setExecutionExceptionHandler(CapturedCommand::tell)
            .execute(arguments);
    }

    private static int tell(Exception failure, CommandLine command, ParseResult parsed) {
        command.getErr().println(failure instanceof RemedyException ? failure.getMessage() : failure.toString());
        return switch (failure) {
            case ConfigurationException _ -> CommandLine.ExitCode.USAGE;
            case RemedyException _ -> CommandLine.ExitCode.SOFTWARE;
            default -> NOT_FORESEEN;
        };
    }

    /// What it said on standard output, since that was last [forgotten][#forgetOut].
    String out() {
        return out.toString();
    }

    /// What it said on standard error, in all.
    String err() {
        return err.toString();
    }

    void forgetOut() {
        out.getBuffer().setLength(0);
    }
}
