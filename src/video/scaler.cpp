#include "scaler.h"

namespace vigie::video {

Status Scaler::convert(const AVFrame& from, AVPixelFormat to, int width, int height, std::uint8_t* const planes[4], const int strides[4]) {
  // The flags of FileReader: the detector sees the same pixels in the street as in the lab.
  constexpr int kFlags = SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT;
  context_.reset(sws_getCachedContext(context_.release(), from.width, from.height, static_cast<AVPixelFormat>(from.format), width, height,
                                      to, kFlags, nullptr, nullptr, nullptr));
  if (!context_)
    return fail(ErrorKind::unsupported, fmt::format("pictures of {}x{} in this pixel format cannot be converted", from.width, from.height));
  const int matrix = from.colorspace == AVCOL_SPC_UNSPECIFIED ? (from.height >= 720 ? SWS_CS_ITU709 : SWS_CS_ITU601) : from.colorspace;
  const int* coefficients = sws_getCoefficients(matrix);
  const bool to_rgb = to == AV_PIX_FMT_BGR24;
  sws_setColorspaceDetails(context_.get(), coefficients, from.color_range == AVCOL_RANGE_JPEG,
                           to_rgb ? sws_getCoefficients(SWS_CS_DEFAULT) : coefficients, to_rgb ? 1 : 0, 0, 1 << 16, 1 << 16);
  if (sws_scale(context_.get(), from.data, from.linesize, 0, from.height, planes, strides) != height)
    return fail(ErrorKind::corrupt, "a picture cannot be converted");
  return {};
}

}  // namespace vigie::video
