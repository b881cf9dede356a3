"""Kinds of chart of the dashboards, one a module, each drawn both ways: by Plotly and as static SVG."""
