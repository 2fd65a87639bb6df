#pragma once
// Expected failure is a value: Result<T>. Exceptions of libraries stop in the adapter that called the library.

#include <fmt/format.h>

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace vigie {

// A kind exists only where a caller acts differently on it; the detail belongs in the message.
enum class ErrorKind {
  invalid_input,  // what came from outside is wrong: say where, what and what to do
  not_found,
  denied,        // no permit, no permission, or the gate could not answer
  conflict,      // the state moved on, or the same key came with other content
  unavailable,   // try again later: camera away, server stopping
  timeout,
  corrupt,       // what we stored does not check out
  full,          // disk or queue
  unsupported,
  cancelled,
  internal,      // our bug
};

const char* to_string(ErrorKind kind);

struct Error {
  ErrorKind kind = ErrorKind::internal;
  std::string code;     // key into the catalogue of texts (FR/EN), e.g. "basis.ended"; empty: the kind's own text
  std::string message;  // one clear English sentence: where, what, what to do
  bool operator==(const Error&) const = default;
};

template <typename T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

inline tl::unexpected<Error> fail(ErrorKind kind, std::string message, std::string code = {}) {
  return tl::make_unexpected(Error{kind, std::move(code), std::move(message)});
}

// Adds where it happened on the way up: "camera 3: cannot open file".
inline tl::unexpected<Error> fail_in(const std::string& context, Error error) {
  error.message = context + ": " + error.message;
  return tl::make_unexpected(std::move(error));
}

}  // namespace vigie

// Returns the error of a Result expression, or binds its value. `VIGIE_TRY(auto x, f());`
#define VIGIE_CONCAT_INNER(a, b) a##b
#define VIGIE_CONCAT(a, b) VIGIE_CONCAT_INNER(a, b)
#define VIGIE_TRY_IMPL(tmp, decl, expr)                              \
  auto tmp = (expr);                                                 \
  if (!tmp) return tl::make_unexpected(std::move(tmp.error()));      \
  decl = std::move(*tmp)
#define VIGIE_TRY(decl, expr) VIGIE_TRY_IMPL(VIGIE_CONCAT(try_, __LINE__), decl, expr)
#define VIGIE_CHECK(expr)                                                                     \
  do {                                                                                        \
    if (auto check_status = (expr); !check_status)                                            \
      return tl::make_unexpected(std::move(check_status.error()));                            \
  } while (false)
