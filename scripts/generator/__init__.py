"""The generator of the client: the plan, the templates, and the modules that are copied into every client."""
