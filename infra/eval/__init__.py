"""How well questions are assessed and routed: labelled messages, what is learned from them, and what is measured."""
