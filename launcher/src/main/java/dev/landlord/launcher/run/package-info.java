/// `landlord run`: a command started inside its tenant's allocation on this node.
package dev.landlord.launcher.run;
