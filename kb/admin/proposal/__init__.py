"""Changes of what is public: looked at, decided, made anew."""
