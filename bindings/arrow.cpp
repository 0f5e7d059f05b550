#include <cerrno>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bindings.hpp"

// The structs of the Arrow C data and C stream interfaces, as their specification lays them out:
// https://arrow.apache.org/docs/format/CDataInterface.html
extern "C" {
struct ArrowSchema {
    const char* format;
    const char* name;
    const char* metadata;
    std::int64_t flags;
    std::int64_t n_children;
    ArrowSchema** children;
    ArrowSchema* dictionary;
    void (*release)(ArrowSchema*);
    void* private_data;
};
struct ArrowArray {
    std::int64_t length;
    std::int64_t null_count;
    std::int64_t offset;
    std::int64_t n_buffers;
    std::int64_t n_children;
    const void** buffers;
    ArrowArray** children;
    ArrowArray* dictionary;
    void (*release)(ArrowArray*);
    void* private_data;
};
struct ArrowArrayStream {
    int (*get_schema)(ArrowArrayStream*, ArrowSchema*);
    int (*get_next)(ArrowArrayStream*, ArrowArray*);
    const char* (*get_last_error)(ArrowArrayStream*);
    void (*release)(ArrowArrayStream*);
    void* private_data;
};
}

namespace sanku::bindings {

namespace {

constexpr std::int64_t flag_ordered = 1;
constexpr std::int64_t flag_nullable = 2;

/// A column as Python describes it; its buffers are numpy arrays, kept alive and not copied.
struct Column {
    std::string name;
    std::string format;
    std::int64_t length = 0;
    std::int64_t nulls = 0;
    std::vector<const void*> buffers{};  ///< nullptr: not there, such as no validity bits
    std::vector<Column> children{};
    std::unique_ptr<Column> dictionary{};
    bool ordered = false;  ///< of a dictionary: whether its values stand in their order
};

/// A table and the Python objects whose memory it shows. Consumers let go of it on any thread.
struct Table {
    Column root;
    std::vector<py::object> owners;
};
using SharedTable = std::shared_ptr<const Table>;

[[nodiscard]] Column column_of(const py::tuple& told, std::vector<py::object>& owners) {
    Column out{.name = told[0].cast<std::string>(),
               .format = told[1].cast<std::string>(),
               .length = told[2].cast<std::int64_t>(),
               .nulls = told[3].cast<std::int64_t>()};
    for (const py::handle buffer : told[4].cast<py::sequence>()) {
        if (buffer.is_none()) {
            out.buffers.push_back(nullptr);
            continue;
        }
        const auto array = buffer.cast<py::array>();
        if ((array.flags() & py::array::c_style) == 0) {
            throw Error(ErrorCode::invalid_argument, out.name, "contiguous buffers");
        }
        out.buffers.push_back(array.data());
        owners.push_back(array);
    }
    if (!told[5].is_none()) {
        out.dictionary = std::make_unique<Column>(column_of(told[5].cast<py::tuple>(), owners));
        out.ordered = told[6].cast<bool>();
    }
    return out;
}

/// What an exported node holds on to: its children and its dictionary, which a consumer may have
/// taken out already.
template <typename Node>
struct Parts {
    SharedTable table;
    std::vector<const void*> buffers{};
    std::vector<Node> children{};
    std::vector<Node*> places{};
    std::unique_ptr<Node> dictionary{};
};

template <typename Node>
void release(Node* node) {
    const std::unique_ptr<Parts<Node>> parts(static_cast<Parts<Node>*>(node->private_data));
    for (Node& child : parts->children) {
        if (child.release != nullptr) child.release(&child);
    }
    if (parts->dictionary && parts->dictionary->release != nullptr) {
        parts->dictionary->release(parts->dictionary.get());
    }
    node->release = nullptr;
}

void put(const Column& column, const SharedTable& table, ArrowSchema& out);
void put(const Column& column, const SharedTable& table, ArrowArray& out);

template <typename Node>
[[nodiscard]] std::unique_ptr<Parts<Node>> parts_of(const Column& column,
                                                    const SharedTable& table) {
    auto parts = std::make_unique<Parts<Node>>();
    parts->table = table;
    parts->buffers = column.buffers;
    parts->children.resize(column.children.size());
    for (std::size_t i = 0; i < column.children.size(); ++i) {
        put(column.children[i], table, parts->children[i]);
        parts->places.push_back(&parts->children[i]);
    }
    if (column.dictionary) {
        parts->dictionary = std::make_unique<Node>();
        put(*column.dictionary, table, *parts->dictionary);
    }
    return parts;
}

void put(const Column& column, const SharedTable& table, ArrowSchema& out) {
    auto parts = parts_of<ArrowSchema>(column, table);
    out = {.format = column.format.c_str(),
           .name = column.name.c_str(),
           .metadata = nullptr,
           .flags = flag_nullable | (column.ordered ? flag_ordered : 0),
           .n_children = std::ssize(parts->children),
           .children = parts->places.data(),
           .dictionary = parts->dictionary.get(),
           .release = &release<ArrowSchema>,
           .private_data = nullptr};
    out.private_data = parts.release();
}

void put(const Column& column, const SharedTable& table, ArrowArray& out) {
    auto parts = parts_of<ArrowArray>(column, table);
    out = {.length = column.length,
           .null_count = column.nulls,
           .offset = 0,
           .n_buffers = std::ssize(parts->buffers),
           .n_children = std::ssize(parts->children),
           .buffers = parts->buffers.data(),
           .children = parts->places.data(),
           .dictionary = parts->dictionary.get(),
           .release = &release<ArrowArray>,
           .private_data = nullptr};
    out.private_data = parts.release();
}

/// A stream of one batch: the whole table.
struct Stream {
    SharedTable table;
    bool is_read = false;
};

[[nodiscard]] Stream& stream_of(ArrowArrayStream* stream) {
    return *static_cast<Stream*>(stream->private_data);
}

/// Runs `call` so that no exception leaves it for a caller in C: 0, or an error number.
template <typename Call>
[[nodiscard]] int kept(Call&& call) noexcept {
    try {
        call();
        return 0;
    } catch (...) {  // nothing but memory can be short
        return ENOMEM;
    }
}

int get_schema(ArrowArrayStream* stream, ArrowSchema* out) {
    const SharedTable& table = stream_of(stream).table;
    return kept([&] { put(table->root, table, *out); });
}

int get_next(ArrowArrayStream* stream, ArrowArray* out) {
    Stream& from = stream_of(stream);
    if (from.is_read) {
        out->release = nullptr;  // the end
        return 0;
    }
    from.is_read = true;
    return kept([&] { put(from.table->root, from.table, *out); });
}

void release_stream(ArrowArrayStream* stream) {
    delete &stream_of(stream);
    stream->release = nullptr;
}

constexpr const char* capsule_name = "arrow_array_stream";

void delete_capsule(PyObject* capsule) {
    auto* stream = static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(capsule, capsule_name));
    if (stream->release != nullptr) stream->release(stream);
    delete stream;
}

[[nodiscard]] py::capsule arrow_stream(std::int64_t rows, const std::vector<py::tuple>& columns) {
    const auto let_go = [](const Table* table) {
        if (Py_IsInitialized() == 0) return;  // the interpreter is gone, and its objects with it
        const py::gil_scoped_acquire locked;
        delete table;
    };
    auto table = std::make_unique<Table>();
    table->root = {.name = "", .format = "+s", .length = rows, .buffers = {nullptr}};
    for (const py::tuple& told : columns) {
        table->root.children.push_back(column_of(told, table->owners));
        if (table->root.children.back().length != rows) {
            throw Error(ErrorCode::invalid_argument, table->root.children.back().name,
                        "a column of " + std::to_string(rows) + " elements");
        }
    }
    auto stream = std::make_unique<ArrowArrayStream>();
    *stream = {.get_schema = &get_schema,
               .get_next = &get_next,
               .get_last_error = [](ArrowArrayStream*) -> const char* { return nullptr; },
               .release = &release_stream,
               .private_data = new Stream{SharedTable(table.release(), let_go)}};
    return py::capsule(stream.release(), capsule_name, &delete_capsule);
}

}  // namespace

void bind_arrow(py::module_& module) {
    module.def(
        "arrow_stream", &arrow_stream, py::arg("rows"), py::arg("columns"),
        "A capsule of the Arrow C stream interface over `columns` of `rows` elements, a tuple each "
        "of name, format, length, nulls, buffers (contiguous numpy arrays, or None), dictionary (a "
        "tuple like this one, or None) and whether its values are in order. Nothing is copied.");
}

}  // namespace sanku::bindings
