#include "chain.hpp"

namespace sanku::store_detail {

/// Eight bytes, the lowest first, whatever the machine.
void Chain::number(std::int64_t value) {
    auto rest = static_cast<std::uint64_t>(value);
    char out[8];
    for (char& byte : out) {
        byte = static_cast<char>(rest & 0xFF);
        rest >>= 8;
    }
    bytes_.append(out, sizeof out);
}

void Chain::text(std::string_view value) {
    number(static_cast<std::int64_t>(value.size()));
    bytes_ += value;
}

void Chain::maybe(const std::optional<std::int64_t>& value) {
    bytes_ += value ? '\1' : '\0';
    number(value.value_or(0));
}

Digest Chain::after(const Digest& before) {
    hasher_.update(before);
    hasher_.update(bytes_);
    return hasher_.finish();
}

Digest Chain::genesis() {
    bytes_ = "sanku journal ";
    bytes_ += key(algorithm());
    hasher_.update(bytes_);
    return hasher_.finish();
}

Digest Chain::link(const Digest& before, std::int64_t seq, std::int64_t batch,
                   std::string_view project, const EventRow& event) {
    bytes_ = 'E';
    number(seq);
    number(batch);
    text(project);
    bytes_ += static_cast<char>(event.kind);
    bytes_ += event.retracts ? '\1' : '\0';
    number(event.effective);
    number(event.fact);
    text(event.subject);
    for (const auto& value : event.value) maybe(value);
    text(event.text);
    text(event.text2);
    number(event.supersedes);
    return after(before);
}

Digest Chain::link(const Digest& before, const BatchRow& batch, const BulletinRow* bulletin) {
    bytes_ = 'B';
    number(batch.id);
    number(batch.recorded);
    text(batch.by);
    text(batch.source);
    number(batch.rows);
    number(batch.rejected);
    number(batch.last_seq);
    if (bulletin != nullptr) {
        bytes_ += 'F';
        text(bulletin->title);
        number(bulletin->as_of);
        maybe(bulletin->known_on);
        number(bulletin->up_to);
        text(bulletin->policy);
        text(bulletin->language);
        maybe(bulletin->previous_year);
        maybe(bulletin->region_level);
        for (const std::uint8_t byte : bulletin->json_hash.bytes()) {
            bytes_ += static_cast<char>(byte);
        }
    }
    return after(before);
}

}  // namespace sanku::store_detail
