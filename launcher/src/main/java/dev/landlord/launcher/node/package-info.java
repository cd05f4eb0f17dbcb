/// Landlord's roles in this JVM: one of them, or all together as a node of its own.
package dev.landlord.launcher.node;
