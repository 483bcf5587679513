"""One module per resource: fetch by `visible_…`, read the body, call the action, show the result."""
