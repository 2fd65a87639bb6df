#include "package/timestamp.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ts.h>
#include <openssl/x509_vfy.h>

#include <ctime>
#include <memory>

namespace vigie::evidence {
namespace {

template <auto Free>
struct Freed {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Request = std::unique_ptr<TS_REQ, Freed<TS_REQ_free>>;
using Response = std::unique_ptr<TS_RESP, Freed<TS_RESP_free>>;
using Verifying = std::unique_ptr<TS_VERIFY_CTX, Freed<TS_VERIFY_CTX_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Store = std::unique_ptr<X509_STORE, Freed<X509_STORE_free>>;

tl::unexpected<Error> invalid(const std::string& what) {
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  const std::string detail = reason ? fmt::format(" ({})", reason) : "";
  ERR_clear_error();
  return fail(ErrorKind::corrupt, fmt::format("the time stamp {}{}", what, detail), "timestamp.invalid");
}

Result<Store> read_store(const std::string& pem) {
  Store store(X509_STORE_new());
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  int count = 0;
  while (const Certificate certificate{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)}) {
    if (X509_STORE_add_cert(store.get(), certificate.get()) != 1) return invalid("comes with a certificate that cannot be read");
    ++count;
  }
  ERR_clear_error();  // the end of the text is told as an error
  if (count == 0) return invalid("comes without the certificate of its authority");
  return store;
}

}  // namespace

Result<Bytes> timestamp_request(const Digest& digest) {
  const Request request(TS_REQ_new());
  const std::unique_ptr<TS_MSG_IMPRINT, Freed<TS_MSG_IMPRINT_free>> imprint(TS_MSG_IMPRINT_new());
  const std::unique_ptr<X509_ALGOR, Freed<X509_ALGOR_free>> algorithm(X509_ALGOR_new());
  const std::unique_ptr<ASN1_INTEGER, Freed<ASN1_INTEGER_free>> nonce(ASN1_INTEGER_new());
  Bytes random = random_bytes(8);
  random[0] = static_cast<std::uint8_t>((random[0] & 0x7f) | 1);  // a positive number of full length
  std::uint64_t number = 0;
  for (const std::uint8_t byte : random) number = number << 8 | byte;
  Digest copy = digest;
  X509_ALGOR_set0(algorithm.get(), OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nullptr);
  const bool made = TS_REQ_set_version(request.get(), 1) == 1 && TS_MSG_IMPRINT_set_algo(imprint.get(), algorithm.get()) == 1 &&
                    TS_MSG_IMPRINT_set_msg(imprint.get(), copy.data(), static_cast<int>(copy.size())) == 1 &&
                    TS_REQ_set_msg_imprint(request.get(), imprint.get()) == 1 && ASN1_INTEGER_set_uint64(nonce.get(), number) == 1 &&
                    TS_REQ_set_nonce(request.get(), nonce.get()) == 1 && TS_REQ_set_cert_req(request.get(), 1) == 1;
  unsigned char* der = nullptr;
  const int size = made ? i2d_TS_REQ(request.get(), &der) : -1;
  if (size <= 0) return fail(ErrorKind::internal, "no request for a time stamp can be made");
  Bytes bytes(der, der + size);
  OPENSSL_free(der);
  return bytes;
}

Result<UtcTime> check_timestamp(std::span<const std::uint8_t> response, const Digest& digest, const std::string& certificates_pem) {
  const unsigned char* at = response.data();
  const Response parsed(d2i_TS_RESP(nullptr, &at, static_cast<long>(response.size())));
  if (!parsed || at != response.data() + response.size()) return invalid("cannot be read");
  TS_TST_INFO* info = TS_RESP_get_tst_info(parsed.get());
  if (!info) return invalid("was refused by its authority");
  std::tm when{};
  if (ASN1_TIME_to_tm(TS_TST_INFO_get_time(info), &when) != 1) return invalid("names no time");
  const std::time_t stamped = timegm(&when);

  VIGIE_TRY(Store store, read_store(certificates_pem));
  X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store.get()), stamped);
  const Verifying context(TS_VERIFY_CTX_new());
  auto* imprint = static_cast<unsigned char*>(OPENSSL_malloc(digest.size()));
  std::copy(digest.begin(), digest.end(), imprint);
  TS_VERIFY_CTX_set_flags(context.get(), TS_VFY_VERSION | TS_VFY_SIGNATURE | TS_VFY_IMPRINT);
  TS_VERIFY_CTX_set_imprint(context.get(), imprint, static_cast<long>(digest.size()));  // owned by the context from here on
  TS_VERIFY_CTX_set_store(context.get(), store.release());                              // likewise
  if (TS_RESP_verify_response(context.get(), parsed.get()) != 1) return invalid("does not fit what was stamped");
  ERR_clear_error();
  return UtcTime{std::chrono::seconds{stamped}};
}

}  // namespace vigie::evidence
