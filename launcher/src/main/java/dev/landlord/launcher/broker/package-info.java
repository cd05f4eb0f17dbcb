/// Apache Kafka inside this JVM: one node, KRaft, on loopback, with credentials of its own.
///
/// Everything here that touches Kafka's server classes uses what Kafka does not promise to keep between versions; nothing outside
/// this package does.
package dev.landlord.launcher.broker;
