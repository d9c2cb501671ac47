"""Pages for the people who start, find and sign petitions."""
