"""Set-up and checks of this project: what `make` runs. Not part of the product."""
