/// The commands that ask a running controller, through its HTTP API, as any other program may.
package dev.landlord.launcher.client;
