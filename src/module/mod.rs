//! The engine for JavaScript: plain objects in, plain objects out.
