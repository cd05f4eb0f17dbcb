package dev.landlord.launcher.cli;

import dev.landlord.controller.policy.PolicyClasses;
import dev.landlord.controller.whatif.Findings;
import dev.landlord.controller.whatif.Trial;
import dev.landlord.controller.whatif.UsedBefore;
import dev.landlord.controller.whatif.WhatIf;
import dev.landlord.launcher.ConfigurationException;
import dev.landlord.launcher.RemedyException;
import dev.landlord.launcher.simulate.DeclaredHouse;
import dev.landlord.launcher.simulate.Recording;
import dev.landlord.launcher.simulate.TrialFiles;
import dev.landlord.launcher.simulate.UsageLines;
import dev.landlord.launcher.simulate.UsageTopic;
import dev.landlord.launcher.simulate.UsedFile;
import dev.landlord.launcher.terminal.ProgressLine;
import dev.landlord.protocol.document.KafkaConnection;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `landlord simulate`: what a class would have done to recorded use.
@Command(
    name = "simulate",
    description = {"Replays recorded use through policy classes and budgets, and tells who would have been warned, throttled and evicted, and when.",
        "Changes nothing. Recorded use does not react: who would have been throttled goes on in it as before."},
    footerHeading = "%nExample:%n",
    footer = {"  landlord simulate --usage usage.jsonl --tenants tenants.yaml --class strict",
        "  landlord simulate --kafka 127.0.0.1:9092 --from 2026-11-22T08:00:00Z --policy classes.yaml",
        "  landlord report --from 2026-11-01 --to 2026-11-21 -o json > used.json",
        "  landlord simulate --kafka 127.0.0.1:9092 --from 2026-11-22T00:00:00Z --tenants tenants.yaml --used used.json"},
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:told", "1:nothing could be replayed, or the house cannot be reached", "2:wrong usage, or a file that is wrong or missing"}
)
public final class SimulateCommand implements Callable<Integer> {
    private static final String STANDARD_INPUT = "-";

    @Spec
    private CommandSpec spec;

    @Option(names = "--usage", paramLabel = "FILE",
        description = "recorded use: values of landlord.usage, one a line, plain or gzip; - for standard input. Or say --kafka, to read the topic")
    private String usage;

    @Option(names = "--tenants", paramLabel = "FILE",
        description = "tenants.yaml: whose quotas and budgets (default: the house's, from Kafka with --kafka, else from the controller)")
    private Path tenantsFile;

    @Option(names = "--policy", paramLabel = "FILE",
        description = "classes.yaml, whose classes are tried instead of those of the same name that the house has, and beside the others")
    private Path policyFile;

    @Option(names = "--class", paramLabel = "NAME", description = "puts every tenant under this class (default: each stays with its own)")
    private String className;

    @Option(names = "--used", paramLabel = "FILE", description = "what was used in the month before the recording, for budgets by the month: what "
        + "landlord report -o json prints of its first day to the last one before (default: nothing)")
    private Path usedFile;

    @Option(names = "--from", paramLabel = "TIME", converter = InstantArgument.class,
        description = "leaves out what is older, e.g. 2026-11-22T08:00:00Z")
    private Instant from;

    @Option(names = "--to", paramLabel = "TIME", converter = InstantArgument.class, description = "leaves out what is as young or younger")
    private Instant to;

    @Option(names = "--record", paramLabel = "FILE",
        description = "with --kafka: also writes what is read to this new file, to be used with --usage")
    private Path record;

    @Mixin
    private KafkaOption kafka;

    @Mixin
    private ControllerOptions controller;

    @Mixin
    private OutputFormat output;

    @Override
    public Integer call() {
        check();
        ProgressLine progress = ProgressLine.on(spec.commandLine().getErr());
        try (UsageTopic topic = kafka.given() ? topic() : null) {
            DeclaredHouse house = house(topic);
            var trial = new Trial(house.classes(), tried(house), className);
            house = tenantsFile == null ? house : house.with(TrialFiles.tenants(tenantsFile, names(trial)));
            checkThatSomethingIsTried(trial, house);
            UsedFile before = usedFile == null ? null : UsedFile.read(usedFile);
            UsedBefore used = before == null ? UsedBefore.NOT_KNOWN : before.used();
            var whatIf = new WhatIf(house.tenants(), trial, used);
            var recording = new Recording(whatIf, from, to, spec.commandLine().getErr(), progress);
            read(topic, recording);
            Findings findings = whatIf.finish();
            progress.clear();
            if (findings.samples() == 0) {
                throw nothing(findings, recording);
            }
            if (before != null) {
                before.checkThatItEndsBefore(findings.from());
            }
            var report = SimulationReport.of(findings, used, recording.bad());
            output.print(spec.commandLine().getOut(), report, () -> SimulationText.lines(report));
            return ExitCode.OK;
        } finally {
            progress.clear();
        }
    }

    private void check() {
        if ((usage == null) == !kafka.given()) {
            throw new ParameterException(spec.commandLine(), usage == null ? "what was used? Say --usage FILE or --kafka HOST:PORT"
                : "--usage and --kafka are two sources; say one");
        }
        if (record != null && !kafka.given()) {
            throw new ParameterException(spec.commandLine(), "--record writes what is read from Kafka; it needs --kafka");
        }
        if (from != null && to != null && !from.isBefore(to)) {
            throw new ParameterException(spec.commandLine(), "--from must be before --to");
        }
    }

    /// The house as it is today: of the topics, or of the controller unless both tenants and use come from files.
    private DeclaredHouse house(UsageTopic topic) {
        if (topic != null) {
            return topic.house();
        }
        return tenantsFile != null ? DeclaredHouse.shipped()
            : controller.ask(client -> DeclaredHouse.answered(client.get("/tenants"), client.get("/classes")));
    }

    private PolicyClasses tried(DeclaredHouse house) {
        var tried = policyFile == null ? house.classes() : house.classes().with(TrialFiles.classes(policyFile, house.classes()));
        if (className != null && tried.find(className).isEmpty()) {
            throw new ParameterException(spec.commandLine(),
                "there is no class '%s'; there are %s".formatted(className, String.join(", ", tried.names())));
        }
        return policyFile == null && className == null ? null : tried;
    }

    private static Set<String> names(Trial trial) {
        var names = new HashSet<>(trial.today().names());
        if (trial.tried() != null) {
            names.addAll(trial.tried().names());
        }
        return names;
    }

    private void checkThatSomethingIsTried(Trial trial, DeclaredHouse house) {
        if (policyFile != null && house.tenants().stream().allMatch(tenant -> trial.triedOn(tenant).isEmpty())) {
            throw new ConfigurationException("%s changes the class of no tenant%s".formatted(policyFile,
                className == null ? "; say --class NAME to try one of its classes on all of them" : ""), null);
        }
    }

    private UsageTopic topic() {
        try {
            return new UsageTopic(kafka.complete(KafkaConnection.DEFAULT, controller.dataDirectory()).clientSettings());
        } catch (IOException e) {
            throw new ConfigurationException("the Kafka client properties cannot be read: " + RemedyException.said(e), e);
        }
    }

    private void read(UsageTopic topic, Recording recording) {
        if (topic != null) {
            try (OutputStream copy = record == null ? null
                    : new BufferedOutputStream(Files.newOutputStream(record, StandardOpenOption.CREATE_NEW))) {
                topic.usage(from, recording, copy);
            } catch (IOException e) {
                throw new RemedyException("%s cannot be written: %s".formatted(record, RemedyException.said(e)), e);
            }
            return;
        }
        try (InputStream lines = usage.equals(STANDARD_INPUT) ? System.in : Files.newInputStream(Path.of(usage))) {
            new UsageLines(usage.equals(STANDARD_INPUT) ? "(standard input)" : usage, recording)
                .read(lines, usage.equals(STANDARD_INPUT) ? -1 : Files.size(Path.of(usage)));
        } catch (IOException e) {
            throw new ConfigurationException("the recorded use cannot be read: " + RemedyException.said(e), e);
        }
    }

    private RemedyException nothing(Findings findings, Recording recording) {
        return new RemedyException(
            "nothing to replay: %s samples were read, %s of tenants that are not declared; %s values were no samples%s".formatted(
                recording.samples(), findings.undeclared(), recording.bad(),
                from == null && to == null ? "" : "; the others lie outside of --from and --to"));
    }
}
