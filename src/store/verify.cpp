#include "sanku/store/verify.hpp"

#include <filesystem>

#include "schema.hpp"
#include "store_impl.hpp"
#include "verify_chain.hpp"

namespace sanku {

namespace {

struct Wording {
    std::string_view key;
    std::string_view zh;  // {n}: event, {o}: the other one, {b}: batch
    std::string_view en;
};

constexpr Wording findings[finding_kind_count] = {
    {"not_readable", "库文件无法读取或已损坏", "the file cannot be read or is damaged"},
    {"no_chain", "这是第1版库文件，没有校验链；以可写方式打开一次即可升级",
     "this is a journal of version 1, which has no hashes; opening it once for writing adds them"},
    {"wrong_algorithm", "校验链所用的杂凑算法与所标明的不符",
     "the hashes are of another function than is named"},
    {"altered_kinds", "事件种类的名称被改动", "the names of the kinds of event were altered"},
    {"altered_project", "项目登记被改动（见于第{n}号事件）",
     "the row of a project was altered (seen at event {n})"},
    {"altered_event", "第{n}号事件被改动", "event {n} was altered"},
    {"missing_event", "第{n}号事件缺失", "event {n} is missing"},
    {"swapped_events", "第{n}号与第{o}号事件被互换", "events {n} and {o} have changed places"},
    {"reinserted_event", "第{n}号位置上的事件与第{o}号位置有关，被移动或重复插入",
     "the event at place {n} was moved or copied there; place {o} belongs to it as well"},
    {"inserted_event", "第{n}号事件是后来插入的", "event {n} was inserted"},
    {"altered_batch", "第{b}批的登记信息被改动", "batch {b} was altered"},
    {"missing_batch", "第{b}批缺失", "batch {b} is missing"},
    {"altered_bulletin", "第{b}批存档的通报被改动、删除或增加",
     "the frozen bulletin of batch {b} was altered, removed or added"},
    {"event_of_no_batch", "第{n}号及以后的事件不属于任何批次",
     "event {n} and those after it are of no batch"},
    {"cut_tail", "末尾被截断，缺第{b}批及以后的内容",
     "the end was cut off: batch {b} and what follows it are missing"},
    {"not_at_anchor", "前{b}批与锚点不符：库文件被改写，或锚点属于另一个库",
     "up to batch {b} it is not what the anchor was taken of: it was rewritten, or the anchor is"
     " of another journal"},
    {"altered_checkpoint", "检查点与事件不符", "the checkpoint says otherwise than the events"},
};

constexpr Wording completenesses[completeness_count] = {
    {"proved_by_anchor", "锚点证明末尾也没有缺失。", "The anchor proves that the end is complete."},
    {"tail_after_anchor", "锚点证明此前内容完整；锚点之后的末尾是否被截断，无法证明。",
     "The anchor proves it up to where it was taken; after that it is not proved that nothing was"
     " cut off at the end."},
    {"not_proved", "没有锚点，无法证明末尾没有被截断，也无法证明全库没有被整体改写。",
     "Without an anchor it is not proved that nothing was cut off at the end, nor that the whole"
     " was not written anew."},
};

[[nodiscard]] std::string grouped(std::int64_t number) {
    std::string digits = std::to_string(number);
    for (std::int64_t at = std::ssize(digits) - 3; at > 0; at -= 3) {
        digits.insert(static_cast<std::size_t>(at), ",");
    }
    return digits;
}

/// `text` with the number in the place of `mark`.
[[nodiscard]] std::string filled(std::string text, std::string_view mark, std::int64_t number) {
    const auto at = text.find(mark);
    return at == std::string::npos ? text : text.replace(at, mark.size(), std::to_string(number));
}

[[nodiscard]] std::string sound_part(const Verification& found, bool zh) {
    const std::string events = grouped(found.events);
    const std::string batches = grouped(found.batches);
    if (zh) return batches + "批共" + events + "个事件";
    return events + (found.events == 1 ? " event in " : " events in ") + batches +
           (found.batches == 1 ? " batch" : " batches");
}

[[nodiscard]] Finding unreadable(const Error& error) {
    std::string detail = std::string(key(error.code()));
    for (const std::string& more : {error.problem().value, error.problem().detail}) {
        if (!more.empty()) detail += ": " + more;
    }
    return {.kind = FindingKind::not_readable, .detail = std::move(detail)};
}

/// Runs `check`; a file that cannot be read is a finding like others.
template <typename Check>
[[nodiscard]] Verification run_checks(const std::string& path, Check&& check) {
    Verification out;
    try {
        guarded(path, [&] { check(out); });
    } catch (const Error& error) {
        if (error.code() == ErrorCode::journal_busy) throw;
        out.sound = false;
        out.completeness = Completeness::not_proved;
        out.finding = unreadable(error);
    }
    return out;
}

}  // namespace

std::string_view key(FindingKind kind) noexcept {
    return findings[static_cast<std::size_t>(kind)].key;
}

std::string_view key(Completeness completeness) noexcept {
    return completenesses[static_cast<std::size_t>(completeness)].key;
}

std::string Finding::text(Language language) const {
    const bool zh = language == Language::zh;
    const Wording& wording = findings[static_cast<std::size_t>(kind)];
    std::string out(zh ? wording.zh : wording.en);
    if (kind == FindingKind::altered_project && sequence == 0) {
        out = zh ? "项目登记被改动" : "the row of a project was altered";
    }
    if (kind == FindingKind::reinserted_event && other == 0) {
        out = zh ? "第{n}号位置上的事件是移动或重复插入的"
                 : "the event at place {n} was moved or copied there";
    }
    out = filled(filled(filled(out, "{n}", sequence), "{o}", other), "{b}", batch);
    if (!detail.empty()) out += (zh ? "（" : " (") + detail + (zh ? "）" : ")");
    return out;
}

std::string Verification::text(Language language) const {
    const bool zh = language == Language::zh;
    const std::string part = sound_part(*this, zh);
    if (!sound) {
        std::string out = zh ? "校验不通过：" : "Not sound: ";
        if (finding) out += finding->text(language);
        return out + (zh ? "。此前" + part + "与登记时一致。"
                         : ". Before that, " + part + " are as they were recorded.");
    }
    const Wording& end = completenesses[static_cast<std::size_t>(completeness)];
    return part + (zh ? "与登记时一致。" : " are as they were recorded. ") +
           std::string(zh ? end.zh : end.en);
}

Verification verify(const std::string& path, const std::optional<Anchor>& anchor) {
    return run_checks(path, [&](Verification& out) {
        constexpr int patience_ms = 5000;
        const bool has_log = std::filesystem::exists(path + "-wal");
        SQLite::Database database = open_to_read(path, patience_ms);
        database.exec("PRAGMA trusted_schema = OFF");
        const int version = journal_version(database, path);
        if (version == 0) throw Error(Problem{.code = ErrorCode::not_a_journal, .file = path});
        if (version < schema_version) {
            out.finding = Finding{.kind = FindingKind::no_chain};
            return;
        }
        const Snapshot snapshot(database, false);
        verify_content(database, anchor, out);
        if (!out.sound) return;
        out.finding = verify_file(path, has_log);
        if (!out.finding) return;
        out.sound = false;
        out.completeness = Completeness::not_proved;
    });
}

Verification Store::verify(const std::optional<Anchor>& anchor) const {
    if (impl_->appending) throw Error(ErrorCode::invalid_argument, "verify", "within an append");
    return run_checks(impl_->path, [&](Verification& out) {
        const Snapshot snapshot(impl_->database, false);
        verify_content(impl_->database, anchor, out);
    });
}

}  // namespace sanku
