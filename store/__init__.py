"""What is kept: values in, values out; rows never leave this package. Knows no screen and no provider."""
