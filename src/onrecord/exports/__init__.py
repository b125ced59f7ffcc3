"""Records as people take them away, one module a layout: the account for a terminal, the page for a browser."""
