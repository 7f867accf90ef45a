"""The figures of the court. Lengths in design pixels, times in seconds, speeds per second."""

from __future__ import annotations

WIDTH = 1280.0
WALL = 24.0
"""How thick the walls at both ends are: one can stand from here to `WIDTH - WALL`."""

# Players.
HALF_WIDTH = 24.0
MIDDLE = 32.0
"""From the feet up to the middle of the body, where all reaches are measured from."""
RUN_SPEED = 300.0
CARRY = 0.9
"""Part of the speed that is left to who holds the ball."""
ACCELERATION = 2400.0
FRICTION = 2000.0
AIR_ACCELERATION = 1100.0
AIR_FRICTION = 200.0
GRAVITY = 1800.0
JUMP_SPEED = 810.0
"""Lifts the feet by about 182 pixels, and takes 54 frames from floor to floor."""
JUMP_BUFFER = 0.1
"""A jump that is pressed so long before the landing is made at the landing."""
FOOT = 12.0
"""How far to each side of the middle a player is still held by the edge of a platform."""

# Hands.
PICKUP_RANGE = 60.0
"""From the middle of the body to the centre of the ball."""
CARRY_X, CARRY_Y = 32.0, 28.0
"""Where the ball is held: so far in front, so far above the feet."""
RAISED_Y = 74.0
"""Where it is held while a shot is charged, straight above; shots leave from there."""
DROP_SPEED = 120.0
"""Upward, of a ball that is dropped; it keeps half of the holder's speed along the floor."""
STEAL_RANGE = 64.0
"""From middle to middle of the two bodies."""
STEAL_COOLDOWN = 0.5
STEAL_CHANCE = 0.33
CHARGING_BONUS = 0.17

# Shots.
CHARGE_SECONDS = 1.0
SLOWEST_SHOT = 420.0
FASTEST_SHOT = 1150.0
LEAN = 25.0
"""Degrees from straight up towards where the player faces, at the start of a charge."""
MOST_LEAN = 65.0
LEAN_SPEED = 75.0
"""Degrees a second by which `move_x` leans the shot while it is charged."""

# The ball.
BALL_RADIUS = 14.0
BALL_GRAVITY = 1200.0
FLOOR_BOUNCE = 0.7
FLOOR_GRIP = 0.92
"""Part of the speed along the floor that a bounce leaves."""
WALL_BOUNCE = 0.75
RIM_BOUNCE = 0.6
ROLL_FRICTION = 150.0
REST_SPEED = 70.0
"""A bounce slower than this becomes a roll."""

# Baskets.
RING = 36.0
"""From the middle of the ring to its rim."""
POST = 4.0
"""How thick the rim is, as a radius."""
OPENING = 28.0
"""A ball whose centre falls through the ring so near to its middle is a goal."""
BOARD_GAP = 6.0
"""From the rim to the board behind it."""
BOARD_BELOW, BOARD_ABOVE = 10.0, 90.0
BOARD_KICK = 90.0
"""What lands on top of a board is sent back into the court at least so fast."""
NET_HOLD = 0.35
"""Part of the speed that the net leaves."""
