"""The reviewed bank that drafts are made from: this project's own writing, one TOML file a kind."""
