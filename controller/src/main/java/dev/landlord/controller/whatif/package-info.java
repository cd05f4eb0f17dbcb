/// What policy classes would have made of use that was recorded. Pure: samples in, findings out.
package dev.landlord.controller.whatif;
