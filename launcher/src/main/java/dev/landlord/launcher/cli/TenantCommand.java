package dev.landlord.launcher.cli;

import dev.landlord.launcher.RemedyException;
import dev.landlord.launcher.client.ApiProblem;
import dev.landlord.protocol.TenantId;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `landlord tenant`: who may use what.
@Command(name = "tenant", description = "Declares tenants and quotas, and shows how they stand.", synopsisSubcommandLabel = "COMMAND")
public final class TenantCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say which: apply, list, show or delete");
    }

    @Command(name = "apply", description = "Declares what a file says: all of it or, if anything in it is wrong, nothing.")
    int apply(
        @Option(names = {"-f", "--file"}, required = true, paramLabel = "FILE", converter = DocumentArgument.Converter.class,
            description = "tenants.yaml, or - for standard input")
        DocumentArgument file,
        @Option(names = "--dry-run", description = "says what would change, and changes nothing") boolean dryRun,
        @Option(names = "--prune", description = "deletes the tenants that the file does not name") boolean prune,
        @Option(names = "--release", description = "with --prune: also those with running workloads, whose limits are put back") boolean release,
        @Mixin ControllerOptions controller,
        @Mixin OutputFormat output
    ) {
        byte[] document = file.read();
        try {
            JsonNode answer = controller.ask(client ->
                client.put("/tenants?dryRun=%s&prune=%s%s".formatted(dryRun, prune, release ? "&release=true" : ""), document,
                    DocumentArgument.YAML));
            output.print(spec.commandLine().getOut(), answer, () -> DocumentArgument.changes(answer, "tenant", "the file names no tenants"));
            return ExitCode.OK;
        } catch (ApiProblem refused) {
            if (refused.flaws().isEmpty()) {
                throw withRelease(refused);
            }
            file.tell(refused, spec.commandLine().getErr());
            return ExitCode.SOFTWARE;
        }
    }

    @Command(name = "list", description = "Lists all tenants with use, quota and state.")
    int list(@Mixin ControllerOptions controller, @Mixin OutputFormat output) {
        JsonNode tenants = controller.ask(client -> client.get("/tenants"));
        output.print(spec.commandLine().getOut(), tenants, () -> TenantText.list(tenants));
        return ExitCode.OK;
    }

    @Command(name = "show", description = "Shows a tenant: use, quota, state, limits, workloads, processes.")
    int show(
        @Parameters(paramLabel = "ID", converter = TenantArgument.class, description = "the tenant") TenantId tenant,
        @Mixin ControllerOptions controller, @Mixin OutputFormat output
    ) {
        JsonNode answer = controller.ask(client -> client.get("/tenants/" + tenant));
        output.print(spec.commandLine().getOut(), answer, () -> TenantText.show(answer));
        return ExitCode.OK;
    }

    @Command(name = "delete", description = "Deletes a tenant. Nothing of its is ended.")
    int delete(
        @Parameters(paramLabel = "ID", converter = TenantArgument.class, description = "the tenant") TenantId tenant,
        @Option(names = "--release", description = "also with running workloads: their limits are put back, and they run on") boolean release,
        @Mixin ControllerOptions controller, @Mixin OutputFormat output
    ) {
        try {
            controller.ask(client -> client.delete("/tenants/%s?release=%s".formatted(tenant, release)));
        } catch (ApiProblem refused) {
            throw withRelease(refused);
        }
        output.print(spec.commandLine().getOut(), new Deleted(tenant.value()), () -> List.of(tenant + " deleted"));
        return ExitCode.OK;
    }

    private static RemedyException withRelease(ApiProblem refused) {
        return "tenant-has-workloads".equals(refused.reason())
            ? new RemedyException(refused.getMessage() + "; with --release their limits are put back and they run on", refused)
            : refused;
    }

    /// What `delete -o json` prints.
    private record Deleted(String deleted) {
    }
}
