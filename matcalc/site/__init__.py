"""How a course becomes pages: Sphinx, the exercises in the page, the downloads, a server."""
