"""The door for what people type: names and values, whichever way they come in, and the desk where claims are recorded.

`names` finds a row by what people call it, `entry_values` reads numbers, yes and no, texts and periods (both pure),
`naming` does so in the words of a base; every fault is an `EntryFault`.
"""
