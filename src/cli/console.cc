// The process's three streams.
#include "cli/console.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <iterator>

#include "cli/command.h"

namespace norm::cli {
namespace {

constexpr std::size_t kLeastWidth = 20;
constexpr std::size_t kMostWidth = 10'000;
constexpr std::size_t kBuffered = std::size_t{64} << 10;

// A variable that is set to something.
bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

// `"a", "b" or "c"` without the quotes.
std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text;
}

}  // namespace

void Output::write(std::string_view text) {
  if (text.size() >= kBuffered) {
    flush();
    send(text);
    return;
  }
  if (buffer_.size() + text.size() > kBuffered) flush();
  buffer_ += text;
}

void Output::flush() {
  send(buffer_);
  buffer_.clear();
}

void Output::send(std::string_view text) {
  while (!text.empty() && error_ == 0) {
    const ssize_t sent = ::write(descriptor_, text.data(), text.size());
    if (sent >= 0) {
      text.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno != EINTR) {
      error_ = errno;
    }
  }
}

bool Output::is_terminal() const { return ::isatty(descriptor_) == 1; }

std::size_t Output::columns() const {
  winsize size{};
  return ::ioctl(descriptor_, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

Output& out() {
  static Output output(STDOUT_FILENO);
  return output;
}

Output& err() {
  static Output output(STDERR_FILENO);
  return output;
}

int close_output(int status) {
  out().flush();
  if (!out().ok()) {
    if (out().error() != EPIPE) complain(fmt::format("cannot write to stdout: {}", std::strerror(out().error())));
    status = kExitUsage;
  }
  err().flush();
  return status;
}

void complain(std::string_view sentence) {
  out().flush();  // where both streams go to one place, what was found before stands before
  err().write(fmt::format("norm: {}\n", sentence));
  err().flush();
}

int usage_error(std::string_view sentence) {
  complain(sentence);
  return kExitUsage;
}

void ColourOption::configure(CLI::App& app) {
  add_choice(app, "--color", wish_, {"auto", "always", "never"}, "Colour of text");
  app.add_flag("--plain", plain_, "Text without excerpts, carets and indentation, for screen readers");
  app.add_option("--width", width_, "Columns that text has; those of the terminal if not given, else 100")
      ->type_name("N")
      ->check(CLI::Range(kLeastWidth, kMostWidth));
}

Colour ColourOption::colour(const Output& stream) const {
  if (wish_ == "always") return Colour::on;
  if (wish_ == "never" || is_set("NO_COLOR")) return Colour::off;
  if (is_set("CLICOLOR_FORCE") && std::strcmp(std::getenv("CLICOLOR_FORCE"), "0") != 0) return Colour::on;
  const char* terminal = std::getenv("TERM");
  return stream.is_terminal() && terminal != nullptr && std::strcmp(terminal, "dumb") != 0 ? Colour::on : Colour::off;
}

TextStyle ColourOption::style(const Output& stream) const {
  TextStyle style;
  style.colour = colour(stream);
  style.layout = plain_ ? Layout::plain : Layout::drawn;
  if (const std::size_t columns = width_.value_or(stream.columns()); columns > 0) style.width = columns;
  return style;
}

std::function<std::string(const std::string&)> one_of(std::vector<std::string> words) {
  return [words = std::move(words)](const std::string& word) {
    if (std::find(words.begin(), words.end(), word) != words.end()) return std::string();
    const std::string near = nearest(word, words);
    return fmt::format("takes {}, not \"{}\"{}", listed(words), word,
                       near.empty() ? "" : fmt::format("; did you mean {}?", near));
  };
}

CLI::Option* add_choice(CLI::App& app, const std::string& name, std::string& value, std::vector<std::string> words,
                        const std::string& description) {
  value = words.front();
  return app.add_option(name, value, description + ": " + listed(words))
      ->capture_default_str()
      ->type_name("WORD")
      ->check(one_of(std::move(words)));
}

CLI::Option* add_format(CLI::App& app, std::string& format, const std::vector<std::string>& formats) {
  return add_choice(app, "--format", format, formats, "Format of the output");
}

std::string for_terminal(std::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const auto next = at + 1 < text.size() ? static_cast<unsigned char>(text[at + 1]) : 0u;
    if (byte == 0x7F) {
      shown += "\\u007f";
    } else if (byte == 0xC2 && next >= 0x80 && next <= 0x9F) {
      fmt::format_to(std::back_inserter(shown), "\\u{:04x}", next);
      ++at;
    } else {
      shown += text[at];
    }
  }
  return shown;
}

}  // namespace norm::cli
