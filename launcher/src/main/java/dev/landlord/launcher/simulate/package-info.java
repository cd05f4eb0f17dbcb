/// Recorded use, read from a file or from Kafka, for `landlord simulate`.
package dev.landlord.launcher.simulate;
