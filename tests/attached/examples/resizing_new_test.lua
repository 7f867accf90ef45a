local examples = require("examples")

examples.has_a_ball_move("resizing_new")
examples.goes_on()
examples.ends_with(KEY_Q)
