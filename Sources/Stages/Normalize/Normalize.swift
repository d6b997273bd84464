// Stands in for the room until it is built.
