---@meta
-- Written by tools/lua_types.py from its own tables: change those instead.

---Options of a block hold for everything in it.
---@class test_harness.test_options
---@field tags? string[] for --include-tag and --exclude-tag; those of blocks around add up
---@field timeout_frames? integer frames that the body may take; default 3600
---@field retries? integer how often the test is run again while it fails
---@field skip? boolean|string true or a reason: the test is skipped
---@field only? boolean run nothing but tests marked so; refused where CI is set
---@field when? boolean|(fun(): any) asked right before the test; not true: the test is skipped
---@field xfail? boolean|string true or a reason: the test must fail

---A block of tests; blocks nest.
---@param name string
---@param opts test_harness.test_options
---@param fn fun()
---@overload fun(name: string, fn: fun())
function describe(name, opts, fn) end

---A test; without a function it is skipped.
---@param name string
---@param opts test_harness.test_options
---@param fn? fun()
---@overload fun(name: string, fn?: fun())
function it(name, opts, fn) end

---Run once, before the first test of the block.
---@param fn fun()
function before_all(fn) end

---Run once, after the last test of the block.
---@param fn fun()
function after_all(fn) end

---Run before every test of the block and of the blocks inside it.
---@param fn fun()
function before_each(fn) end

---Run after every test of the block and of the blocks inside it.
---@param fn fun()
function after_each(fn) end

---Inside a test: run the function when its body ends, however it ends.
---@param fn fun()
function finally(fn) end

---A test that is skipped; inside a test: skip the rest of it, for this reason.
---@param name? string
---@param opts? test_harness.test_options
---@param fn? fun()
---@overload fun(name: string, fn?: fun())
function pending(name, opts, fn) end

context = describe
insulate = describe
spec = it
test = it
setup = before_all
teardown = after_all

---busted's assertions: words join by dots or underscores.
---@class test_harness.assert
---@field is test_harness.assert
---@field are test_harness.assert
---@field was test_harness.assert
---@field has test_harness.assert
---@field does test_harness.assert
---@field is_not test_harness.assert
---@field are_not test_harness.assert
---@field was_not test_harness.assert
---@field has_no test_harness.assert
---@field does_not test_harness.assert
---@field no test_harness.assert
---@field Not test_harness.assert
---@field message fun(message: any): test_harness.assert Say this if the assertion that follows does not hold.
---@field array fun(list: table): test_harness.assert What has.no.holes() is about.
---@field spy fun(s: test_harness.spy, message?: any): test_harness.assert What was.called() and the like are about.
---@field stub fun(s: test_harness.stub, message?: any): test_harness.assert What was.called() and the like are about.
---@field True fun(value: any, message?: any): any The value is true.
---@field is_true fun(value: any, message?: any): any The value is true.
---@field is_not_true fun(value: any, message?: any): any Not: the value is true.
---@field False fun(value: any, message?: any): any The value is false.
---@field is_false fun(value: any, message?: any): any The value is false.
---@field is_not_false fun(value: any, message?: any): any Not: the value is false.
---@field Nil fun(value: any, message?: any): any The value is nil.
---@field is_nil fun(value: any, message?: any): any The value is nil.
---@field is_not_nil fun(value: any, message?: any): any Not: the value is nil.
---@field truthy fun(value: any, message?: any): any The value is truthy.
---@field is_truthy fun(value: any, message?: any): any The value is truthy.
---@field is_not_truthy fun(value: any, message?: any): any Not: the value is truthy.
---@field falsy fun(value: any, message?: any): any The value is falsy.
---@field is_falsy fun(value: any, message?: any): any The value is falsy.
---@field is_not_falsy fun(value: any, message?: any): any Not: the value is falsy.
---@field boolean fun(value: any, message?: any): any The value is a boolean.
---@field is_boolean fun(value: any, message?: any): any The value is a boolean.
---@field is_not_boolean fun(value: any, message?: any): any Not: the value is a boolean.
---@field number fun(value: any, message?: any): any The value is a number.
---@field is_number fun(value: any, message?: any): any The value is a number.
---@field is_not_number fun(value: any, message?: any): any Not: the value is a number.
---@field string fun(value: any, message?: any): any The value is a string.
---@field is_string fun(value: any, message?: any): any The value is a string.
---@field is_not_string fun(value: any, message?: any): any Not: the value is a string.
---@field table fun(value: any, message?: any): any The value is a table.
---@field is_table fun(value: any, message?: any): any The value is a table.
---@field is_not_table fun(value: any, message?: any): any Not: the value is a table.
---@field Function fun(value: any, message?: any): any The value is a function.
---@field is_function fun(value: any, message?: any): any The value is a function.
---@field is_not_function fun(value: any, message?: any): any Not: the value is a function.
---@field userdata fun(value: any, message?: any): any The value is a userdata.
---@field is_userdata fun(value: any, message?: any): any The value is a userdata.
---@field is_not_userdata fun(value: any, message?: any): any Not: the value is a userdata.
---@field thread fun(value: any, message?: any): any The value is a thread.
---@field is_thread fun(value: any, message?: any): any The value is a thread.
---@field is_not_thread fun(value: any, message?: any): any Not: the value is a thread.
---@field equal fun(expected: any, actual: any, message?: any): any They are ==.
---@field are_equal fun(expected: any, actual: any, message?: any): any They are ==.
---@field are_not_equal fun(expected: any, actual: any, message?: any): any Not: they are ==.
---@field is_equal fun(expected: any, actual: any, message?: any): any They are ==.
---@field is_not_equal fun(expected: any, actual: any, message?: any): any Not: they are ==.
---@field equals fun(expected: any, actual: any, message?: any): any They are ==.
---@field same fun(expected: any, actual: any, message?: any): any They are equal in depth.
---@field are_same fun(expected: any, actual: any, message?: any): any They are equal in depth.
---@field are_not_same fun(expected: any, actual: any, message?: any): any Not: they are equal in depth.
---@field is_same fun(expected: any, actual: any, message?: any): any They are equal in depth.
---@field is_not_same fun(expected: any, actual: any, message?: any): any Not: they are equal in depth.
---@field near fun(expected: number, actual: number, tolerance: number, message?: any): any They differ by at most the tolerance.
---@field is_near fun(expected: number, actual: number, tolerance: number, message?: any): any They differ by at most the tolerance.
---@field is_not_near fun(expected: number, actual: number, tolerance: number, message?: any): any Not: they differ by at most the tolerance.
---@field unique fun(list: table, deep?: boolean|string, message?: any): any No two values are equal.
---@field is_unique fun(list: table, deep?: boolean|string, message?: any): any No two values are equal.
---@field is_not_unique fun(list: table, deep?: boolean|string, message?: any): any Not: no two values are equal.
---@field match fun(pattern: string, text: any, init?: integer, plain?: boolean, message?: any): any The Lua pattern is found.
---@field has_match fun(pattern: string, text: any, init?: integer, plain?: boolean, message?: any): any The Lua pattern is found.
---@field has_no_match fun(pattern: string, text: any, init?: integer, plain?: boolean, message?: any): any Not: the Lua pattern is found.
---@field does_match fun(pattern: string, text: any, init?: integer, plain?: boolean, message?: any): any The Lua pattern is found.
---@field does_not_match fun(pattern: string, text: any, init?: integer, plain?: boolean, message?: any): any Not: the Lua pattern is found.
---@field matches fun(pattern: string, text: any, init?: integer, plain?: boolean, message?: any): any The Lua pattern is found.
---@field error fun(fn: fun(), expected?: any, message?: any): any The function raises, and raises what is expected.
---@field has_error fun(fn: fun(), expected?: any, message?: any): any The function raises, and raises what is expected.
---@field has_no_error fun(fn: fun(), expected?: any, message?: any): any Not: the function raises, and raises what is expected.
---@field errors fun(fn: fun(), expected?: any, message?: any): any The function raises, and raises what is expected.
---@field has_errors fun(fn: fun(), expected?: any, message?: any): any The function raises, and raises what is expected.
---@field has_no_errors fun(fn: fun(), expected?: any, message?: any): any Not: the function raises, and raises what is expected.
---@field error_matches fun(fn: fun(), pattern?: string, init?: integer, plain?: boolean, message?: any): any The function raises a message with the pattern.
---@field has_error_matches fun(fn: fun(), pattern?: string, init?: integer, plain?: boolean, message?: any): any The function raises a message with the pattern.
---@field has_no_error_matches fun(fn: fun(), pattern?: string, init?: integer, plain?: boolean, message?: any): any Not: the function raises a message with the pattern.
---@field error_match fun(fn: fun(), pattern?: string, init?: integer, plain?: boolean, message?: any): any The function raises a message with the pattern.
---@field matches_error fun(fn: fun(), pattern?: string, init?: integer, plain?: boolean, message?: any): any The function raises a message with the pattern.
---@field match_error fun(fn: fun(), pattern?: string, init?: integer, plain?: boolean, message?: any): any The function raises a message with the pattern.
---@field returned_arguments fun(count: integer, ...: any): any So many values were given.
---@field holes fun(length?: integer): any After array(list): a value is missing in between.
---@field has_holes fun(length?: integer): any After array(list): a value is missing in between.
---@field has_no_holes fun(length?: integer): any Not: after array(list): a value is missing in between.
---@field called fun(times?: integer): any After spy(s): it was called, so many times.
---@field was_called fun(times?: integer): any After spy(s): it was called, so many times.
---@field was_not_called fun(times?: integer): any Not: after spy(s): it was called, so many times.
---@field called_with fun(...: any): any After spy(s): it was called with these arguments.
---@field was_called_with fun(...: any): any After spy(s): it was called with these arguments.
---@field was_not_called_with fun(...: any): any Not: after spy(s): it was called with these arguments.
---@field returned_with fun(...: any): any After spy(s): it returned these values.
---@field has_returned_with fun(...: any): any After spy(s): it returned these values.
---@field has_no_returned_with fun(...: any): any Not: after spy(s): it returned these values.
---@field called_at_least fun(times: integer): any After spy(s): so often was it called.
---@field was_called_at_least fun(times: integer): any After spy(s): so often was it called.
---@field was_not_called_at_least fun(times: integer): any Not: after spy(s): so often was it called.
---@field called_at_most fun(times: integer): any After spy(s): so often was it called.
---@field was_called_at_most fun(times: integer): any After spy(s): so often was it called.
---@field was_not_called_at_most fun(times: integer): any Not: after spy(s): so often was it called.
---@field called_more_than fun(times: integer): any After spy(s): so often was it called.
---@field was_called_more_than fun(times: integer): any After spy(s): so often was it called.
---@field was_not_called_more_than fun(times: integer): any Not: after spy(s): so often was it called.
---@field called_less_than fun(times: integer): any After spy(s): so often was it called.
---@field was_called_less_than fun(times: integer): any After spy(s): so often was it called.
---@field was_not_called_less_than fun(times: integer): any Not: after spy(s): so often was it called.
---@overload fun(value: any, message?: any, ...: any): any
assert = {}

---Add a word of your own; the texts are keys of require('say').
---@param kind "assertion"|"matcher"|"modifier"
---@param name string
---@param callback fun(state: table, arguments: table, level: integer): any
---@param positive? string
---@param negative? string
function assert:register(kind, name, callback, positive, negative) end

---Take a word away.
---@param kind string
---@param name string
function assert:unregister(kind, name) end

---Have values written your way in messages.
---@param formatter fun(value: any): string?
function assert:add_formatter(formatter) end

---Take a formatter away.
---@param formatter fun(value: any): string?
function assert:remove_formatter(formatter) end

---Set a parameter.
---@param name string
---@param value any
function assert:set_parameter(name, value) end

---Return a parameter.
---@param name string
---@return any
function assert:get_parameter(name) end

---Return an object whose revert method undoes all spies, stubs and formatters since.
---@return table
function assert:snapshot() end

---Calls a function and records the calls.
---@class test_harness.spy
---@field calls table[]
---@field returnvals table[]
---@field callback fun(...: any): any
---@field clear fun(self: test_harness.spy): test_harness.spy Forget what was recorded.
---@field revert fun(self: test_harness.spy): any Put back what it stands for.
---@field called fun(self: test_harness.spy, times?: integer): boolean, integer
---@field called_with fun(self: test_harness.spy, arguments: any[]): boolean, any
---@field returned_with fun(self: test_harness.spy, values: any[]): boolean, any
---@overload fun(...: any): any

---What a stub does when it is called.
---@class test_harness.orders
---@field returns fun(...: any): any Return these values.
---@field invokes fun(fn: fun(...: any): any): any Call this function.

---A spy on a function that does what it was told.
---@class test_harness.stub: test_harness.spy, test_harness.orders
---@field returns fun(...: any): test_harness.stub Return these values.
---@field invokes fun(fn: fun(...: any): any): test_harness.stub Call this function.
---@field by_default test_harness.orders
---@field on_call_with fun(...: any): test_harness.orders When called with these arguments.

---Spies record calls.
---@class test_harness.spy_library
---@overload fun(fn?: fun(...: any): any): test_harness.spy
spy = {}

---Return a spy that calls the function.
---@param fn? fun(...: any): any
---@return test_harness.spy
function spy.new(fn) end

---Put a spy in the place of t[key]; it is put back after the test.
---@param t table
---@param key any
---@return test_harness.spy
function spy.on(t, key) end

---Whether the value is a spy or a stub.
---@param value any
---@return boolean
function spy.is_spy(value) end

---Stubs stand in for functions.
---@class test_harness.stub_library
---@overload fun(t?: table, key?: any, ...: any): test_harness.stub
stub = {}

---Put a stub in the place of t[key]: it returns the other arguments, or calls the only one if that is a function.
---@param t? table
---@param key? any
---@param ... any
---@return test_harness.stub
function stub.new(t, key, ...) end

---Mocks are tables of spies or stubs.
---@class test_harness.mock_library
---@overload fun(object: any, dostub?: boolean, behaviour?: any): any
mock = {}

---Make every function in the table, however deep, a spy or a stub.
---@param object any
---@param dostub? boolean
---@param behaviour? any
---@return any
function mock.new(object, dostub, behaviour) end

---Forget what its spies recorded.
---@param object any
---@return any
function mock.clear(object) end

---Put back the functions.
---@param object any
---@return any
function mock.revert(object) end

---Stands for any value that fits.
---@class test_harness.matcher
---@overload fun(value: any): boolean

---Matchers, among the arguments that called_with expects.
---@class test_harness.match_library
---@field _ test_harness.matcher Any value.
---@field True fun(): test_harness.matcher Any value that is true.
---@field is_true fun(): test_harness.matcher Any value that is true.
---@field is_not_true fun(): test_harness.matcher Not: any value that is true.
---@field False fun(): test_harness.matcher Any value that is false.
---@field is_false fun(): test_harness.matcher Any value that is false.
---@field is_not_false fun(): test_harness.matcher Not: any value that is false.
---@field Nil fun(): test_harness.matcher Any value that is nil.
---@field is_nil fun(): test_harness.matcher Any value that is nil.
---@field is_not_nil fun(): test_harness.matcher Not: any value that is nil.
---@field truthy fun(): test_harness.matcher Any value that is truthy.
---@field is_truthy fun(): test_harness.matcher Any value that is truthy.
---@field is_not_truthy fun(): test_harness.matcher Not: any value that is truthy.
---@field falsy fun(): test_harness.matcher Any value that is falsy.
---@field is_falsy fun(): test_harness.matcher Any value that is falsy.
---@field is_not_falsy fun(): test_harness.matcher Not: any value that is falsy.
---@field boolean fun(): test_harness.matcher Any boolean.
---@field is_boolean fun(): test_harness.matcher Any boolean.
---@field is_not_boolean fun(): test_harness.matcher Not: any boolean.
---@field number fun(): test_harness.matcher Any number.
---@field is_number fun(): test_harness.matcher Any number.
---@field is_not_number fun(): test_harness.matcher Not: any number.
---@field string fun(): test_harness.matcher Any string.
---@field is_string fun(): test_harness.matcher Any string.
---@field is_not_string fun(): test_harness.matcher Not: any string.
---@field table fun(): test_harness.matcher Any table.
---@field is_table fun(): test_harness.matcher Any table.
---@field is_not_table fun(): test_harness.matcher Not: any table.
---@field Function fun(): test_harness.matcher Any function.
---@field is_function fun(): test_harness.matcher Any function.
---@field is_not_function fun(): test_harness.matcher Not: any function.
---@field userdata fun(): test_harness.matcher Any userdata.
---@field is_userdata fun(): test_harness.matcher Any userdata.
---@field is_not_userdata fun(): test_harness.matcher Not: any userdata.
---@field thread fun(): test_harness.matcher Any thread.
---@field is_thread fun(): test_harness.matcher Any thread.
---@field is_not_thread fun(): test_harness.matcher Not: any thread.
---@field ref fun(object: any): test_harness.matcher This very object.
---@field is_ref fun(object: any): test_harness.matcher This very object.
---@field is_not_ref fun(object: any): test_harness.matcher Not: this very object.
---@field equal fun(expected: any): test_harness.matcher Any value that is == to it.
---@field is_equal fun(expected: any): test_harness.matcher Any value that is == to it.
---@field is_not_equal fun(expected: any): test_harness.matcher Not: any value that is == to it.
---@field equals fun(expected: any): test_harness.matcher Any value that is == to it.
---@field same fun(expected: any): test_harness.matcher Any value equal in depth.
---@field is_same fun(expected: any): test_harness.matcher Any value equal in depth.
---@field is_not_same fun(expected: any): test_harness.matcher Not: any value equal in depth.
---@field near fun(expected: number, tolerance: number): test_harness.matcher Any number near it.
---@field is_near fun(expected: number, tolerance: number): test_harness.matcher Any number near it.
---@field is_not_near fun(expected: number, tolerance: number): test_harness.matcher Not: any number near it.
---@field match fun(pattern: string, init?: integer, plain?: boolean): test_harness.matcher Any text in which the Lua pattern is found.
---@field has_match fun(pattern: string, init?: integer, plain?: boolean): test_harness.matcher Any text in which the Lua pattern is found.
---@field has_no_match fun(pattern: string, init?: integer, plain?: boolean): test_harness.matcher Not: any text in which the Lua pattern is found.
---@field is_match fun(pattern: string, init?: integer, plain?: boolean): test_harness.matcher Any text in which the Lua pattern is found.
---@field is_not_match fun(pattern: string, init?: integer, plain?: boolean): test_harness.matcher Not: any text in which the Lua pattern is found.
---@field matches fun(pattern: string, init?: integer, plain?: boolean): test_harness.matcher Any text in which the Lua pattern is found.
---@field unique fun(deep?: boolean): test_harness.matcher Any list without two equal values.
---@field is_unique fun(deep?: boolean): test_harness.matcher Any list without two equal values.
---@field is_not_unique fun(deep?: boolean): test_harness.matcher Not: any list without two equal values.
---@field all_of fun(...: test_harness.matcher): test_harness.matcher Any value that fits so many of these matchers.
---@field is_all_of fun(...: test_harness.matcher): test_harness.matcher Any value that fits so many of these matchers.
---@field is_not_all_of fun(...: test_harness.matcher): test_harness.matcher Not: any value that fits so many of these matchers.
---@field any_of fun(...: test_harness.matcher): test_harness.matcher Any value that fits so many of these matchers.
---@field is_any_of fun(...: test_harness.matcher): test_harness.matcher Any value that fits so many of these matchers.
---@field is_not_any_of fun(...: test_harness.matcher): test_harness.matcher Not: any value that fits so many of these matchers.
---@field none_of fun(...: test_harness.matcher): test_harness.matcher Any value that fits so many of these matchers.
---@field is_none_of fun(...: test_harness.matcher): test_harness.matcher Any value that fits so many of these matchers.
---@field is_not_none_of fun(...: test_harness.matcher): test_harness.matcher Not: any value that fits so many of these matchers.
match = {}

---Whether the value is a matcher.
---@param value any
---@return boolean
function match.is_matcher(value) end
