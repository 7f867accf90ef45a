"""Slime Jam: the demo game, hosted by the harness through `game.app:create`."""
