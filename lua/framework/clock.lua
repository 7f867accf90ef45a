-- The frame a test sees. Frames count from the start of the game; nothing here reads a wall clock.

return {
  fps = 60,
  frame = 0,
}
