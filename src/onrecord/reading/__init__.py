"""Analysis to Record: one module a question, composed in `compose`."""
