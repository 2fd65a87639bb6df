// The same port under TLS: 1.2 or newer, and the cookie says Secure.
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>

#include "testing/town.h"

namespace vigie::api::test {
namespace {

namespace net = boost::asio;

void make_certificate(const std::filesystem::path& certificate_file, const std::filesystem::path& key_file) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key{EVP_EC_gen("P-256"), EVP_PKEY_free};
  const std::unique_ptr<X509, decltype(&X509_free)> certificate{X509_new(), X509_free};
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  X509_sign(certificate.get(), key.get(), EVP_sha256());
  const auto write = [](const std::filesystem::path& path, const auto& with) {
    FILE* file = std::fopen(path.c_str(), "w");
    with(file);
    std::fclose(file);
  };
  write(certificate_file, [&](FILE* file) { PEM_write_X509(file, certificate.get()); });
  write(key_file, [&](FILE* file) { PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
}

// The whole answer, or empty when the handshake failed.
std::string ask_over_tls(std::uint16_t port, net::ssl::context::method method, const std::string& request) {
  net::io_context io;
  net::ssl::context context{method};
  net::ssl::stream<net::ip::tcp::socket> stream{io, context};
  stream.lowest_layer().connect({net::ip::make_address("127.0.0.1"), port});
  boost::system::error_code ec;
  stream.handshake(net::ssl::stream_base::client, ec);
  if (ec) return {};
  net::write(stream, net::buffer(request), ec);
  std::string answer;
  net::read(stream, net::dynamic_buffer(answer), ec);
  return answer;
}

TEST(Tls, ServesTheSamePortEncryptedAndRefusesOldVersions) {
  const auto folder = std::filesystem::temp_directory_path() / ("vigie-tls-" + random_token(6));
  std::filesystem::create_directories(folder);
  make_certificate(folder / "certificate.pem", folder / "key.pem");
  Town town;
  town.person("op", "operator");
  ServerOptions options;
  options.port = 0;
  options.tls_certificate = folder / "certificate.pem";
  options.tls_key = folder / "key.pem";
  const auto server = Server::start(options, *town.doors);
  ASSERT_TRUE(server) << server.error().message;
  const std::string body = Json{{"login", "op"}, {"password", Town::password}}.dump();
  const std::string request = fmt::format("POST /api/v1/session HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{}", body.size(), body);
  const std::string answer = ask_over_tls((*server)->port(), net::ssl::context::tls_client, request);
  EXPECT_EQ(answer.substr(0, 12), "HTTP/1.1 200");
  EXPECT_NE(answer.find("; Secure"), std::string::npos);
  EXPECT_NE(answer.find("Strict-Transport-Security"), std::string::npos);
  EXPECT_EQ(ask_over_tls((*server)->port(), net::ssl::context::tlsv11_client, request), "");
  EXPECT_EQ(ask_over_tls(town.server->port(), net::ssl::context::tls_client, request), "");  // a plain port speaks no TLS
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace vigie::api::test
