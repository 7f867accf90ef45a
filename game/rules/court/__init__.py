"""The rules of the court, a basketball game of two teams: functions over plain data, no pygame.

Lengths are in design pixels, times in seconds. x grows to the right, **y grows upward from the
floor's top at 0**. A player's place is the middle between the feet, the ball's is its centre.
What moves, moves in place: `play.step` changes the `Court` it gets, and reads nothing else but
the seeded stream it is given, which only steals in reach draw from.

`figures` all numbers; `state` the data; `running` players; `handling` what hands do; `ball` and
`baskets` where the ball goes; `play` one step; `match` kick-off to result; `computer` an opponent.
"""
