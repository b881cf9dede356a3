"""Making a persona in five steps. Each step is one module with `apply` and `problems`; docs/wizard.md says how."""
