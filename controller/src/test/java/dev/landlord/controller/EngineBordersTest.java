package dev.landlord.controller;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// The engine and the API know each other through `ports` only, and Kafka is the engine's alone.
@AnalyzeClasses(packages = "dev.landlord.controller", importOptions = ImportOption.DoNotIncludeTests.class)
class EngineBordersTest {
    private static final String ENGINE = "dev.landlord.controller.engine..";
    private static final String API = "dev.landlord.controller.api..";
    private static final String PORTS = "dev.landlord.controller.ports..";

    @ArchTest
    static final ArchRule ENGINE_WITHOUT_API = noClasses().that().resideInAPackage(ENGINE)
        .should().dependOnClassesThat().resideInAnyPackage(API, "dev.landlord.controller.tenants..", "dev.landlord.controller", "io.vertx.ext.web..");

    @ArchTest
    static final ArchRule API_WITHOUT_ENGINE = noClasses().that().resideInAPackage(API)
        .should().dependOnClassesThat().resideInAnyPackage(ENGINE, "dev.landlord.controller");

    @ArchTest
    static final ArchRule PORTS_KNOW_NOBODY = noClasses().that().resideInAPackage(PORTS)
        .should().dependOnClassesThat().resideInAnyPackage(ENGINE, API, "dev.landlord.controller.policy..", "dev.landlord.controller.view..");

    @ArchTest
    static final ArchRule KAFKA_IN_THE_ENGINE = noClasses().that().resideOutsideOfPackage(ENGINE)
        .should().dependOnClassesThat().resideInAnyPackage("org.apache.kafka..", "io.vertx.kafka..");
}
