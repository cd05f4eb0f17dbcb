package dev.landlord.launcher.cli;

import static dev.landlord.launcher.terminal.Table.left;

import dev.landlord.launcher.doctor.Diagnosis;
import dev.landlord.launcher.doctor.Doctor;
import dev.landlord.launcher.doctor.Finding;
import dev.landlord.launcher.doctor.Machine;
import dev.landlord.launcher.terminal.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `landlord doctor`
@Command(
    name = "doctor",
    description = "Tells what this node can meter and enforce, and what to change so that it can do more. Changes nothing.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:an agent run by this user can meter and limit CPU", "1:it cannot", "2:wrong usage"}
)
public final class DoctorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private SubtreeOption subtree;

    @Mixin
    private DataOption data;

    @Mixin
    private OutputFormat output;

    @Override
    public Integer call() throws IOException {
        Diagnosis diagnosis = Doctor.examine(Machine.here(data.directory()), subtree.onThisMachine());
        output.print(spec.commandLine().getOut(), diagnosis, () -> lines(diagnosis));
        return diagnosis.isMetersCpu() && diagnosis.isEnforcesCpu() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private static List<String> lines(Diagnosis diagnosis) {
        Table findings = new Table(left("CHECK"), left("RESULT"), left("DETAIL"));
        for (Finding finding : diagnosis.findings()) {
            findings.row(finding.check(), finding.level().wire(),
                finding.says() + (finding.remedy() == null ? "" : "; " + finding.remedy()));
        }
        Table controllers = new Table(left("CONTROLLER"), left("WHERE"));
        diagnosis.controllers().forEach(controllers::row);
        Table capabilities = new Table(left("CAPABILITY"), left("HERE"), left("HOW FAR, WHY NOT, WHAT TO CHANGE"));
        diagnosis.capabilities().forEach((name, capability) ->
            capabilities.row(name, capability.available() ? "yes" : "no", capability.why() == null ? "" : capability.why()));
        List<String> lines = new ArrayList<>();
        for (Table table : List.of(findings, controllers, capabilities)) {
            if (!table.isEmpty()) {
                lines.addAll(table.lines());
                lines.add("");
            }
        }
        lines.add(verdict(diagnosis));
        return lines;
    }

    private static String verdict(Diagnosis diagnosis) {
        if (!diagnosis.isMetersCpu()) {
            return "An agent run by this user can meter nobody's CPU here.";
        }
        return diagnosis.isEnforcesCpu()
            ? "An agent run by this user can meter tenants here and hold them to their CPU quota."
            : "An agent run by this user can meter tenants here, but not hold them to a CPU quota.";
    }
}
