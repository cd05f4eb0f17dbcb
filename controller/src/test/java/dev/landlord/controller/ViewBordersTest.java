package dev.landlord.controller;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.util.Random;
import java.util.Set;

/// The read model, reports, the roll-ups of the history and the readers of `tenants.yaml` and `classes.yaml` do no I/O, know no clock and no
/// other part of the controller but the policy's types and the ports; the API stands beside the engine, not above it.
@AnalyzeClasses(packages = "dev.landlord.controller", importOptions = ImportOption.DoNotIncludeTests.class)
class ViewBordersTest {
    private static final String[] PURE = {"dev.landlord.controller.view..", "dev.landlord.controller.tenants..", "dev.landlord.controller.rules..",
        "dev.landlord.controller.whatif..", "dev.landlord.controller.report..", "dev.landlord.controller.history"};
    private static final Set<String> CLOCKS = Set.of("now", "currentTimeMillis", "nanoTime");

    @ArchTest
    static final ArchRule DEPEND_ON_LITTLE = noClasses().that().resideInAnyPackage(PURE)
        .should().dependOnClassesThat(describe("lie outside of protocol, policy, ledger, Jackson and the plain JDK",
            type -> !type.isPrimitive() && !type.getPackageName().matches(
                "(dev\\.landlord\\.(protocol|controller\\.(policy|ledger|ports|view|tenants|rules|whatif|report|history))(\\..*)?"
                    + "|(com\\.fasterxml|tools)\\.jackson\\..*"
                    + "|java\\.(lang|math|time|util)(\\.(function|stream|regex|runtime|invoke|temporal))?)")));

    @ArchTest
    static final ArchRule DO_NOT_KNOW_EACH_OTHER = noClasses().that().resideInAPackage("..controller.tenants..")
        .should().dependOnClassesThat().resideInAnyPackage("..controller.view..", "..controller.policy..", "..controller.rules..");

    @ArchTest
    static final ArchRule REPORTS_KNOW_THE_LEDGER_ALONE = noClasses().that().resideInAPackage("..controller.report..")
        .should().dependOnClassesThat(describe("lie in another part of the controller",
            type -> type.getPackageName().matches("dev\\.landlord\\.controller(\\.(?!report).*)?")));

    @ArchTest
    static final ArchRule API_AND_ENGINE_MEET_AT_THE_PORTS = noClasses().that().resideInAPackage("..controller.api..")
        .should().dependOnClassesThat().resideInAPackage("..controller.engine..")
        .orShould().dependOnClassesThat().resideInAnyPackage("org.apache.kafka..", "io.vertx.kafka..");

    @ArchTest
    static final ArchRule NOBODY_NEEDS_THE_API = noClasses().that()
        .resideInAnyPackage("..controller.engine..", "..controller.view..", "..controller.tenants..", "..controller.rules..", "..controller.policy..",
            "..controller.ports..", "..controller.whatif..", "..controller.report..")
        .should().dependOnClassesThat().resideInAPackage("..controller.api..");

    @ArchTest
    static final ArchRule ONLY_THE_HISTORY_KNOWS_THE_DATABASE = noClasses().that().resideOutsideOfPackage("..controller.history.sqlite..")
        .should().dependOnClassesThat().resideInAnyPackage("java.sql..", "org.sqlite..");

    @ArchTest
    static final ArchRule NOBODY_BUT_THE_ROOT_NEEDS_THE_HISTORY = noClasses().that()
        .resideInAnyPackage("..controller.engine..", "..controller.api..", "..controller.view..", "..controller.ports..", "..controller.policy..")
        .should().dependOnClassesThat().resideInAPackage("..controller.history..");

    @ArchTest
    static final ArchRule ASK_NO_CLOCK = noClasses().that().resideInAnyPackage(PURE)
        .should().dependOnClassesThat().areAssignableTo(Clock.class)
        .orShould().dependOnClassesThat().areAssignableTo(Thread.class)
        .orShould().dependOnClassesThat().areAssignableTo(Random.class)
        .orShould().callMethodWhere(describe("asks a clock", call -> CLOCKS.contains(call.getName())));
}
