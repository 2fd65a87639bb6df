#include "osm/pbf_check.h"

#include <zlib.h>

#include <optional>
#include <protozero/pbf_reader.hpp>
#include <string>

namespace vigie::geo {
namespace {

// The format's description allows 64 KiB and 32 MiB and recommends at most 32 KiB and 16 MiB, which writers keep to.
constexpr std::uint64_t largest_header = 64 << 10;
constexpr std::uint64_t largest_block = 16 << 20;
constexpr std::uint64_t largest_file = std::uint64_t{1} << 30;
// Maps shrink to a half or a quarter when packed. A file that grows far more is a zip bomb or damaged.
constexpr std::uint64_t largest_growth = 20;

using protozero::pbf_wire_type;

struct BlockHeader {
  std::string type;
  std::uint64_t packed_bytes = 0;
};

// The parsers below may throw protozero::exception.
BlockHeader parse_header(const std::string& bytes) {
  BlockHeader block;
  protozero::pbf_reader header{bytes};
  while (header.next()) {
    if (header.tag() == 1 && header.wire_type() == pbf_wire_type::length_delimited)
      block.type = header.get_string();
    else if (header.tag() == 3 && header.wire_type() == pbf_wire_type::varint)
      block.packed_bytes = header.get_uint64();
    else
      header.skip();
  }
  return block;
}

struct Blob {
  std::optional<protozero::data_view> plain, zlib;
  std::uint64_t claimed_bytes = 0;
};

Blob parse_blob(const std::string& bytes) {
  Blob blob;
  protozero::pbf_reader fields{bytes};
  while (fields.next()) {
    if (fields.tag() == 1 && fields.wire_type() == pbf_wire_type::length_delimited)
      blob.plain = fields.get_view();
    else if (fields.tag() == 2 && fields.wire_type() == pbf_wire_type::varint)
      blob.claimed_bytes = fields.get_uint64();
    else if (fields.tag() == 3 && fields.wire_type() == pbf_wire_type::length_delimited)
      blob.zlib = fields.get_view();
    else
      fields.skip();
  }
  if (blob.plain) blob.claimed_bytes = blob.plain->size();
  return blob;
}

// Empty where the packed data are damaged or do not give what was claimed.
std::optional<std::string> unpacked(const Blob& blob) {
  if (blob.plain) return std::string(blob.plain->data(), blob.plain->size());
  if (!blob.zlib) return std::nullopt;
  std::string out(blob.claimed_bytes, '\0');
  uLongf size = out.size();
  const int code =
      uncompress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(blob.zlib->data()), blob.zlib->size());
  if (code != Z_OK || size != out.size()) return std::nullopt;
  return out;
}

bool has_zero_byte(const protozero::data_view& text) {
  return std::string_view(text.data(), text.size()).find('\0') != std::string_view::npos;
}

// Field 1 of a data block is the table of its texts, field 1 of that table each text.
bool texts_are_clean(const std::string& block) {
  protozero::pbf_reader fields{block};
  while (fields.next(1, pbf_wire_type::length_delimited)) {
    protozero::pbf_reader table = fields.get_message();
    while (table.next(1, pbf_wire_type::length_delimited))
      if (has_zero_byte(table.get_view())) return false;
  }
  return true;
}

// Reads front to back and never more than the file has.
class Source {
 public:
  Source(std::istream& file, std::uint64_t bytes) : file_(file), left_(bytes) {}
  bool at_end() const { return left_ == 0; }
  bool read(std::string& into, std::uint64_t size) {
    if (size > left_) return false;
    left_ -= size;
    into.resize(size);
    return static_cast<bool>(file_.read(into.data(), static_cast<std::streamsize>(size)));
  }

 private:
  std::istream& file_;
  std::uint64_t left_;
};

// What is wrong with the next block, or null; takes what it unpacks to from `room`. May throw protozero::exception.
const char* fault_of_block(Source& source, bool first, std::uint64_t& room) {
  std::string bytes;
  if (!source.read(bytes, 4)) return "breaks off";
  std::uint64_t header_bytes = 0;
  for (const char c : bytes) header_bytes = header_bytes << 8 | static_cast<unsigned char>(c);
  if (header_bytes == 0 || header_bytes > largest_header) return "has no readable header";
  if (!source.read(bytes, header_bytes)) return "breaks off";
  const BlockHeader header = parse_header(bytes);
  if (header.type != (first ? "OSMHeader" : "OSMData")) return "is of an unexpected type";
  if (header.packed_bytes == 0 || header.packed_bytes > largest_block) return "has an impossible size";
  if (!source.read(bytes, header.packed_bytes)) return "breaks off";
  const Blob blob = parse_blob(bytes);
  if (blob.claimed_bytes == 0 || blob.claimed_bytes > largest_block) return "claims an impossible size";
  if (blob.claimed_bytes > room) return "unpacks to more than maps do";
  room -= blob.claimed_bytes;
  const auto block = unpacked(blob);
  if (!block) return "does not unpack (zlib is what this program reads)";
  if (!first && !texts_are_clean(*block)) return "holds a broken text";
  return nullptr;
}

}  // namespace

Status check_pbf(std::istream& file, std::uint64_t file_bytes) {
  if (file_bytes == 0) return fail(ErrorKind::invalid_input, "the map file is empty");
  if (file_bytes > largest_file)
    return fail(ErrorKind::invalid_input,
                fmt::format("the map has {} MB, at most 1024 are taken: cut the city out of it (osmium extract --bbox)", file_bytes >> 20));
  Source source{file, file_bytes};
  std::uint64_t room = largest_growth * file_bytes + (1 << 20);
  for (std::uint64_t number = 0; !source.at_end(); ++number) {
    const char* fault = nullptr;
    try {
      fault = fault_of_block(source, number == 0, room);
    } catch (const protozero::exception&) {
      fault = "cannot be read";
    }
    if (fault)
      return fail(ErrorKind::invalid_input,
                  fmt::format("block {} {}: the map file is damaged or not an .osm.pbf; fetch it again", number, fault));
  }
  return {};
}

}  // namespace vigie::geo
