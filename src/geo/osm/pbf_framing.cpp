#include "osm/pbf_framing.h"

#include <array>
#include <protozero/pbf_reader.hpp>
#include <string>

namespace vigie::geo {
namespace {

// The format's description allows 64 KiB and 32 MiB and recommends at most 32 KiB and 16 MiB, which writers keep to.
constexpr std::uint64_t largest_header = 64 << 10;
constexpr std::uint64_t largest_block = 16 << 20;
constexpr std::uint64_t largest_file = std::uint64_t{1} << 30;
// Maps shrink to a half or a quarter when packed. A file that claims far more is a zip bomb or damaged.
constexpr std::uint64_t largest_growth = 20;

struct Block {
  std::string type;
  std::uint64_t packed_bytes = 0;
};

// May throw protozero::exception.
Block parse_header(const std::string& bytes) {
  Block block;
  protozero::pbf_reader header{bytes};
  while (header.next()) {
    if (header.tag() == 1 && header.wire_type() == protozero::pbf_wire_type::length_delimited)
      block.type = header.get_string();
    else if (header.tag() == 3 && header.wire_type() == protozero::pbf_wire_type::varint)
      block.packed_bytes = header.get_uint64();
    else
      header.skip();
  }
  return block;
}

// May throw protozero::exception. Stored plain: as large as it lies there.
std::uint64_t unpacked_bytes(const std::string& blob) {
  std::uint64_t claimed = blob.size();
  protozero::pbf_reader fields{blob};
  while (fields.next()) {
    if (fields.tag() == 2 && fields.wire_type() == protozero::pbf_wire_type::varint)
      claimed = fields.get_uint64();
    else
      fields.skip();
  }
  return claimed;
}

Status damaged(std::uint64_t block, const std::string& what) {
  return fail(ErrorKind::invalid_input,
              fmt::format("block {} {}: the map file is damaged or not an .osm.pbf; fetch it again", block, what));
}

}  // namespace

Status check_pbf_framing(std::istream& file, std::uint64_t file_bytes) {
  if (file_bytes > largest_file)
    return fail(ErrorKind::invalid_input,
                fmt::format("the map has {} MB, at most 1024 are taken: cut the city out of it (osmium extract --bbox)", file_bytes >> 20));
  std::uint64_t position = 0, unpacked = 0, count = 0;
  std::string bytes;
  const auto read = [&](std::uint64_t size) {
    if (size > file_bytes - position) return false;
    bytes.resize(size);
    if (!file.read(bytes.data(), static_cast<std::streamsize>(size))) return false;
    position += size;
    return true;
  };
  try {
    for (; position < file_bytes; ++count) {
      if (!read(4)) return damaged(count, "breaks off");
      std::uint64_t header_bytes = 0;
      for (const char c : bytes) header_bytes = header_bytes << 8 | static_cast<unsigned char>(c);
      if (header_bytes == 0 || header_bytes > largest_header) return damaged(count, "has no readable header");
      if (!read(header_bytes)) return damaged(count, "breaks off");
      const Block block = parse_header(bytes);
      if (block.type != (count == 0 ? "OSMHeader" : "OSMData")) return damaged(count, "is of an unexpected type");
      if (block.packed_bytes == 0 || block.packed_bytes > largest_block) return damaged(count, "has an impossible size");
      if (!read(block.packed_bytes)) return damaged(count, "breaks off");
      const std::uint64_t size = unpacked_bytes(bytes);
      if (size == 0 || size > largest_block) return damaged(count, "claims an impossible size");
      unpacked += size;
    }
  } catch (const protozero::exception&) {
    return damaged(count, "cannot be read");
  }
  if (count == 0) return fail(ErrorKind::invalid_input, "the map file is empty");
  if (unpacked > largest_growth * file_bytes + (1 << 20))
    return fail(ErrorKind::invalid_input,
                fmt::format("the map claims to unpack to {} MB from {} KB: not an honest map file", unpacked >> 20, file_bytes >> 10));
  return {};
}

}  // namespace vigie::geo
