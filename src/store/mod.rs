//! Saving: envelope, shelves, migrations. Knows the model alone, never a browser.
