/// `tenants.yaml`: who may use what, as people write it; its checks, and what would change. Pure.
package dev.landlord.controller.tenants;
