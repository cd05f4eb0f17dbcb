/// `landlord demo`: a whole house on this machine, with real workloads of two tenants in real groups.
package dev.landlord.launcher.demo;
