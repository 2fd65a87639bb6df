// A shapefile of points, as cities publish it: a zip with .shp, .dbf, perhaps .cpg (ESRI Shapefile Technical Description, 1998).
// The table's fields are columns; the point is "geometry.x" and "geometry.y", in the projection that its .prj names. shapelib
// reads it from memory: the files never touch the disk.

#include <shapefil.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>

#include "archive.h"
#include "row_reader.h"
#include "text_encoding.h"

namespace vigie::connectors {
namespace {

constexpr std::size_t most_packed_bytes = 64u << 20;
constexpr std::size_t most_part_bytes = 256u << 20;
constexpr int most_fields = 2000;

struct Parts {
  std::vector<char> shp, shx, dbf, cpg;
};

// shapelib's hooks have no room for a pointer of ours; it opens its files on this thread, within open().
thread_local const Parts* opening = nullptr;

struct MemoryFile {
  const std::vector<char>* bytes;
  SAOffset at = 0;
};

SAFile open_part(const char* name, const char*) {
  const std::string_view path{name};
  const auto ends = [&](std::string_view end) { return path.ends_with(end); };
  const std::vector<char>* bytes = ends(".shp") ? &opening->shp : ends(".shx") ? &opening->shx : ends(".dbf") ? &opening->dbf : nullptr;
  return bytes && !bytes->empty() ? reinterpret_cast<SAFile>(new MemoryFile{bytes}) : nullptr;
}
MemoryFile& file_of(SAFile file) { return *reinterpret_cast<MemoryFile*>(file); }
SAOffset read_part(void* into, SAOffset size, SAOffset count, SAFile handle) {
  MemoryFile& file = file_of(handle);
  if (size == 0 || file.at >= file.bytes->size()) return 0;
  const SAOffset items = std::min<SAOffset>(count, (file.bytes->size() - file.at) / size);
  std::memcpy(into, file.bytes->data() + file.at, items * size);
  file.at += items * size;
  return items;
}
SAOffset seek_part(SAFile handle, SAOffset offset, int whence) {
  MemoryFile& file = file_of(handle);
  file.at = whence == SEEK_SET ? offset : whence == SEEK_CUR ? file.at + offset : file.bytes->size() + offset;
  return 0;
}
SAOffset tell_part(SAFile handle) { return file_of(handle).at; }
int close_part(SAFile handle) {
  delete &file_of(handle);
  return 0;
}
SAOffset write_part(void*, SAOffset, SAOffset, SAFile) { return 0; }
int flush_part(SAFile) { return 0; }
int remove_part(const char*) { return -1; }
void ignore_error(const char*) {}  // what cannot be read is a damaged row or a refused file, in our own words

SAHooks hooks() {
  return {open_part, read_part, write_part, seek_part, tell_part, flush_part, close_part, remove_part, ignore_error, std::atof};
}

struct ShpCloser {
  void operator()(SHPInfo* handle) const { SHPClose(handle); }
};
struct DbfCloser {
  void operator()(DBFInfo* handle) const { DBFClose(handle); }
};
struct ObjectCloser {
  void operator()(SHPObject* object) const { SHPDestroyObject(object); }
};

bool is_point(int type) { return type == SHPT_POINT || type == SHPT_POINTZ || type == SHPT_POINTM; }

class ShapefileReader final : public RowReader {
 public:
  explicit ShapefileReader(std::unique_ptr<Parts> parts, std::string name) : parts_(std::move(parts)), name_(std::move(name)) {}

  Status start() {
    SAHooks own = hooks();
    opening = parts_.get();
    shapes_.reset(SHPOpenLL("points.shp", "rb", &own));
    table_.reset(DBFOpenLL("points.dbf", "rb", &own));
    opening = nullptr;
    if (!shapes_ || !table_) return refuse("holds a shapefile that is damaged, or lacks its .shp, .shx or .dbf");
    int type = 0;
    SHPGetInfo(shapes_.get(), &count_, &type, nullptr, nullptr);
    if (!is_point(type)) return refuse("holds lines or areas: only points are records; take their middles first");
    if (DBFGetRecordCount(table_.get()) != count_) return refuse("has another number of rows in its table than of points");
    encoding_ = encoding();
    const int fields = DBFGetFieldCount(table_.get());
    if (fields > most_fields) return refuse("has more than 2000 columns");
    for (int i = 0; i < fields; ++i) {
      std::array<char, XBASE_FLDNAME_LEN_READ + 1> field{};
      DBFGetFieldInfo(table_.get(), i, field.data(), nullptr, nullptr);
      columns_.push_back(decoded(field.data()));
    }
    columns_.insert(columns_.end(), {"geometry.x", "geometry.y"});
    cells_.resize(columns_.size());
    return {};
  }

  const std::vector<std::string>& columns() const override { return columns_; }

  Result<bool> next(Row& row) override {
    while (at_ < count_ && DBFIsRecordDeleted(table_.get(), at_)) ++at_;
    if (at_ >= count_) return false;
    row = {};
    row.number = static_cast<std::uint64_t>(at_) + 2;  // the table's field names are row 1
    const std::size_t fields = columns_.size() - 2;
    for (std::size_t i = 0; i < fields; ++i) {
      const char* text = DBFReadStringAttribute(table_.get(), at_, static_cast<int>(i));
      cells_[i] = text && !DBFIsAttributeNULL(table_.get(), at_, static_cast<int>(i)) ? decoded(text) : std::string{};
    }
    const std::unique_ptr<SHPObject, ObjectCloser> shape(SHPReadObject(shapes_.get(), at_));
    const bool placed =
        shape && is_point(shape->nSHPType) && shape->nVertices == 1 && std::isfinite(shape->padfX[0]) && std::isfinite(shape->padfY[0]);
    // Enough digits for a millimetre, in metres and in degrees; never an exponent.
    cells_[fields] = placed ? fmt::format("{:.8f}", shape->padfX[0]) : "";
    cells_[fields + 1] = placed ? fmt::format("{:.8f}", shape->padfY[0]) : "";
    row.cells.assign(cells_.begin(), cells_.end());
    ++at_;
    return true;
  }

 private:
  tl::unexpected<Error> refuse(const char* what) const {
    return fail(ErrorKind::invalid_input, fmt::format("{} {}", name_, what), "file.unreadable");
  }

  // Its .cpg says; else the table's language byte (0x03 and 0x57 are Windows-1252); else what its bytes are.
  std::optional<Encoding> encoding() const {
    const auto named = [](std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; };
    const std::string_view said{parts_->cpg.data(), std::min<std::size_t>(parts_->cpg.size(), 64)};
    if (named(said, "UTF-8") || named(said, "utf-8") || named(said, "UTF8")) return Encoding::utf8;
    if (named(said, "1252") || named(said, "8859-1") || named(said, "88591")) return Encoding::windows_1252;
    const char* page = DBFGetCodePage(table_.get());
    if (page && (named(page, "LDID/3") || named(page, "LDID/87"))) return Encoding::windows_1252;
    return std::nullopt;
  }

  std::string decoded(std::string_view text) const {
    std::string out;
    const Encoding from = encoding_.value_or(is_utf8(text) ? Encoding::utf8 : Encoding::windows_1252);
    if (!append_utf8(out, text, from)) append_utf8(out, text, Encoding::latin_1);
    return out;
  }

  const std::unique_ptr<Parts> parts_;
  const std::string name_;
  std::unique_ptr<SHPInfo, ShpCloser> shapes_;
  std::unique_ptr<DBFInfo, DbfCloser> table_;
  std::optional<Encoding> encoding_;
  std::vector<std::string> columns_, cells_;
  int count_ = 0, at_ = 0;
};

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

}  // namespace

Result<std::unique_ptr<RowReader>> open_shapefile(TextInput& input, const std::string& name) {
  VIGIE_TRY(auto bytes, Archive::bytes_of(input, most_packed_bytes, name, "split it, or make CSV of it"));
  VIGIE_TRY(const Archive archive, Archive::open(std::move(bytes), name));
  auto parts = std::make_unique<Parts>();
  int shapefiles = 0;
  for (const std::string& part : archive.parts()) {
    const std::string small = lower(part);
    if (small.starts_with("__macosx/")) continue;
    shapefiles += small.ends_with(".shp");
    std::vector<char>* into = small.ends_with(".shp")   ? &parts->shp
                              : small.ends_with(".shx") ? &parts->shx
                              : small.ends_with(".dbf") ? &parts->dbf
                              : small.ends_with(".cpg") ? &parts->cpg
                                                        : nullptr;
    if (into) {
      VIGIE_TRY(*into, archive.whole_part(part, most_part_bytes));
    }
  }
  if (shapefiles != 1)
    return fail(ErrorKind::invalid_input,
                fmt::format("{} holds {} shapefiles: zip one of them with its .shx, .dbf and .cpg", name, shapefiles), "file.unreadable");
  auto reader = std::make_unique<ShapefileReader>(std::move(parts), name);
  VIGIE_CHECK(reader->start());
  return reader;
}

}  // namespace vigie::connectors
