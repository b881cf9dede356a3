"""Charts of runs: what they show as plain values, the figures of each as a table, and their drawing by Plotly."""
