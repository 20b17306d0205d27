"""The web as a source: who is asked, how a page is fetched, and how it becomes a document."""
