package dev.landlord.controller.ledger;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// The ledger is a function of samples: it sees its arguments and nothing else, and calculates in whole numbers.
class LedgerBordersTest {
    private static final JavaClasses LEDGER = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
        .importPackages("dev.landlord.controller.ledger");

    @Test
    void dependsOnTheProtocolAndPlainJavaAlone() {
        classes().should().onlyDependOnClassesThat().resideInAnyPackage("dev.landlord.controller.ledger", "dev.landlord.protocol",
                "dev.landlord.protocol.message", "java.lang", "java.lang.invoke", "java.lang.runtime", "java.util", "java.util.concurrent",
                "java.util.function", "java.util.stream", "java.time", "java.time.chrono")
            .check(LEDGER);
    }

    @Test
    void hasNoClockNoChanceAndNoThread() {
        noClasses().should().callMethod(Instant.class, "now")
            .orShould().callMethod(LocalDate.class, "now")
            .orShould().callMethod(System.class, "currentTimeMillis")
            .orShould().callMethod(System.class, "nanoTime")
            .orShould().dependOnClassesThat().areAssignableTo(Clock.class)
            .orShould().dependOnClassesThat().areAssignableTo(Random.class)
            .orShould().dependOnClassesThat().areAssignableTo(UUID.class)
            .orShould().dependOnClassesThat().areAssignableTo(Thread.class)
            .orShould().callMethod(Math.class, "random")
            .orShould().accessField(System.class, "out")
            .orShould().accessField(System.class, "err")
            .check(LEDGER);
    }

    @Test
    void calculatesInWholeNumbers() {
        noClasses().should().dependOnClassesThat().belongToAnyOf(Double.class, Float.class)
            .orShould().dependOnClassesThat().haveFullyQualifiedName("double")
            .orShould().dependOnClassesThat().haveFullyQualifiedName("float")
            .check(LEDGER);
    }
}
