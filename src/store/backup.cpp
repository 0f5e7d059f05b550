#include "new_file.hpp"
#include "store_impl.hpp"

namespace sanku {

void Store::backup(const std::string& path) const {
    if (impl_->appending) throw Error(ErrorCode::invalid_argument, "backup", "within an append");
    NewFile file(path);
    guarded(impl_->path, [&] { copy_database(impl_->database, file.part(), impl_->path); });
    file.keep();
}

}  // namespace sanku
