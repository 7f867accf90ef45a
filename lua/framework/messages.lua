-- The English texts of failed assertions. %1$s is what was passed in, %2$s what was expected: the
-- order in which luassert's keys take their arguments, so that texts written for those fit.

local BOTH = "\nexpected: %2$s\nactual:   %1$s"
local CALLS = " call(s), but there were %2$s%3$s"
local FOUND = "\nunwanted: %2$s\nfound:    %1$s"
local MATCHING = "\nexpected:  %2$s\nlast call: %1$s"

return {
  ["assertion.same.positive"] = "expected values to be the same" .. BOTH,
  ["assertion.same.differences"] = "expected values to be the same",
  ["assertion.same.negative"] = "expected values to differ, but both are the same:\n%1$s",
  ["assertion.equals.positive"] = "expected values to be equal" .. BOTH,
  ["assertion.equals.differences"] = "expected values to be equal",
  ["assertion.equals.identity"] = "expected the same table, got another of equal content:\n%1$s",
  ["assertion.equals.negative"] = "expected values not to be equal, but both are:\n%1$s",
  ["assertion.type.positive"] = "expected a value of type %2$s, got: %1$s",
  ["assertion.type.negative"] = "expected no value of type %2$s, got: %1$s",
  ["assertion.truthy.positive"] = "expected a true value, got: %1$s",
  ["assertion.truthy.negative"] = "expected nil or false, got: %1$s",
  ["assertion.falsy.positive"] = "expected nil or false, got: %1$s",
  ["assertion.falsy.negative"] = "expected a true value, got: %1$s",
  ["assertion.near.positive"] = "expected values to be near"
    .. "\nexpected: %2$s +- %3$s\nactual:   %1$s",
  ["assertion.near.negative"] = "expected values not to be near"
    .. "\nunwanted: %2$s +- %3$s\nactual:   %1$s",
  ["assertion.matches.positive"] = "expected the text to match"
    .. "\npattern: %2$s\nactual:  %1$s",
  ["assertion.matches.negative"] = "expected the text not to match"
    .. "\npattern: %2$s\nactual:  %1$s",
  ["assertion.unique.positive"] = "expected the values to be unique:\n%1$s",
  ["assertion.unique.negative"] = "expected a value to occur twice:\n%1$s",
  ["assertion.error.positive"] = "expected a different error" .. BOTH,
  ["assertion.error.differences"] = "expected a different error",
  ["assertion.error.missing"] = "expected an error, but there was none",
  ["assertion.error.missing_expected"] = "expected an error, but there was none"
    .. "\nexpected: %2$s",
  ["assertion.error.negative"] = "expected no error, got: %1$s",
  ["assertion.error_matches.positive"] = "expected the error to match"
    .. "\npattern: %2$s\nactual:  %1$s",
  ["assertion.error_matches.negative"] = "expected no error that matches"
    .. "\npattern: %2$s\nactual:  %1$s",
  ["assertion.returned_arguments.positive"] = "expected %1$s value(s), got %2$s",
  ["assertion.returned_arguments.negative"] = "expected any number of values but %1$s",
  ["assertion.array_holes.positive"] = "expected the array to have a hole",
  ["assertion.array_holes.negative"] = "expected the array to have no hole, found one at %1$s",
  ["assertion.called.positive"] = "expected %1$s" .. CALLS,
  ["assertion.called.negative"] = "expected any number of calls but %1$s",
  ["assertion.called_at_least.positive"] = "expected at least %1$s" .. CALLS,
  ["assertion.called_at_most.positive"] = "expected at most %1$s" .. CALLS,
  ["assertion.called_more_than.positive"] = "expected more than %1$s" .. CALLS,
  ["assertion.called_less_than.positive"] = "expected less than %1$s" .. CALLS,
  ["assertion.called_with.positive"] = "expected a call with these arguments" .. MATCHING,
  ["assertion.called_with.negative"] = "expected no call with these arguments" .. FOUND,
  ["assertion.returned_with.positive"] = "expected these values to be returned" .. MATCHING,
  ["assertion.returned_with.negative"] = "expected these values not to be returned" .. FOUND,
}
