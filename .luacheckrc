std = "luajit"
max_line_length = 100
ignore = { "113/KEY_.*", "113/MOUSE_.*" } -- defined by the engine, by their names
codes = true

files["lua/framework"] = { globals = { "python" } }
-- Annotations define what test files see, with lines as long as a signature.
files["lua/types"] = { ignore = { "1..", "212" }, max_line_length = false }

-- Test files see the sandbox's world and what the framework adds to it.
local tests = {
  std = "luajit",
  read_globals = {
    "after_all", "after_each", "assert_log_contains", "assert_screenshot", "assert_state",
    "before_all", "before_each",
    "context", "describe", "finally", "insulate", "it", "match", "mock", "pending", "setup", "spec",
    "spy", "stub", "teardown", "test", "test_harness",
    assert = { fields = {}, other_fields = true },
  },
}
files["tests/attached/examples"] = tests
files["tests/e2e"] = tests
files["tests/framework"] = tests
exclude_files = { "tests/cli/suites" }
