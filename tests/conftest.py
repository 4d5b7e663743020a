"""Settings and fixtures for all tests."""

pytest_plugins = ["course_fixtures"]
