-- The actions, and the ways through the demo game.

local actions = require("framework.actions")

actions.configure({
  routes = {
    options = { "Options" },
    combat_arena = { "Start" },
    court = { "Court" },
    inventory = { "Start", KEY_I },
  },
})

return actions
