//! The worker: receives a request, drives a job, posts replies.
fn main() {}
