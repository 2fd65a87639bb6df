// Tampering: both verifiers, ours and tools/verify_package.py, say where.
#include "evidence/verify.h"

#include <gmock/gmock.h>

#include <set>

#include "package/files.h"
#include "package_testing.h"

namespace vigie::evidence {
namespace {

using namespace testing_support;
using testing::Contains;
using testing::HasSubstr;

class VerifyTest : public Archive {
 protected:
  void SetUp() override {
    Archive::SetUp();
    if (IsSkipped()) return;
    record(noon_, 100s);
    order_ = order({moment(noon_ + 50s, noon_ + 70s), moment(noon_ + 80s, noon_ + 85s)});
    const auto made = package(order_);
    ASSERT_TRUE(made) << made.error().message;
    at_ = order_.to;
  }

  static std::set<std::string> wheres(const Json& verification) {
    std::set<std::string> all;
    for (const auto& problem : verification["problems"]) all.insert(problem["where"].get<std::string>());
    return all;
  }
  std::set<std::string> ours() {
    const Json result = to_json(verify_package(at_).value());
    EXPECT_EQ(result["valid"].get<bool>(), result["problems"].empty());
    return wheres(result);
  }
  // What the page of Python says; its exit status must agree with it.
  std::set<std::string> theirs() {
    const fs::path out = folder_ / "theirs.json";
    const int status =
        std::system(fmt::format("python3 {}/verify_package.py '{}' > '{}'", VIGIE_TOOLS_DIR, at_.string(), out.string()).c_str());
    const auto result = parse_json(bytes_of(out));
    if (!result) return {"no answer"};
    EXPECT_EQ(status == 0, (*result)["valid"].get<bool>());
    EXPECT_EQ((*result)["problems"].empty(), (*result)["valid"].get<bool>());
    return wheres(*result);
  }
  void expect_both(const std::string& where, const std::string& after) {
    const auto one = ours(), other = theirs();
    EXPECT_THAT(one, Contains(where)) << after;
    EXPECT_EQ(one, other) << after;
  }
  // As a forger would: sums made anew over what lies there.
  void sum_anew() {
    std::map<std::string, std::string> sums;
    for (const auto& entry : fs::recursive_directory_iterator(at_))
      if (entry.is_regular_file() && entry.path().filename() != "SHA256SUMS")
        sums[fs::relative(entry.path(), at_).generic_string()] = to_hex(sha256_of_file(entry.path()).value());
    std::string text;
    for (const auto& [path, hex] : sums) text += hex + "  " + path + "\n";
    put(at_ / "SHA256SUMS", text);
  }
  // As a forger with a key of their own would.
  void seal_anew(const Json& manifest) {
    const std::string text = canonical(manifest) + "\n";
    put(at_ / "manifest.json", text);
    auto forger = law::Sealer::open(folder_ / "forger.key", folder_ / "forger", clock_).value();
    const auto seal = forger.sign(law::kEvidencePackage, sha256(text)).value();
    put(at_ / "seal.txt", seal.signed_text());
    put(at_ / "seal.sig", std::string(seal.signature.begin(), seal.signature.end()));
    put(at_ / "key.pem", law::public_key_pem(seal.public_key));
    sum_anew();
  }
  Json manifest() { return parse_json(bytes_of(at_ / "manifest.json"), 64u << 20).value(); }

  PackageOrder order_;
  fs::path at_;
};

TEST_F(VerifyTest, AnUntouchedPackageIsValidForBoth) {
  EXPECT_THAT(ours(), testing::IsEmpty());
  EXPECT_THAT(theirs(), testing::IsEmpty());
}

TEST_F(VerifyTest, AFlippedByteOfAnyFileIsFoundByBothWhereItIs) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(at_))
    if (entry.is_regular_file()) files.push_back(entry.path());
  ASSERT_GE(files.size(), 12u);
  for (const auto& file : files) {
    const std::string bytes = bytes_of(file), path = fs::relative(file, at_).generic_string();
    for (const std::size_t place : {std::size_t{0}, bytes.size() / 3, bytes.size() - 1}) {
      std::string changed = bytes;
      changed[place] = static_cast<char>(changed[place] ^ 0x01);
      put(file, changed);
      const std::string after = fmt::format("byte {} of {}", place, path);
      const auto found = ours();
      ASSERT_FALSE(found.empty()) << after;
      // A changed line of SHA256SUMS contradicts the file it names: that is where it is found.
      if (path != "SHA256SUMS") {
        EXPECT_THAT(found, Contains(path)) << after;
      }
      if (place == bytes.size() / 3) {
        EXPECT_EQ(found, theirs()) << after;
      }
    }
    put(file, bytes);
  }
  EXPECT_THAT(ours(), testing::IsEmpty());
}

// Ours alone, because it is quick: every single byte of the small signed things.
TEST_F(VerifyTest, EveryByteOfSealAndKeyCounts) {
  for (const char* name : {"seal.txt", "seal.sig", "key.pem"}) {
    const std::string bytes = bytes_of(at_ / name);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      std::string changed = bytes;
      changed[i] = static_cast<char>(changed[i] ^ 0x01);
      put(at_ / name, changed);
      sum_anew();
      ASSERT_FALSE(verify_package(at_)->valid()) << name << ' ' << i << ": found even with new sums";
    }
    put(at_ / name, bytes);
  }
}

TEST_F(VerifyTest, ARemovedASwappedAndAnAddedFileAreFound) {
  const auto segments = manifest()["segments"];
  const fs::path one = at_ / segments[0]["file"].get<std::string>(), two = at_ / segments[1]["file"].get<std::string>();
  const std::string first = bytes_of(one), second = bytes_of(two);
  put(one, second);
  put(two, first);
  sum_anew();
  expect_both(segments[0]["file"], "swapped");
  EXPECT_THAT(ours(), Contains(segments[1]["file"].get<std::string>()));
  put(two, second);
  fs::remove(one);
  expect_both(segments[0]["file"], "removed");
  sum_anew();
  expect_both(segments[0]["file"], "removed with new sums");
  put(one, first);
  put(at_ / "original/1/extra.mp4", "x");
  sum_anew();
  expect_both("original/1/extra.mp4", "added");
  fs::remove(at_ / "original/1/extra.mp4");
  fs::create_symlink("/etc/passwd", at_ / "link");
  expect_both("link", "a link");
  fs::remove(at_ / "link");
  fs::create_directory_symlink("/etc", at_ / "link");
  expect_both("link", "a link to a folder");
}

TEST_F(VerifyTest, AForgerWithAnotherKeyIsContradicted) {
  Json changed = manifest();
  changed["moments"][0]["clock"]["error_s"] = 0.0;
  seal_anew(changed);
  expect_both("manifest.json#/moments/0/clock/error_s", "an edited clock error, sealed anew");
  EXPECT_FALSE(verify_package(at_, {sealer_.key_id()})->valid());
  EXPECT_THAT(canonical(to_json(*verify_package(at_, {sealer_.key_id()}))), HasSubstr("none of the trusted keys"));
}

TEST_F(VerifyTest, ASegmentTakenOutOfTheManifestIsMissed) {
  Json changed = manifest();
  fs::remove(at_ / changed["segments"][0]["file"].get<std::string>());
  for (std::size_t i = 0; i < changed["files"].size(); ++i)
    if (changed["files"][i]["path"] == changed["segments"][0]["file"]) {
      changed["files"].erase(i);
      break;
    }
  changed["segments"].erase(0);
  seal_anew(changed);
  expect_both("manifest.json#/moments/0/segments", "a segment taken out, sealed anew");
}

TEST_F(VerifyTest, VideoPutInPlaceOfTheRecordedOneLeadsToNoRoot) {
  Json changed = manifest();
  const std::string file = changed["segments"][0]["file"];
  std::string bytes = bytes_of(at_ / file);
  bytes[bytes.size() - 1] = static_cast<char>(bytes[bytes.size() - 1] ^ 1);
  put(at_ / file, bytes);
  // The forger knows the format: new hashes everywhere, up to the tree.
  const auto sizes = changed["segments"][0]["sizes"].get<std::vector<std::size_t>>();
  const std::string last = std::string(1, '\0') + bytes.substr(bytes.size() - sizes.back());
  changed["segments"][0]["parts"][changed["segments"][0]["first_part"].get<std::size_t>() + sizes.size() - 2] = to_hex(sha256(last));
  for (auto& one : changed["files"])
    if (one["path"] == file) one["sha256"] = to_hex(sha256(bytes));
  seal_anew(changed);
  expect_both("manifest.json#/segments/0", "other video, sealed anew");
}

TEST_F(VerifyTest, NonsenseIsAProblemAndNoAccident) {
  for (const char* text : {"", "{}", "[]", "null",
                           "{\"moments\":5,\"segments\":[1,{}],\"files\":[{\"path\":\"../../etc/passwd\"}],\"roots\":[{}]}", "\xff\xfe"}) {
    put(at_ / "manifest.json", text);
    EXPECT_FALSE(verify_package(at_)->valid()) << text;
    EXPECT_THAT(theirs(), Contains("manifest.json")) << text;
  }
  EXPECT_FALSE(verify_package(folder_ / "nowhere"));
}

// A time-stamp authority made by OpenSSL for the day (docs/requisitions.md has the same commands).
class TimestampTest : public VerifyTest {
 protected:
  void SetUp() override {
    Archive::SetUp();
    if (IsSkipped()) return;
    put(folder_ / "tsa.cnf",
        "[tsa]\ndefault_tsa=one\n[one]\ndir=.\nserial=./"
        "serial\nsigner_digest=sha256\ndefault_policy=1.2.3.4.1\ndigests=sha256\naccuracy=secs:1\nordering=no\ntsa_name=no\ness_cert_id_"
        "chain=no\n"
        "[ext]\nextendedKeyUsage=critical,timeStamping\n[req]\ndistinguished_name=dn\n[dn]\n");
    put(folder_ / "serial", "01\n");
    const int made = std::system(
        fmt::format(
            "cd '{}' && exec >/dev/null 2>&1 && openssl req -x509 -newkey ed25519 -nodes -keyout ca.key -out ca.pem -days 30 -subj "
            "/CN=Test-Root && "
            "openssl req -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.csr -subj /CN=Test-TSA -config tsa.cnf && "
            "openssl x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -out tsa.crt -extfile tsa.cnf -extensions ext",
            folder_.path().string())
            .c_str());
    if (made != 0) GTEST_SKIP() << "openssl is absent";
    tsa_.name = "Test-TSA";
    tsa_.certificates_pem = bytes_of(folder_ / "ca.pem");
    tsa_.ask = [this](const Bytes& request) -> Result<Bytes> {
      put(folder_ / "q.tsq", std::string(request.begin(), request.end()));
      if (std::system(fmt::format("cd '{}' && openssl ts -reply -config tsa.cnf -section one -queryfile q.tsq -signer tsa.crt -inkey "
                                  "tsa.key -out r.tsr >/dev/null 2>&1",
                                  folder_.path().string())
                          .c_str()) != 0)
        return fail(ErrorKind::unavailable, "no answer");
      const std::string answer = bytes_of(folder_ / "r.tsr");
      return Bytes(answer.begin(), answer.end());
    };
    authority_ = &tsa_;
    record(noon_, 30s);
    order_ = order({moment(noon_, noon_ + 5s)});
    at_ = order_.to;
  }
  TimestampAuthority tsa_;
};

TEST_F(TimestampTest, IsCheckedByBothAndCannotBeExchanged) {
  const auto made = package(order_);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_THAT(ours(), testing::IsEmpty()) << canonical(to_json(*verify_package(at_)));
  EXPECT_THAT(theirs(), testing::IsEmpty());
  const std::string stamp = bytes_of(at_ / "seal.tsr");
  std::string changed = stamp;
  changed[stamp.size() / 2] = static_cast<char>(changed[stamp.size() / 2] ^ 1);
  put(at_ / "seal.tsr", changed);
  expect_both("seal.tsr", "a flipped byte");
  // A good stamp of something else.
  const auto other = tsa_.ask([&] {
    const std::string query = bytes_of(folder_ / "q.tsq");
    Bytes bytes(query.begin(), query.end());
    bytes[30] ^= 1;  // of the digest
    return bytes;
  }());
  ASSERT_TRUE(other);
  put(at_ / "seal.tsr", std::string(other->begin(), other->end()));
  sum_anew();
  expect_both("seal.tsr", "another seal's stamp");
  fs::remove(at_ / "seal.tsr");
  sum_anew();
  expect_both("seal.tsr", "no stamp although one is promised");
}

TEST_F(TimestampTest, AnAuthorityThatLiesOrIsAwayGivesNoPackage) {
  tsa_.ask = [](const Bytes&) -> Result<Bytes> { return Bytes{1, 2, 3}; };
  EXPECT_EQ(package(order_).error().code, "timestamp.invalid");
  tsa_.ask = [](const Bytes&) -> Result<Bytes> { return fail(ErrorKind::unavailable, "away"); };
  EXPECT_EQ(package(order_).error().kind, ErrorKind::unavailable);
  EXPECT_FALSE(fs::exists(at_));
}

}  // namespace
}  // namespace vigie::evidence
