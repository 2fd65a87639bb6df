#pragma once
// One open source, from its packets to the delivery: copied as they came, or decoded, masked and encoded once.

#include "decoder.h"
#include "delivery.h"
#include "encoder.h"
#include "mask.h"
#include "scaler.h"

namespace vigie::video {

// One thread. Ends with the source's error, which says why.
class Connection {
 public:
  // `painter` outlives the connection.
  static Result<std::unique_ptr<Connection>> open(PictureSource& source, const PipelineSettings& settings, MaskPainter& painter,
                                                  Delivery& delivery, HealthMeter& health);
  Error run();
  bool had_picture() const { return had_picture_; }

 private:
  Connection(PictureSource& source, const PipelineSettings& settings, MaskPainter& painter, Delivery& delivery, HealthMeter& health)
      : source_(source), settings_(settings), painter_(painter), delivery_(delivery), health_(health) {}
  Status restart(const SourcePacket& packet);
  Status copy(const SourcePacket& packet);
  Status decode_copied(const SourcePacket& packet, bool key);
  Status transcode(const SourcePacket& packet);
  Status take_decoded(FramePtr frame, SteadyTime received, bool hurry);
  Result<std::shared_ptr<const AVFrame>> prepare(FramePtr frame);
  Result<FramePtr> new_frame(const AVFrame& like, AVPixelFormat format, int width, int height);
  Status encode(const AVFrame& frame, UtcTime at);

  PictureSource& source_;
  const PipelineSettings& settings_;
  MaskPainter& painter_;
  Delivery& delivery_;
  HealthMeter& health_;

  bool copies_ = false;
  bool had_picture_ = false;
  bool needs_start_ = true;       // an init goes before the next key
  std::optional<AvcReader> avc_;  // of a copied stream
  Bytes nals_;
  std::optional<Decoder> decoder_;
  bool decoding_ = false;  // a copied stream is decoded from a key on
  std::optional<Encoder> encoder_;
  UtcTime last_at_{};  // for a picture that the decoder gives no time
  std::optional<UtcTime> last_encoded_;
  Scaler scaler_;
  BufferPoolPtr pool_;
  std::size_t pool_bytes_ = 0;
  std::uint64_t packets_without_picture_ = 0;
};

}  // namespace vigie::video
