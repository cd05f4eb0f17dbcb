/// What the HTTP API needs of the engine, as small interfaces, so that neither knows the other's insides.
package dev.landlord.controller.ports;
