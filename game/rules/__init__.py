"""What happens in the game, as pure functions over plain data. Nothing here imports pygame.

State goes in and comes out, what happened comes out as events, chance comes in as a seeded stream.
"""
