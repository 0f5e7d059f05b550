#include "sanku/core/digest.hpp"

#include <openssl/evp.h>

namespace sanku {

namespace {

struct Free {
    void operator()(EVP_MD* function) const noexcept { EVP_MD_free(function); }
    void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};

void check(int done) {
    if (done != 1) throw Error(ErrorCode::io, "OpenSSL", "hashing failed");
}

}  // namespace

struct Hasher::Impl {
    HashAlgorithm algorithm;
    std::unique_ptr<EVP_MD, Free> function;
    std::unique_ptr<EVP_MD_CTX, Free> context;

    void begin() const { check(EVP_DigestInit_ex2(context.get(), function.get(), nullptr)); }
};

Hasher::Hasher(HashAlgorithm algorithm)
    : impl_(new Impl{algorithm,
                     std::unique_ptr<EVP_MD, Free>(EVP_MD_fetch(
                         nullptr, algorithm == HashAlgorithm::sm3 ? "SM3" : "SHA256", nullptr)),
                     std::unique_ptr<EVP_MD_CTX, Free>(EVP_MD_CTX_new())}) {
    if (!impl_->function || !impl_->context) {
        throw Error(ErrorCode::io, key(algorithm), "OpenSSL does not offer it");
    }
    impl_->begin();
}

Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;
Hasher::~Hasher() = default;

HashAlgorithm Hasher::algorithm() const noexcept {
    return impl_->algorithm;
}

void Hasher::update(std::string_view bytes) {
    check(EVP_DigestUpdate(impl_->context.get(), bytes.data(), bytes.size()));
}

Digest Hasher::finish() {
    std::array<std::uint8_t, Digest::size> out{};
    check(EVP_DigestFinal_ex(impl_->context.get(), out.data(), nullptr));
    impl_->begin();
    return Digest(out);
}

Digest digest(HashAlgorithm algorithm, std::string_view bytes) {
    Hasher hasher(algorithm);
    hasher.update(bytes);
    return hasher.finish();
}

}  // namespace sanku
