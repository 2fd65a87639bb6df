#include "output_file.h"

namespace vigie::lab {

Result<OutputFile> OutputFile::create(const std::filesystem::path& path) {
  auto part = path;
  part += ".part";
  std::FILE* file = std::fopen(part.c_str(), "wb");
  if (!file) return fail(ErrorKind::invalid_input, path.string() + ": cannot be written here");
  return OutputFile(path, part, file);
}

OutputFile::~OutputFile() {
  if (!file_) return;
  file_.reset();
  std::error_code ignored;
  std::filesystem::remove(part_, ignored);
}

void OutputFile::write(const std::string& text) { std::fwrite(text.data(), 1, text.size(), file_.get()); }

Status OutputFile::finish() {
  const bool written = std::fflush(file_.get()) == 0 && std::ferror(file_.get()) == 0;
  std::error_code error;
  if (written) std::filesystem::rename(part_, path_, error);
  if (!written || error) return fail(ErrorKind::full, path_.string() + ": could not be written whole; is the disk full?");
  file_.reset();
  return {};
}

}  // namespace vigie::lab
