#pragma once
// A result file that appears only when it is whole: written beside its place, then renamed.

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "base/result.h"

namespace vigie::lab {

class OutputFile {
 public:
  static Result<OutputFile> create(const std::filesystem::path& path);
  ~OutputFile();  // removes what `finish` did not complete
  OutputFile(OutputFile&& other) noexcept = default;
  OutputFile& operator=(OutputFile&&) = delete;

  void write(const std::string& text);  // a failure is told of by `finish`
  Status finish();

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  OutputFile(std::filesystem::path path, std::filesystem::path part, std::FILE* file)
      : path_(std::move(path)), part_(std::move(part)), file_(file) {}
  std::filesystem::path path_, part_;
  std::unique_ptr<std::FILE, Closer> file_;
};

}  // namespace vigie::lab
