#include "medium.hpp"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <new>
#include <utility>

namespace sanku::testing {

namespace {

constexpr std::size_t sector = 512;

/// Behind SQLite's `sqlite3_file`, in memory that SQLite owns.
struct Handle {
    sqlite3_file base;
    Medium* medium;
    std::shared_ptr<Medium::File> file;
};

Handle& handle(sqlite3_file* file) {
    return *reinterpret_cast<Handle*>(file);
}
std::string& bytes(sqlite3_file* file) {
    return handle(file).file->bytes;
}
int before(sqlite3_file* file, Operation operation) {
    return handle(file).medium->before(operation);
}

}  // namespace

Files load(const std::string& path) {
    Files files;
    for (const char* suffix : {"", "-wal"}) {
        std::ifstream stream(path + suffix, std::ios::binary);
        if (stream) files[path + suffix] = {std::istreambuf_iterator<char>(stream), {}};
    }
    return files;
}

void save(const Files& files, const std::string& from, const std::string& to) {
    for (const auto& [name, content] : files) {
        if (!name.starts_with(from)) continue;
        std::ofstream stream(to + name.substr(from.size()), std::ios::binary);
        stream.write(content.data(), static_cast<std::streamsize>(content.size()));
    }
}

/// SQLite's callbacks.
struct MediumVfs {
    static Medium& medium(sqlite3_vfs* vfs) { return *static_cast<Medium*>(vfs->pAppData); }

    static int close(sqlite3_file* file) {
        std::destroy_at(&handle(file).file);
        return SQLITE_OK;
    }
    static int read(sqlite3_file* file, void* to, int amount, sqlite3_int64 offset) {
        if (const int error = before(file, Operation::read)) return error;
        const std::string& from = bytes(file);
        const auto wanted = static_cast<std::size_t>(amount);
        const std::size_t begin = std::min(static_cast<std::size_t>(offset), from.size());
        const std::size_t there = std::min(wanted, from.size() - begin);
        std::memcpy(to, from.data() + begin, there);
        std::memset(static_cast<char*>(to) + there, 0, wanted - there);
        return there == wanted ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
    }
    static int write(sqlite3_file* file, const void* from, int amount, sqlite3_int64 offset) {
        if (const int error = before(file, Operation::write)) return error;
        std::string& to = bytes(file);
        const auto begin = static_cast<std::size_t>(offset);
        const auto size = static_cast<std::size_t>(amount);
        if (to.size() < begin + size) to.resize(begin + size);
        std::memcpy(to.data() + begin, from, size);
        return SQLITE_OK;
    }
    static int truncate(sqlite3_file* file, sqlite3_int64 size) {
        if (const int error = before(file, Operation::truncate)) return error;
        bytes(file).resize(static_cast<std::size_t>(size));
        return SQLITE_OK;
    }
    static int sync(sqlite3_file* file, int) {
        if (const int error = before(file, Operation::sync)) return error;
        handle(file).file->synced = bytes(file);
        return SQLITE_OK;
    }
    static int size(sqlite3_file* file, sqlite3_int64* out) {
        *out = static_cast<sqlite3_int64>(bytes(file).size());
        return SQLITE_OK;
    }
    static int lock(sqlite3_file*, int) { return SQLITE_OK; }
    static int check_lock(sqlite3_file*, int* out) {
        *out = 0;
        return SQLITE_OK;
    }
    static int control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
    static int sector_size(sqlite3_file*) { return 4096; }
    static int characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

    static int map(sqlite3_file* file, int page, int size, int extend, void volatile** out) {
        Medium& at = *handle(file).medium;
        auto found = at.shared_memory_.find(page);
        *out = nullptr;
        if (found == at.shared_memory_.end() && extend != 0) {
            if (at.read_only) return SQLITE_CANTOPEN;
            if (const int error = at.before(Operation::map)) return error;
            auto zeroed = std::make_unique<char[]>(static_cast<std::size_t>(size));
            found = at.shared_memory_.emplace(page, std::move(zeroed)).first;
        }
        if (found != at.shared_memory_.end()) *out = found->second.get();
        return SQLITE_OK;
    }
    static int map_lock(sqlite3_file*, int, int, int) { return SQLITE_OK; }
    static void barrier(sqlite3_file*) {}
    static int unmap(sqlite3_file* file, int) {
        handle(file).medium->shared_memory_.clear();
        return SQLITE_OK;
    }

    static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* out, int flags, int* given) {
        static const sqlite3_io_methods methods = {
            2,     close,      read,    write,       truncate,        sync, size,     lock,
            lock,  check_lock, control, sector_size, characteristics, map,  map_lock, barrier,
            unmap, nullptr,    nullptr};
        Medium& at = medium(vfs);
        out->pMethods = nullptr;
        const auto found = name != nullptr ? at.files_.find(name) : at.files_.end();
        const bool exists = found != at.files_.end();
        if (at.read_only && !exists) return SQLITE_CANTOPEN;
        if ((flags & SQLITE_OPEN_CREATE) == 0 && !exists) return SQLITE_CANTOPEN;
        if ((flags & SQLITE_OPEN_READWRITE) != 0 && !at.read_only) {
            if (const int error = at.before(Operation::create)) return error;
        }
        auto file = exists ? found->second : std::make_shared<Medium::File>();
        if (!exists && name != nullptr) at.files_[name] = file;
        auto* const made = new (out) Handle{{&methods}, &at, std::move(file)};
        (void)made;
        if (at.read_only) flags = (flags & ~SQLITE_OPEN_READWRITE) | SQLITE_OPEN_READONLY;
        if (given != nullptr) *given = flags;
        return SQLITE_OK;
    }
    static int remove(sqlite3_vfs* vfs, const char* name, int) {
        Medium& at = medium(vfs);
        if (at.read_only) return SQLITE_IOERR_DELETE;
        if (const int error = at.before(Operation::remove)) return error;
        return at.files_.erase(name) > 0 ? SQLITE_OK : SQLITE_IOERR_DELETE_NOENT;
    }
    static int access(sqlite3_vfs* vfs, const char* name, int flags, int* out) {
        const Medium& at = medium(vfs);
        const auto found = at.files_.find(name);
        *out = static_cast<int>(found != at.files_.end() &&
                                (flags != SQLITE_ACCESS_READWRITE || !at.read_only));
        // SQLite takes an empty journal for none, and asks for its existence that way.
        if (*out != 0 && flags == SQLITE_ACCESS_EXISTS && found->second->bytes.empty()) *out = 0;
        return SQLITE_OK;
    }
    static int full_path(sqlite3_vfs*, const char* name, int room, char* out) {
        sqlite3_snprintf(room, out, "%s", name);
        return SQLITE_OK;
    }
};

Medium::Medium() : previous_(sqlite3_vfs_find(nullptr)), vfs_(*previous_) {
    vfs_.pNext = nullptr;
    vfs_.zName = "medium";
    vfs_.pAppData = this;
    vfs_.szOsFile = sizeof(Handle);
    vfs_.xOpen = MediumVfs::open;
    vfs_.xDelete = MediumVfs::remove;
    vfs_.xAccess = MediumVfs::access;
    vfs_.xFullPathname = MediumVfs::full_path;
    sqlite3_vfs_register(&vfs_, 1);
}

Medium::~Medium() {
    sqlite3_vfs_unregister(&vfs_);
    sqlite3_vfs_register(previous_, 1);
}

void Medium::put(const Files& files) {
    files_.clear();
    for (const auto& [name, content] : files) {
        files_[name] = std::make_shared<File>(File{content, content});
    }
}

Files Medium::files() const {
    Files all;
    for (const auto& [name, file] : files_) all[name] = file->bytes;
    return all;
}

Files Medium::after_power_cut(const std::function<bool()>& survives) const {
    Files all;
    for (const auto& [name, file] : files_) {
        std::string left = file->synced;
        const std::string& written = file->bytes;
        for (std::size_t at = 0; at < written.size(); at += sector) {
            const std::size_t size = std::min(sector, written.size() - at);
            if (written.compare(at, size, left, std::min(at, left.size()), size) == 0) continue;
            if (!survives()) continue;
            if (left.size() < at + size) left.resize(at + size);
            left.replace(at, size, written, at, size);
        }
        all[name] = std::move(left);
    }
    return all;
}

}  // namespace sanku::testing
