"""The door for what people type: names and values, and the desk where claims are recorded."""
