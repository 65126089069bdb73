"""`make test-nlu`: how well each intent is understood, what is confused with what, and what changed."""
