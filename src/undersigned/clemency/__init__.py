"""The clemency record: figures with their sources, and comparisons computed from them."""
