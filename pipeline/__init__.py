"""Rasa graph components: thin, what they know of language lies in `frontline.understanding`."""
