"""Changes of what published cells rest on: looked at, decided, made anew."""
