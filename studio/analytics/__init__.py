"""Questions over many turns, as charts with their figures and as files. Knows no page."""
