"""How judged cells look: what is arranged for people, before any template. Pure."""
