"""How things look: pictures painted from shapes, and the larger ones put together from them."""
