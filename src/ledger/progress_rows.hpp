#pragma once

#include <optional>
#include <vector>

#include "progress_book.hpp"
#include "rows.hpp"

namespace sanku::ledger::detail {

/// The rows of a progress ledger: one project and month each.
class ProgressRows : public Rows {
  public:
    explicit ProgressRows(const Context& context);

    void import(RowReader& row, std::vector<Note>& notes) override;

  private:
    [[nodiscard]] std::optional<ProjectCode> identify(RowReader& row) const;
    [[nodiscard]] std::optional<ProjectCode> by_name(RowReader& row) const;

    const Context& context_;
    std::optional<std::size_t> code_;
    std::optional<std::size_t> name_;
    std::optional<std::size_t> region_;
    std::size_t month_;
    std::vector<std::size_t> figures_;
    ProgressBook book_;
};

}  // namespace sanku::ledger::detail
