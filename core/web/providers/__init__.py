"""Who finds pages: one module for each service or server, all behind `SearchProvider`."""
