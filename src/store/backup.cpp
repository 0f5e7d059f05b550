#include <SQLiteCpp/Backup.h>

#include "new_file.hpp"
#include "store_impl.hpp"

namespace sanku {

void Store::backup(const std::string& path) const {
    if (impl_->appending) throw Error(ErrorCode::invalid_argument, "backup", "within an append");
    NewFile file(path);
    guarded(file.part(), [&] {
        SQLite::Database target(file.part(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        // All pages in one step, which is one view of the journal; in WAL mode nobody waits for it.
        const int result = SQLite::Backup(target, impl_->database).executeStep(-1);
        if (result != SQLite::OK) {
            // SQLiteCpp reports a busy source as if it were a step.
            throw Error(Problem{.code = ErrorCode::journal_busy, .file = impl_->path});
        }
    });
    file.keep();
}

}  // namespace sanku
