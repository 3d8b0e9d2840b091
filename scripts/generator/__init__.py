"""The generator of the client: the plan, the templates, and the modules that every client gets as they are."""
