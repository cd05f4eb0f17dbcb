package dev.landlord.agent;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// The agent's borders, as docs/ARCHITECTURE.md draws them.
@AnalyzeClasses(packages = "dev.landlord.agent", importOptions = ImportOption.DoNotIncludeTests.class)
class BordersTest {
    private static final String SAMPLE = "dev.landlord.agent.sample..";
    private static final String ENFORCE = "dev.landlord.agent.enforce..";
    private static final String HOST = "dev.landlord.agent.host..";
    private static final String ACTUATE = "dev.landlord.agent.actuate..";
    private static final String LINK = "dev.landlord.agent.link..";
    private static final String SPOOL = "dev.landlord.agent.spool..";
    private static final String ROOT = "dev.landlord.agent";

    private static final DescribedPredicate<JavaClass> IO = resideInAnyPackage("java.io..", "java.nio.file..", "java.nio.channels..", "java.net..")
        .and(DescribedPredicate.not(type(IOException.class))).and(DescribedPredicate.not(type(UncheckedIOException.class)))
        .as("input and output");
    private static final DescribedPredicate<JavaClass> MACHINERY =
        resideInAnyPackage("java.util.concurrent..", "io.vertx..", "org.apache.kafka..", "oshi..", "org.slf4j..", "picocli..")
            .and(DescribedPredicate.not(type(TimeUnit.class)))
            .or(type(Thread.class)).or(type(Process.class)).or(type(ProcessHandle.class)).or(type(ProcessBuilder.class))
            .as("threads, processes, frameworks and logs");
    private static final DescribedPredicate<JavaClass> CLOCKS = type(Clock.class).or(type(InstantSource.class)).as("clocks");
    private static final DescribedPredicate<JavaAccess<?>> ASKS_THE_TIME = DescribedPredicate.describe("ask the time", access ->
        access.getTargetOwner().isEquivalentTo(System.class) && Set.of("nanoTime", "currentTimeMillis").contains(access.getName())
            || access.getTargetOwner().isEquivalentTo(Instant.class) && access.getName().equals("now"));

    private static final Set<String> READING = Set.of("readString", "readAllLines", "readAllBytes", "lines", "newBufferedReader", "newInputStream",
        "newDirectoryStream", "list", "walk", "walkFileTree", "find", "exists", "notExists", "isDirectory", "isRegularFile", "isReadable",
        "isWritable", "isSymbolicLink", "getAttribute", "readAttributes", "size", "isSameFile", "readSymbolicLink");
    private static final DescribedPredicate<JavaAccess<?>> WRITES = DescribedPredicate.describe("write to files", access ->
        access instanceof JavaMethodCall && access.getTargetOwner().isEquivalentTo(Files.class) && !READING.contains(access.getName())
            || access instanceof JavaFieldAccess && access.getTargetOwner().isEquivalentTo(StandardOpenOption.class)
                && !access.getName().equals("READ")
            || access.getTargetOwner().isEquivalentTo(FileOutputStream.class)
            || access.getTargetOwner().isEquivalentTo(RandomAccessFile.class));

    @ArchTest
    static final ArchRule SAMPLE_AND_ENFORCE_ARE_PURE = noClasses().that().resideInAnyPackage(SAMPLE, ENFORCE)
        .should().dependOnClassesThat(are(IO)).orShould().dependOnClassesThat(are(MACHINERY)).orShould().dependOnClassesThat(are(CLOCKS))
        .orShould().accessTargetWhere(ASKS_THE_TIME);

    @ArchTest
    static final ArchRule SAMPLE_KNOWS_THE_PROTOCOL_ONLY = classes().that().resideInAPackage(SAMPLE)
        .should().onlyDependOnClassesThat().resideInAnyPackage(SAMPLE, "dev.landlord.protocol..", "java..");

    @ArchTest
    static final ArchRule ENFORCE_KNOWS_THE_PROTOCOL_ONLY = classes().that().resideInAPackage(ENFORCE)
        .should().onlyDependOnClassesThat().resideInAnyPackage(ENFORCE, "dev.landlord.protocol..", "java..", "com.fasterxml.jackson.annotation..");

    @ArchTest
    static final ArchRule ONLY_ACTUATE_WRITES = noClasses().that().resideOutsideOfPackage(ACTUATE)
        // It keeps samples in the agent's own directory, and touches nothing of the kernel's.
        .and().resideOutsideOfPackage(SPOOL)
        .should().accessTargetWhere(WRITES);

    @ArchTest
    static final ArchRule HOST_KNOWS_NOTHING_ABOVE_IT = noClasses().that().resideInAPackage(HOST)
        .should().dependOnClassesThat(resideInAnyPackage(ENFORCE, ACTUATE, LINK, ROOT, "io.vertx..", "org.apache.kafka.."));

    @ArchTest
    static final ArchRule ACTUATE_KNOWS_NOTHING_OF_KAFKA = noClasses().that().resideInAPackage(ACTUATE)
        .should().dependOnClassesThat(resideInAnyPackage(LINK, ROOT, "io.vertx..", "org.apache.kafka.."));

    @ArchTest
    static final ArchRule SPOOL_KNOWS_THE_PROTOCOL_ONLY = noClasses().that().resideInAPackage(SPOOL)
        .should().dependOnClassesThat(resideInAnyPackage(SAMPLE, ENFORCE, HOST, ACTUATE, LINK, ROOT, "io.vertx..", "org.apache.kafka.."));

    @ArchTest
    static final ArchRule ONLY_THE_SPOOL_KNOWS_DATABASES = noClasses().that().resideOutsideOfPackage(SPOOL)
        .should().dependOnClassesThat(resideInAnyPackage("java.sql..", "org.sqlite.."));

    @ArchTest
    static final ArchRule LINK_DOES_NOT_KNOW_WHO_PUTS_IT_TOGETHER = noClasses().that().resideInAPackage(LINK)
        .should().dependOnClassesThat(resideInAPackage(ROOT));

    @ArchTest
    static final ArchRule OSHI_STAYS_IN_ITS_CORNER = noClasses().that().doNotHaveSimpleName("OshiHost")
        .should().dependOnClassesThat(resideInAPackage("oshi.."));
}
