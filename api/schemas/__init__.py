"""The shapes that go in and out, one noun per file."""
