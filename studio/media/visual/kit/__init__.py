"""The kit that the drawn portrait is put together from: a module for each part of a face. Knows no genome."""
