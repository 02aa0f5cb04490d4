//! Storage, tabs, files, workers: everything that names web-sys outside the user interface.
