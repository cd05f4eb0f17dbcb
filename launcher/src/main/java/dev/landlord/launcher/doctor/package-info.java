/// What this node can meter and enforce, and what to change so that it can do more.
package dev.landlord.launcher.doctor;
