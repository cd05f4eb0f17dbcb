package dev.landlord.launcher;

import dev.landlord.launcher.cli.AgentCommand;
import dev.landlord.launcher.cli.BrokerCommand;
import dev.landlord.launcher.cli.ClassCommand;
import dev.landlord.launcher.cli.ControllerCommand;
import dev.landlord.launcher.cli.DemoCommand;
import dev.landlord.launcher.cli.DoctorCommand;
import dev.landlord.launcher.cli.ExplainCommand;
import dev.landlord.launcher.cli.ReportCommand;
import dev.landlord.launcher.cli.RunCommand;
import dev.landlord.launcher.cli.SimulateCommand;
import dev.landlord.launcher.cli.SwitchCommand;
import dev.landlord.launcher.cli.TenantCommand;
import dev.landlord.launcher.cli.TopCommand;
import dev.landlord.launcher.cli.UpCommand;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The `landlord` command line. Exit status 0: done; 1: failed; 2: not understood, be it the command line or a configuration that it names.
///
/// A command is a class of its own in `dev.landlord.launcher.cli`, named below; it answers with its exit status, and throws
/// [RemedyException] where the person can mend what is wrong.
@Command(
    name = "landlord",
    description = "Meters what every tenant of a shared cluster uses, and makes the kernel enforce what it may use.",
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {DemoCommand.class, UpCommand.class, RunCommand.class, TenantCommand.class, ClassCommand.class, SwitchCommand.class,
        TopCommand.class, ExplainCommand.class, ReportCommand.class, SimulateCommand.class, DoctorCommand.class, ControllerCommand.class,
        AgentCommand.class, BrokerCommand.class})
public final class Main implements Runnable {
    @Option(names = {"-h", "--help"}, usageHelp = true, scope = ScopeType.INHERIT, description = "Show this help and exit.")
    private boolean help;

    @Option(names = {"-V", "--version"}, versionHelp = true, description = "Show the version and exit.")
    private boolean version;

    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        StopSignal.install();
        StopSignal.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine landlord = new CommandLine(new Main())
            .setExecutionExceptionHandler(Main::explain)
            .setCaseInsensitiveEnumValuesAllowed(true)
            // A command to run may have arguments that begin with @; they are its own.
            .setExpandAtFiles(false);
        landlord.getSubcommands().get("run").setStopAtPositional(true);
        return landlord;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command?");
    }

    private static int explain(Exception failure, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (failure instanceof RemedyException) {
            err.println(command.getColorScheme().errorText("landlord: " + failure.getMessage()));
        } else {
            err.println(command.getColorScheme().stackTraceText(failure));
        }
        return failure instanceof ConfigurationException ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Optional.ofNullable(Main.class.getPackage().getImplementationVersion()).orElse("(not packaged)");
            return new String[] {"landlord " + version};
        }
    }
}
