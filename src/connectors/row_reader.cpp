// Which reader a mapping's format asks for.
#include "row_reader.h"

#include "documents/table_rows.h"

namespace vigie::connectors {

Result<std::unique_ptr<RowReader>> RowReader::open(TextInput& input, const Mapping& mapping, const std::string& name) {
  switch (mapping.format) {
    case FileFormat::csv:
      return open_csv(input, mapping.separator, name);
    case FileFormat::ndjson:
      return open_ndjson(input, name);
    case FileFormat::geojson:
      return open_geojson(input, name);
    case FileFormat::xlsx:
      return open_xlsx(input, mapping.sheet, name);
    case FileFormat::shapefile:
      return open_shapefile(input, name);
    case FileFormat::icalendar:
      return open_icalendar(input, mapping, name);
    case FileFormat::cap:
      return open_cap(input, name);
    case FileFormat::datex2:
      return open_datex2(input, name);
    case FileFormat::gtfs_alerts:
      return open_gtfs_alerts(input, name);
  }
  return fail(ErrorKind::internal, "a format without a reader");
}

}  // namespace vigie::connectors
